"""RQ: a worker that runs jobs from fakeredis, with results and a failure."""

import redis
import redis_server
import rq
from rq.job import JobStatus

from mainstay import prove


def divide(a: int, b: int) -> float:
    return a / b


def worker() -> None:
    rq.SimpleWorker(["work"], connection=redis.Redis("redis")).work(burst=False, with_scheduler=False)


@prove.simulation(hosts=["redis", "worker"], seconds=2000)
def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    sim.sleep(1)
    sim.host("worker").start(worker)
    queue = rq.Queue("work", connection=redis.Redis("redis"))
    jobs = [queue.enqueue(divide, 12, n) for n in (1, 2, 3, 0)]
    prove.eventually(lambda: all(job.get_status() in {JobStatus.FINISHED, JobStatus.FAILED} for job in jobs), "all end")
    prove.always_equal([job.return_value() for job in jobs], [12, 6, 4, None], "results are kept")
    prove.always("ZeroDivisionError" in jobs[-1].latest_result().exc_string, "the failure is kept")
