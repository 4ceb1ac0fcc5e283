"""Celery: a worker with threads, tasks and results in fakeredis; a chain, a group and a retry."""

import celery
import redis_server

from mainstay import prove

app = celery.Celery("shop", broker="redis://redis/0", backend="redis://redis/1")
app.conf.update(worker_hijack_root_logger=False, broker_connection_retry_on_startup=True, task_track_started=True)
tries: list[int] = []


@app.task(name="add")
def add(a: int, b: int) -> int:
    return a + b


@app.task(name="unsteady", bind=True, default_retry_delay=1, max_retries=5)
def unsteady(self: celery.Task, n: int) -> int:
    if self.request.retries < 2:
        raise self.retry()
    return n


def worker() -> None:
    app.worker_main(["worker", "--pool=threads", "--concurrency=2", "--without-mingle", "--without-gossip", "-l", "ERROR"])


@prove.simulation(hosts=["redis", "worker"])
def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    sim.sleep(1)
    sim.host("worker").start(worker)
    results = [add.delay(n, n) for n in range(5)]
    prove.always_equal([one.get(timeout=120) for one in results], [0, 2, 4, 6, 8], "every task has its result")
    chain = add.s(1, 2) | add.s(3) | add.s(4)
    prove.always_equal(chain.apply_async().get(timeout=120), 10, "one result feeds the next")
    prove.always_equal(unsteady.delay(7).get(timeout=120), 7, "what fails is tried again")
