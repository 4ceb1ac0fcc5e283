"""Tasks share a lock and a semaphore of anyio, and give up waiting now and then: nobody is left waiting for ever."""

import asyncio
import random

import anyio

from mainstay import prove

LIMIT = 2


async def user(lock: anyio.Lock, semaphore: anyio.Semaphore, inside: list[int]) -> None:
    for _ in range(20):
        shared, most, place = random.choice([(lock, 1, 0), (semaphore, LIMIT, 1)])
        try:
            async with asyncio.timeout(random.uniform(0, 0.02)):
                await asyncio.sleep(random.uniform(0, 0.005))
                async with shared:
                    inside[place] += 1
                    try:
                        prove.always_at_most(inside[place], most, "no more inside than may be")
                        await asyncio.sleep(random.uniform(0, 0.005))
                    finally:
                        inside[place] -= 1
        except TimeoutError:
            pass


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    lock, semaphore = anyio.Lock(), anyio.Semaphore(LIMIT)
    inside = [0, 0]
    await asyncio.gather(*(user(lock, semaphore, inside) for _ in range(8)))
    with sim.quiet():
        async with asyncio.timeout(10), lock, semaphore:
            prove.reachable("both can be taken afterwards")
