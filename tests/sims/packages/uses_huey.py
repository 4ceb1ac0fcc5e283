"""huey: a consumer with threads and a scheduler, its queue in SQLite on one host's disk."""

import time

import huey

from mainstay import prove

queue = huey.SqliteHuey(filename="/tmp/huey.db")


@queue.task()
def square(n: int) -> int:
    time.sleep(0.1)
    return n * n


def consumer() -> None:
    queue.create_consumer(workers=3, periodic=False).run()


@prove.simulation()
def test(sim: prove.Sim) -> None:
    worker = sim.host("test").start(consumer)
    results = [square(n) for n in range(10)]
    prove.always_equal([one.get(blocking=True, timeout=60) for one in results], [n * n for n in range(10)], "squared")
    later = square.schedule((12,), delay=30)
    began = time.monotonic()
    prove.always_equal(later.get(blocking=True, timeout=90), 144, "what waits is done")
    prove.always(time.monotonic() - began > 29, "not before its time")
    sim.host("test").kill(worker)
