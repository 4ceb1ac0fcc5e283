"""kombu: a queue in fakeredis, two consumers that acknowledge, and one that gives messages back."""

import socket

import kombu
import redis_server
from kombu.mixins import ConsumerMixin

from mainstay import prove

QUEUE = kombu.Queue("work", kombu.Exchange("work", type="direct"), routing_key="work")


class Worker(ConsumerMixin):
    def __init__(self, connection: kombu.Connection, done: list[int]) -> None:
        self.connection, self.done = connection, done

    def get_consumers(self, consumer: type, channel: object) -> list[object]:
        return [consumer(queues=[QUEUE], callbacks=[self.work], prefetch_count=1)]

    def work(self, body: int, message: kombu.Message) -> None:
        if body % 3 == 0 and not message.headers.get("redelivered") and not message.delivery_info.get("redelivered"):
            message.requeue()
            return
        self.done.append(body)
        message.ack()


def worker(done: list[int]) -> None:
    with kombu.Connection("redis://redis//") as connection:
        Worker(connection, done).run()


@prove.simulation(hosts=["redis", "one", "two"])
def test(sim: prove.Sim) -> None:
    done: list[int] = []
    sim.host("redis").start(redis_server.serve)
    sim.sleep(1)
    for name in ("one", "two"):
        sim.host(name).start(worker, done)
    with kombu.Connection("redis://redis//") as connection:
        producer = connection.Producer()
        for n in range(20):
            producer.publish(n, exchange=QUEUE.exchange, routing_key="work", declare=[QUEUE], retry=True)
        prove.eventually(lambda: len(done) == 20, "every message is done", within_s=120)
        prove.always_equal(sorted(done), list(range(20)), "once")
        try:
            connection.SimpleQueue(QUEUE).get(timeout=1)
            prove.unreachable("nothing is left")
        except (socket.timeout, kombu.simple.Empty):  # noqa: UP041 - as kombu documents it
            pass
