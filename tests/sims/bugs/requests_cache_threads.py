"""Threads share a session of requests-cache that keeps answers in SQLite: every request has its answer, each ends."""

import random
import sqlite3
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests_cache

from mainstay import prove
from mainstay.prove import DiskFaults, Faults, HostFaults

SCARCE = Faults(host=HostFaults(stalls=0.2, hiccups=0.2, preempt=0.05), disk=DiskFaults(full=0.01))
AT_ONCE = 4


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"this is {self.path}".encode())

    def log_message(self, *_: object) -> None: ...


def server() -> None:
    ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()


def user(session: requests_cache.CachedSession, done: list[int]) -> None:
    for _ in range(10):
        path = f"/{random.randint(0, 5)}"
        with suppress(sqlite3.Error):  # where there is no space left
            answer = session.get(f"http://server:8000{path}", timeout=30)
            found = (answer.status_code, answer.text)
            prove.always_equal(found, (200, f"this is {path}"), "an answer belongs to its request")
            if random.random() < 0.2:
                session.cache.delete(expired=True)
        time.sleep(random.choice([0, random.uniform(0, 0.2)]))
    done.append(1)


@prove.simulation(hosts=["server"], faults=SCARCE)
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    done, session = [], None
    while session is None:
        with suppress(sqlite3.Error):  # likewise
            session = requests_cache.CachedSession("answers", backend="sqlite", expire_after=1)
    users = [threading.Thread(target=user, args=(session, done), daemon=True) for _ in range(AT_ONCE)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=50)
    prove.always_equal(len(done), AT_ONCE, "every user comes to an end")
