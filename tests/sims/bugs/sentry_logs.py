"""Threads log through sentry-sdk, warnings of what was never closed too: nobody waits for ever, no line is lost."""

import gzip
import logging
import random
import socket
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer

import sentry_sdk

from mainstay import prove

got: list[bytes] = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        got.append(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def user(name: int, done: list[int]) -> None:
    for n in range(40):
        logging.getLogger("work").warning("line %d of %d.", n, name)
        if random.random() < 0.3:
            careless: list[object] = [socket.socket()]
            careless.append(careless)  # only the collector of garbage finds it
        time.sleep(random.choice([0, random.expovariate(1 / 0.1)]))
    done.append(name)


@prove.simulation(hosts=["test"])
def test(sim: prove.Sim) -> None:
    threading.Thread(target=HTTPServer(("127.0.0.1", 8000), Handler).serve_forever, daemon=True).start()
    logging.captureWarnings(True)
    warnings.simplefilter("always")
    sentry_sdk.init("http://key@127.0.0.1:8000/1", enable_logs=True, release="1", auto_enabling_integrations=False)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(name, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
    sentry_sdk.flush(timeout=30)
    time.sleep(30)
    for name in range(4):
        for n in range(40):
            prove.always(f"line {n} of {name}.".encode() in b"".join(got), "no line is lost", user=name, line=n)
