"""kombu: a queue in files of one host's disk, two consumers that acknowledge, and what they give back."""

import os
import time

import kombu
from kombu.mixins import ConsumerMixin

from mainstay import prove

QUEUE = kombu.Queue("work", kombu.Exchange("work", type="direct"), routing_key="work")
FOLDERS = {"data_folder_in": "/srv/queue", "data_folder_out": "/srv/queue", "control_folder": "/srv/control"}


class Worker(ConsumerMixin):
    def __init__(self, connection: kombu.Connection, done: list[int]) -> None:
        self.connection, self.done = connection, done
        self.refused: set[int] = set()

    def get_consumers(self, consumer: type, channel: object) -> list[object]:
        return [consumer(queues=[QUEUE], callbacks=[self.work], prefetch_count=1)]

    def work(self, body: int, message: kombu.Message) -> None:
        if body % 3 == 0 and body not in self.refused:
            self.refused.add(body)
            message.requeue()
            return
        time.sleep(0.1)
        self.done.append(body)
        message.ack()


def connect() -> kombu.Connection:
    return kombu.Connection("filesystem://", transport_options=FOLDERS)


def worker(done: list[int]) -> None:
    with connect() as connection:
        Worker(connection, done).run()


@prove.simulation()
def test(sim: prove.Sim) -> None:
    for folder in set(FOLDERS.values()):
        os.makedirs(folder)
    done: list[int] = []
    workers = [sim.host("test").start(worker, done, name=f"worker {n}") for n in range(2)]
    with connect() as connection:
        producer = connection.Producer()
        for n in range(12):
            producer.publish(n, exchange=QUEUE.exchange, routing_key="work", declare=[QUEUE])
    prove.eventually(lambda: len(done) == 12, "every message is done", within_s=120)
    prove.always_equal(sorted(done), list(range(12)), "once")
    for one in workers:
        sim.host("test").kill(one)
