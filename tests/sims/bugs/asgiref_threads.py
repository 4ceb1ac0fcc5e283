"""Requests run views in threads by asgiref, which call back into the loop; clients go away: who stays is served."""

import asyncio
import random
import time

from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async

from mainstay import prove


async def fetched(number: int) -> int:
    await asyncio.sleep(random.expovariate(1 / 0.01))
    return number * 2


def view(number: int) -> int:
    if random.random() < 0.5:
        time.sleep(random.expovariate(1 / 0.01))
    return async_to_sync(fetched)(number) + 1


async def handle(number: int) -> int:
    async with ThreadSensitiveContext():
        answer = await sync_to_async(view)(number)
        return answer + await sync_to_async(lambda: 1)()


async def user(name: int) -> None:
    for n in range(10):
        number, patient = 100 * name + n, random.random() < 0.3
        try:
            async with asyncio.timeout(60 if patient else random.uniform(0, 0.05)):
                answer = await asyncio.create_task(handle(number))
                prove.always_equal(answer, number * 2 + 2, "an answer belongs to its request")
        except TimeoutError:
            prove.always(not patient, "who stays is served")


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    async with asyncio.timeout(1000):
        await asyncio.gather(*(user(name) for name in range(4)))
