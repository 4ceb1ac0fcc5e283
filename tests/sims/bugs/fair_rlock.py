"""Tasks share a fair-async-rlock and give up at times: one has it at once, and who waits gets it."""

import asyncio
import random

from fair_async_rlock import FairAsyncRLock

from mainstay import prove


async def use(lock: FairAsyncRLock, inside: list[int], name: int) -> None:
    async with lock:
        prove.always_equal(inside, [], "one has the lock at once")
        inside.append(name)
        try:
            if random.random() < 0.3:
                async with lock:
                    await asyncio.sleep(random.choice([0, random.expovariate(1 / 0.01)]))
            await asyncio.sleep(random.choice([0, random.expovariate(1 / 0.01)]))
        finally:
            inside.remove(name)


async def user(lock: FairAsyncRLock, inside: list[int], name: int) -> None:
    for _ in range(20):
        running = asyncio.ensure_future(use(lock, inside, name))
        if random.random() < 0.5:
            await asyncio.sleep(random.choice([0, random.expovariate(1 / 0.02)]))
            running.cancel()
        done, _ = await asyncio.wait([running], timeout=100)
        prove.always(done, "who waits for the lock gets it", user=name)
        prove.always(running.cancelled() or running.exception() is None, "nothing fails", how=repr(running))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    lock, inside = FairAsyncRLock(), []
    await asyncio.gather(*(user(lock, inside, name) for name in range(sim.random.randint(2, 6))))
