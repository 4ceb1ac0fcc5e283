"""Threads share a limiter of pyrate-limiter: never more in any window than the rate allows, and none fails."""

import random
import threading
import time

from pyrate_limiter import Duration, InMemoryBucket, Limiter, Rate

from mainstay import prove

MOST = 4


def user(limiter: Limiter, taken: list[tuple[float, float]], done: list[int]) -> None:
    for _ in range(60):
        before = time.monotonic()
        if limiter.try_acquire("shared", blocking=random.random() < 0.2):
            taken.append((before, time.monotonic()))
        time.sleep(random.expovariate(1 / 0.5))
    done.append(1)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    limiter = Limiter(InMemoryBucket([Rate(MOST, Duration.SECOND)]))
    taken: list[tuple[float, float]] = []
    done: list[int] = []
    users = [threading.Thread(target=user, args=(limiter, taken, done), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(len(done), 4, "every user comes to an end")
    for start, _ in taken:
        surely = sum(before >= start and after < start + 0.99 for before, after in taken)
        prove.always_at_most(surely, MOST, "no more than the rate allows")
    limiter.close()
