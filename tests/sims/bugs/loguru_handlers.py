"""Threads log with loguru, add sinks and remove them: nothing fails, every call ends, and no line is lost."""

import asyncio
import random
import threading
import time
from contextlib import suppress

from loguru import logger

from mainstay import prove


def changing(done: list[int]) -> None:
    for n in range(10):
        number = logger.add(lambda _: time.sleep(random.choice([0, 0.001])))
        logger.info(f"message {n}")
        with suppress(ValueError):  # where somebody else has removed it
            logger.remove(None if random.random() < 0.5 else number)
    done.append(1)


@prove.simulation()
def test_remove(sim: prove.Sim) -> None:
    done: list[int] = []
    users = [threading.Thread(target=changing, args=(done,), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(len(done), 4, "every user comes to an end")


def speaking(name: int) -> None:
    for n in range(20):
        logger.info(f"{name} {n}")
        time.sleep(random.uniform(0, 0.005))


async def speaking_here() -> None:
    for n in range(20):
        logger.info(f"here {n}")
        await asyncio.sleep(random.uniform(0, 0.005))


@prove.simulation()
async def test_complete(sim: prove.Sim) -> None:
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
