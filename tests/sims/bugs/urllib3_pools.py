"""Threads ask several servers through one manager of pools of urllib3: every request is answered."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import urllib3

from mainstay import prove

PORTS = range(8000, 8005)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def server() -> None:
    for port in PORTS:
        threading.Thread(target=ThreadingHTTPServer(("0.0.0.0", port), Handler).serve_forever, daemon=True).start()
    time.sleep(10_000)


def user(manager: urllib3.PoolManager, name: int, done: list[int]) -> None:
    for n in range(10):
        path = f"/{name}-{n}"
        answer = manager.request("GET", f"http://server:{PORTS[(name + n) % len(PORTS)]}{path}")
        prove.always_equal((answer.status, answer.data), (200, path.encode()), "an answer belongs to its request")
    done.append(name)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    manager = urllib3.PoolManager(num_pools=2, maxsize=4, retries=False, timeout=30)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(manager, name, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=400)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
