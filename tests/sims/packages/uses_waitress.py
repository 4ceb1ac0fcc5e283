"""waitress: a server with a pool of threads around asyncore; urllib3 as the client."""

import urllib3
import waitress

from mainstay import prove


def application(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size)[::-1]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def server() -> None:
    waitress.serve(application, listen="0.0.0.0:80", threads=4)


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    for n in range(10):
        answer = urllib3.request("POST", "http://server/", body=f"hello {n}".encode(), timeout=60)
        prove.always_equal(answer.data, f"hello {n}".encode()[::-1], "the body comes back reversed")
