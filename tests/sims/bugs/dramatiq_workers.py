"""Workers of dramatiq take messages of several queues: each message is done, also while others are slow."""

import random
import time

import dramatiq
import redis_server
from dramatiq.brokers.redis import RedisBroker

from mainstay import prove

broker = RedisBroker(host="redis")
dramatiq.set_broker(broker)


def work(kind: str, number: int) -> None:
    time.sleep(random.choice([0, 0.01, 0.1, 1]))
    if random.random() < 0.1:
        raise ConnectionError("as happens")
    broker.client.sadd("done", f"{kind} {number}")


@dramatiq.actor(queue_name="mail", min_backoff=10, max_backoff=100)
def mail(number: int) -> None:
    work("mail", number)


@dramatiq.actor(queue_name="photos", priority=10, min_backoff=10, max_backoff=100)
def photo(number: int) -> None:
    work("photo", number)


def worker(kind: str) -> None:
    queues = {"both": None, "mail": {"mail"}, "photos": {"photos"}}[kind]
    dramatiq.Worker(broker, queues=queues, worker_threads=2, worker_timeout=100).start()
    time.sleep(10_000)


@prove.simulation(hosts=["redis", "one", "two"])
def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    sim.sleep(1)
    sim.host("one").start(worker, "both")
    sim.host("two").start(worker, sim.random.choice(["both", "mail", "photos"]))
    for n in range(12):
        (mail if n % 2 else photo).send_with_options(args=(n,), delay=sim.random.choice([None, 50]))
        time.sleep(sim.random.uniform(0, 0.1))
    time.sleep(5)
    prove.eventually(lambda: broker.client.scard("done") == 12, "each message is done", within_s=60)
