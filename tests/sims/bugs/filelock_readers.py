"""Tasks share a soft lock of filelock for readers and writers, and give up now and then: nobody is left outside."""

import asyncio
import random

from filelock import AsyncSoftReadWriteLock, Timeout

from mainstay import prove


def lock() -> AsyncSoftReadWriteLock:
    return AsyncSoftReadWriteLock("shared.lock", is_singleton=False)


async def user(readers: list[int], writers: list[int]) -> None:
    for _ in range(5):
        own, writes = lock(), random.random() < 0.5
        mine, others = (writers, readers) if writes else (readers, writers)
        try:
            async with asyncio.timeout(random.uniform(0, 1)):
                async with own.write_lock() if writes else own.read_lock():
                    mine[0] += 1
                    try:
                        prove.always(not others[0] and not (writes and mine[0] > 1), "a writer is alone")
                        await asyncio.sleep(random.uniform(0, 0.03))
                    finally:
                        mine[0] -= 1
        except (TimeoutError, Timeout):
            pass


@prove.simulation(seconds=100)
async def test(sim: prove.Sim) -> None:
    readers, writers = [0], [0]
    await asyncio.gather(*(user(readers, writers) for _ in range(4)))
    with sim.quiet():
        async with asyncio.timeout(30), lock().write_lock():
            prove.reachable("it can be taken afterwards")
