"""dramatiq: a worker with threads and fakeredis as the broker; retries with back-off, and results."""

import time

import dramatiq
import redis_server
from dramatiq.brokers.redis import RedisBroker
from dramatiq.results import Results
from dramatiq.results.backends import RedisBackend

from mainstay import prove

broker = RedisBroker(host="redis")
broker.add_middleware(Results(backend=RedisBackend(host="redis")))
dramatiq.set_broker(broker)
tries: list[int] = []


@dramatiq.actor(store_results=True, max_retries=5, min_backoff=100)
def square(n: int) -> int:
    tries.append(n)
    if tries.count(n) == 1:
        raise ConnectionError("the first time it fails")
    return n * n


def worker() -> None:
    dramatiq.Worker(broker, worker_threads=3).start()
    time.sleep(1000)


@prove.simulation(hosts=["redis", "worker"])
def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    sim.sleep(1)
    sim.host("worker").start(worker)
    messages = [square.send(n) for n in range(6)]
    found = [message.get_result(block=True, timeout=120_000) for message in messages]
    prove.always_equal(found, [n * n for n in range(6)], "every message has its result")
