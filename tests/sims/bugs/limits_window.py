"""Tasks ask moving windows of limits whether they may go on: never more of them than the limit allows."""

import asyncio
import random
import time

from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from mainstay import prove

WINDOWS = {"few": RateLimitItemPerSecond(3, 1), "more": RateLimitItemPerSecond(6, 2)}


async def user(limiter: MovingWindowRateLimiter, taken: dict[str, list[tuple[float, float]]]) -> None:
    for _ in range(100):
        name = random.choice(list(WINDOWS))
        before = time.time()
        if await limiter.hit(WINDOWS[name], name):
            taken[name].append((before, time.time()))
        await asyncio.sleep(random.expovariate(1 / 0.05))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    limiter = MovingWindowRateLimiter(MemoryStorage())
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in WINDOWS}
    async with asyncio.timeout(200):
        await asyncio.gather(*(user(limiter, taken) for _ in range(sim.random.randint(1, 4))))
    for name, window in WINDOWS.items():
        for start, _ in taken[name]:
            surely = [1 for before, after in taken[name] if before >= start and after < start + window.get_expiry()]
            prove.always_at_most(len(surely), window.amount, "no more hits than the limit allows")
