"""Tasks nest timeouts of async-timeout and of asyncio: whose time is up is told so, and nobody else is disturbed."""

import asyncio
import random

import async_timeout

from mainstay import prove


async def work() -> None:
    """Some steps, each of which may take too long and is then left out."""
    for _ in range(random.randint(1, 5)):
        try:
            async with async_timeout.timeout(random.uniform(0, 0.1)):
                await asyncio.sleep(random.uniform(0, 0.15))
        except TimeoutError:
            prove.reachable("a step took too long")


async def together() -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(work())


async def user() -> None:
    for _ in range(10):
        patience = random.choice([asyncio.timeout, async_timeout.timeout])
        try:
            async with patience(random.uniform(0, 0.5)):
                await random.choice([work, together])()
        except TimeoutError:
            prove.reachable("all of it took too long")
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.1)]))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    users = [asyncio.create_task(user()) for _ in range(5)]
    await asyncio.wait(users)
    ends = ["cancelled" if one.cancelled() else repr(one.exception()) for one in users]
    prove.always_equal(ends, ["None"] * len(users), "nobody is cancelled by a timeout of its own")
