"""Consumers of huey, with threads and in several processes, share a queue in files: each task is done once."""

import random
import time

import huey

from mainstay import prove

queue = huey.FileHuey(path="/tmp/huey")
TASKS = 30


@queue.task()
def square(n: int) -> int:
    time.sleep(random.uniform(0, 0.05))
    with open("/tmp/done", "a") as file:
        file.write(f"{n}\n")
    return n * n


def consumer() -> None:
    queue.create_consumer(workers=2, periodic=False, initial_delay=0.01, max_delay=0.05).run()


@queue.on_startup()
def started() -> None:
    time.sleep(random.uniform(0, 0.1))


def failed(signal: str, task: object, error: object = None) -> None:
    prove.always(False, f"no task fails: {error!r}")


queue.signal("error")(failed)


@prove.simulation()
def test(sim: prove.Sim) -> None:
    workers = [sim.host("test").start(consumer) for _ in range(3)]
    results = []
    for n in range(TASKS):
        results.append(square(n))
        time.sleep(random.uniform(0, 0.05))
    told = [one.get(blocking=True, timeout=60) for one in results]
    prove.always_equal(told, [n * n for n in range(TASKS)], "every task is done")
    with open("/tmp/done") as file:
        prove.always_equal(sorted(map(int, file)), list(range(TASKS)), "each task is done once")
    for one in workers:
        sim.host("test").kill(one)
