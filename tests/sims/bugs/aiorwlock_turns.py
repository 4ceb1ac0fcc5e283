"""Readers and writers share a lock of aiorwlock and give up at times: writers are alone, and who is patient gets in."""

import asyncio
import random

import aiorwlock

from mainstay import prove


class Room:
    """Who is inside."""

    def __init__(self) -> None:
        self.lock = aiorwlock.RWLock()
        self.readers, self.writers = 0, 0

    async def read(self) -> None:
        async with self.lock.reader:
            self.readers += 1
            try:
                prove.always_equal(self.writers, 0, "nobody reads while somebody writes")
                await asyncio.sleep(random.expovariate(1 / 0.01))
            finally:
                self.readers -= 1

    async def write(self) -> None:
        async with self.lock.writer:
            self.writers += 1
            try:
                prove.always_equal((self.readers, self.writers), (0, 1), "who writes is alone")
                await asyncio.sleep(random.expovariate(1 / 0.01))
            finally:
                self.writers -= 1


async def user(room: Room) -> None:
    for _ in range(20):
        patient = random.random() < 0.3
        try:
            async with asyncio.timeout(60 if patient else random.uniform(0, 0.05)):
                await random.choice([room.read, room.write])()
        except TimeoutError:
            prove.always(not patient, "who is patient gets in")
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.02)]))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    room = Room()
    await asyncio.gather(*(user(room) for _ in range(6)))
    for turn in (room.write, room.read):
        async with asyncio.timeout(10):
            await turn()
