"""cheroot, the server of CherryPy, with a pool of threads; urllib3 as the client."""

import urllib3
from cheroot.wsgi import Server

from mainstay import prove


def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size)[::-1]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def server() -> None:
    Server(("0.0.0.0", 80), application, numthreads=4).start()


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    for n in range(10):
        answer = urllib3.request("POST", "http://server/", body=f"hello {n}".encode(), timeout=60)
        prove.always_equal(answer.data, f"hello {n}".encode()[::-1], "the body comes back reversed")
