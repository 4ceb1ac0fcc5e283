"""Threads and tasks log with loguru to a sink that is a coroutine: nobody waits for ever, and no line is lost."""

import asyncio
import random
import time

from loguru import logger

from mainstay import prove


def speaking(name: int) -> None:
    for n in range(20):
        logger.info(f"{name} {n}")
        time.sleep(random.uniform(0, 0.005))


async def speaking_here() -> None:
    for n in range(20):
        logger.info(f"here {n}")
        await asyncio.sleep(random.uniform(0, 0.005))


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    kept: list[str] = []

    async def sink(message: str) -> None:
        await asyncio.sleep(random.uniform(0, 0.003))
        kept.append(message)

    logger.remove()
    logger.add(sink, format="{message}", catch=False, loop=asyncio.get_running_loop())
    threads = [asyncio.create_task(asyncio.to_thread(speaking, name)) for name in range(2)]
    threads.append(asyncio.create_task(speaking_here()))
    while not all(one.done() for one in threads):
        await logger.complete()
        await asyncio.sleep(random.uniform(0, 0.01))
    await asyncio.gather(*threads)
    await logger.complete()
    prove.always_equal(len(kept), 60, "every line is kept")
