"""Tasks and threads subscribe to streams of rx on one loop, and dispose of them: values are in order, and all end."""

import asyncio
import random
import time

import rx
from rx.scheduler.eventloop import AsyncIOThreadSafeScheduler

from mainstay import prove


def subscribe(scheduler: AsyncIOThreadSafeScheduler, seen: list[int]) -> rx.typing.Disposable:
    return rx.interval(random.uniform(0.001, 0.05), scheduler=scheduler).subscribe(seen.append)


def check(seen: list[int]) -> None:
    prove.always_equal(seen, list(range(len(seen))), "values come in their order, none is lost")


def thread(scheduler: AsyncIOThreadSafeScheduler) -> None:
    for _ in range(5):
        seen: list[int] = []
        subscription = subscribe(scheduler, seen)
        time.sleep(random.uniform(0, 0.2))
        subscription.dispose()
        check(seen)


async def task(scheduler: AsyncIOThreadSafeScheduler) -> None:
    for _ in range(5):
        seen: list[int] = []
        subscription = subscribe(scheduler, seen)
        await asyncio.sleep(random.uniform(0, 0.2))
        subscription.dispose()
        check(seen)
        count = len(seen)
        await asyncio.sleep(0.1)
        prove.always_equal(len(seen), count, "what is disposed of is silent")


@prove.simulation(seconds=200)
async def test(sim: prove.Sim) -> None:
    scheduler = AsyncIOThreadSafeScheduler(asyncio.get_running_loop())
    threads = [asyncio.to_thread(thread, scheduler) for _ in range(2)]
    tasks = [task(scheduler) for _ in range(sim.random.randint(0, 2))]
    async with asyncio.timeout(100):
        await asyncio.gather(*threads, *tasks)
