"""Threads share a reader-writer lock of fasteners, and take it again inside: a writer is alone, each has its turn."""

import random
import threading
import time

import fasteners

from mainstay import prove

AT_ONCE = 4


def pause() -> None:
    time.sleep(random.choice([0, random.uniform(0, 0.003)]))


def user(lock: fasteners.ReaderWriterLock, inside: dict[str, int], done: list[int]) -> None:
    for _ in range(20):
        if random.random() < 0.5:
            with lock.write_lock():
                inside["writers"] += 1
                prove.always_equal((inside["writers"], inside["readers"]), (1, 0), "a writer is alone")
                pause()
                if random.random() < 0.5:
                    with lock.read_lock():
                        pause()
                inside["writers"] -= 1
        else:
            with lock.read_lock():
                inside["readers"] += 1
                prove.always_equal(inside["writers"], 0, "no writer among readers")
                pause()
                if random.random() < 0.5:
                    with lock.read_lock():
                        pause()
                inside["readers"] -= 1
        pause()
    done.append(1)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    lock, inside, done = fasteners.ReaderWriterLock(), {"readers": 0, "writers": 0}, []
    users = [threading.Thread(target=user, args=(lock, inside, done), daemon=True) for _ in range(AT_ONCE)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(len(done), AT_ONCE, "every user comes to an end")
