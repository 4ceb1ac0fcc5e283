"""Threads log with loguru, add sinks and remove them: nothing fails, and every call ends."""

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
def test(sim: prove.Sim) -> None:
    done: list[int] = []
    users = [threading.Thread(target=changing, args=(done,), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(len(done), 4, "every user comes to an end")
