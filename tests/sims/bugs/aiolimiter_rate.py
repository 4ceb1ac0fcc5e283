"""Tasks share a limiter of aiolimiter and give up at times: never more than the rate allows, nobody waits longer."""

import asyncio
import random
import time

from aiolimiter import AsyncLimiter

from mainstay import prove

RATE, PERIOD_S = 5, 1.0
SLACK_S = 0.1


class Bucket:
    """What the documentation says: it drips at the rate, and who finds room for one more goes on."""

    def __init__(self) -> None:
        self.level, self.seen = 0.0, time.monotonic()
        self.waiting: dict[int, float] = {}

    def served(self, user: int) -> None:
        now = time.monotonic()
        room = self.seen + max(0, self.level + 1 - RATE) * PERIOD_S / RATE
        prove.always(now >= room - 0.01, "never more than the rate allows", early=room - now)
        late = now - max(room, min(self.waiting.values()))
        prove.always(late <= SLACK_S, "nobody waits while there is room", late=late)
        self.level = max(0.0, self.level - (now - self.seen) * RATE / PERIOD_S) + 1
        self.seen = now


async def user(limiter: AsyncLimiter, bucket: Bucket, name: int) -> None:
    for _ in range(random.randint(1, 20)):
        await asyncio.sleep(random.choice([0, random.uniform(0, 1)]))
        bucket.waiting[name] = time.monotonic()
        try:
            async with asyncio.timeout(None if random.random() < 0.8 else random.uniform(0, 1)):
                await limiter.acquire()
                bucket.served(name)
        except TimeoutError:
            pass
        finally:
            del bucket.waiting[name]


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    limiter, bucket = AsyncLimiter(RATE, PERIOD_S), Bucket()
    async with asyncio.timeout(600):
        await asyncio.gather(*(user(limiter, bucket, name) for name in range(sim.random.randint(1, 6))))
