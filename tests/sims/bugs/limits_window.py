"""A thread asks a moving window of limits that expires by itself: never more hits than the limit allows."""

import random
import threading
import time

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from mainstay import prove

WINDOWS = {"few": RateLimitItemPerSecond(3, 1), "more": RateLimitItemPerSecond(6, 2)}


def user(limiter: MovingWindowRateLimiter, taken: dict[str, list[tuple[float, float]]], done: list[int]) -> None:
    for _ in range(400):
        name = random.choice(list(WINDOWS))
        before = time.time()
        if limiter.hit(WINDOWS[name], name):
            taken[name].append((before, time.time()))
        time.sleep(random.expovariate(1 / 0.02))
    done.append(1)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    limiter = MovingWindowRateLimiter(MemoryStorage())
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in WINDOWS}
    done: list[int] = []
    users = [threading.Thread(target=user, args=(limiter, taken, done), daemon=True) for _ in range(1)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(len(done), 1, "every user comes to an end")
    for name, window in WINDOWS.items():
        for start, _ in taken[name]:
            surely = [1 for before, after in taken[name] if before >= start and after < start + window.get_expiry()]
            prove.always_at_most(len(surely), window.amount, "no more hits than the limit allows")
