"""Clients of websockets, in threads, talk to a server and leave when they like: every call comes to an end."""

import random
import threading
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import serve

from mainstay import prove


def server() -> None:
    def served(connection) -> None:
        try:
            for message in connection:
                for _ in range(int(message)):
                    connection.send("x" * random.choice([1, 100, 10_000]))
        except ConnectionClosed:
            pass

    with serve(served, "0.0.0.0", 8000) as listening:
        listening.serve_forever()


def user(done: list[int]) -> None:
    for _ in range(5):
        try:
            with connect("ws://server:8000", open_timeout=30, close_timeout=10) as connection:
                for _ in range(random.randint(1, 5)):
                    asked = random.randint(1, 10)
                    connection.send(str(asked))
                    for _ in range(random.randint(0, asked)):
                        connection.recv(timeout=30)
        except (ConnectionClosed, OSError):
            pass
    done.append(1)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    done: list[int] = []
    for _ in range(4):
        threading.Thread(target=user, args=(done,), daemon=True).start()
    prove.eventually(lambda: len(done) == 4, "every user comes to an end", within_s=500)
