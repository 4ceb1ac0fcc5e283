"""Tasks hand jobs to a scheduler of aiojobs that has limits: all that it took is done, and it can be closed."""

import asyncio
import random

import aiojobs

from mainstay import prove

LIMIT = 3


async def user(scheduler, seen: dict[str, list[int]], name: int) -> None:
    async def work(number: int) -> None:
        seen["begun"].append(number)
        prove.always_at_most(len(seen["begun"]) - len(seen["done"]), LIMIT, "no more jobs at once than may be")
        await asyncio.sleep(random.expovariate(1 / 0.05))
        seen["done"].append(number)

    for n in range(10):
        number = 100 * name + n
        await scheduler.spawn(work(number))
        seen["taken"].append(number)
        await asyncio.sleep(random.uniform(0, 0.05))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    scheduler = await aiojobs.create_scheduler(limit=LIMIT, pending_limit=sim.random.choice([1, 2, 5, 100]))
    seen = {"taken": [], "begun": [], "done": []}
    async with asyncio.timeout(100):
        await asyncio.gather(*(user(scheduler, seen, name) for name in range(6)))
        while len(seen["done"]) < len(seen["taken"]):
            await asyncio.sleep(0.1)
    prove.always_equal(sorted(seen["taken"]), sorted(seen["done"]), "every job that was taken is done")
    async with asyncio.timeout(100):
        await scheduler.close()
