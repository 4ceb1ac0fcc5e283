"""Processes of one machine share a strict soft lock of filelock: never two are inside, and each has its turn."""

import random
import time

from filelock import StrictSoftFileLock, Timeout

from mainstay import prove

AT_ONCE = 6


def worker(inside: list[int], done: list[int]) -> None:
    lock = StrictSoftFileLock("shared.lock", poll_interval=0.005)
    for _ in range(10):
        try:
            with lock.acquire(timeout=random.choice([-1, 0.1])):
                inside[0] += 1
                prove.always_at_most(inside[0], 1, "never two inside")
                time.sleep(random.uniform(0, 0.003))
                inside[0] -= 1
        except Timeout:
            pass
        time.sleep(random.uniform(0, 0.003))
    done.append(1)


@prove.simulation(hosts=["machine"])
def test(sim: prove.Sim) -> None:
    inside, done = [0], []
    for _ in range(AT_ONCE):
        sim.host("machine").start(worker, inside, done)
    while len(done) < AT_ONCE and sim.now < 300:
        time.sleep(1)
    prove.always_equal(len(done), AT_ONCE, "each comes to an end")
