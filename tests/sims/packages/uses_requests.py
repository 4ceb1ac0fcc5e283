"""requests and urllib3, against the threaded server of the standard library."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import requests

from mainstay import prove


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server() -> None:
    ThreadingHTTPServer(("0.0.0.0", 80), Handler).serve_forever()


def client(answers: list[str], number: int) -> None:
    with requests.Session() as session:
        answers.extend(session.get(f"http://server/{number}/{i}", timeout=60).text for i in range(5))


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    answers: list[str] = []
    threads = [Thread(target=client, args=(answers, number)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    prove.always_equal(sorted(answers), sorted(f"/{n}/{i}" for n in range(4) for i in range(5)), "each its own answer")
