"""Threads count with one DogStatsd of datadog, some at once: the agent on the same machine is told each count once."""

import random
import socket
import threading
import time
from collections import Counter

from datadog.dogstatsd import DogStatsd

from mainstay import prove


def agent(listening: socket.socket, counts: Counter[str]) -> None:
    while True:
        for line in listening.recv(65_536).decode().splitlines():
            name, _, rest = line.partition(":")
            counts[name] += int(rest.split("|")[0])


def user(statsd: DogStatsd, done: Counter[str]) -> None:
    for _ in range(10):
        with statsd as batch:
            for _ in range(random.randint(1, 6)):
                name, by = random.choice(["pages", "orders", "logins"]), random.randint(1, 5)
                batch.increment(name, by)
                done[name] += by
                time.sleep(random.choice([0, 0, random.uniform(0, 0.05)]))
        time.sleep(random.choice([0, random.uniform(0, 0.05)]))


@prove.simulation()
def test(sim: prove.Sim) -> None:
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 8125))
    counts: Counter[str] = Counter()
    threading.Thread(target=agent, args=(listening, counts), daemon=True).start()
    statsd = DogStatsd(host="127.0.0.1", disable_telemetry=True, max_buffer_len=sim.random.choice([50, 200]))
    done: list[Counter[str]] = [Counter() for _ in range(4)]
    users = [threading.Thread(target=user, args=(statsd, mine), daemon=True) for mine in done]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
        prove.always(not one.is_alive(), "every user comes to an end")
    time.sleep(10)
    prove.always_equal(counts, sum(done, Counter()), "every count is told once")
