"""Clients of waitress ask in advance, send too much, hang up early: each is answered or told off, others are served."""

import random
import socket
import struct
import threading
import time
from contextlib import suppress

import waitress

from mainstay import prove

RESET = struct.pack("ii", 1, 0)  # how closing ends the connection, once it is set


def application(environ, start_response):
    time.sleep(random.choice([0, 0.01]))
    body = environ["PATH_INFO"].encode() * random.choice([1, 1000])
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def server() -> None:
    waitress.serve(application, host="0.0.0.0", port=80, threads=2, channel_timeout=10, max_request_body_size=1000)


def ask(paths: list[str], size: int) -> None:  # all at once, and then read, or close, or reset
    with socket.create_connection(("server", 80), timeout=60) as connection:
        for path in paths:
            connection.sendall(b"POST %s HTTP/1.1\r\nHost: server\r\n" % path.encode())
            connection.sendall(b"Content-Length: %d\r\n\r\n" % size + b"x" * size)
        if paths and random.random() < 0.7:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        elif not paths or random.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


def user(done: list[int]) -> None:
    for n in range(10):
        with suppress(ConnectionError):
            ask([f"/{n}/{m}" for m in range(random.randint(1, 4))], random.choice([0, 10, 5000]))
            ask([], 0)  # as load balancers check: connect, and reset
    done.append(1)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    done = []
    users = [threading.Thread(target=user, args=(done,), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=300)
    prove.always_equal(len(done), 4, "every user comes to an end")
