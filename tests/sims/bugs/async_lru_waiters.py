"""Tasks share a function cached by async-lru and give up at times: who waits is served, nothing runs for nobody."""

import asyncio
import random

from async_lru import alru_cache

from mainstay import prove


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    running = [0]

    @alru_cache(maxsize=4, ttl=5)
    async def square(n: int) -> int:
        running[0] += 1
        try:
            await asyncio.sleep(random.expovariate(1 / 0.1))
            if random.random() < 0.1:
                raise ConnectionError(n)
            return n * n
        finally:
            running[0] -= 1

    async def user() -> None:
        for _ in range(20):
            n, patient = random.randrange(8), random.random() < 0.3
            try:
                async with asyncio.timeout(60 if patient else random.uniform(0, 0.1)):
                    prove.always_equal(await square(n), n * n, "the answer is right")
            except TimeoutError:
                prove.always(not patient, "who is patient is served")
            except ConnectionError as error:
                prove.always_equal(error.args, (n,), "an error belongs to its call")

    await asyncio.gather(*(user() for _ in range(4)))
    await asyncio.sleep(0)
    prove.always_equal(running[0], 0, "nothing runs that nobody waits for")
