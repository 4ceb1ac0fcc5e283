"""A server of cheroot is stopped and started while clients ask: what is answered is whole, and every stop ends."""

import http.client
import random
import threading
import time

from cheroot import wsgi

from mainstay import prove


def application(environ, start_response):
    time.sleep(random.expovariate(1 / 0.01))
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


def server(lives: int, stopped: list[int]) -> None:
    for _ in range(lives):
        one = wsgi.Server(("0.0.0.0", 80), application, numthreads=3, timeout=5, shutdown_timeout=3)
        thread = threading.Thread(target=one.start)
        thread.start()
        time.sleep(random.uniform(1, 3))
        one.stop()
        thread.join()
        stopped.append(1)


def user(stopped: list[int], lives: int, done: list[int]) -> None:
    while len(stopped) < lives:
        connection = http.client.HTTPConnection("server", 80, timeout=20)
        try:
            for _ in range(random.randint(1, 5)):
                connection.request("GET", "/")
                prove.always_equal(connection.getresponse().read(), b"ok", "answers are whole")
                time.sleep(random.uniform(0, 0.1))
        except TimeoutError:
            prove.unreachable("a request is answered or refused, not left alone")
        except (OSError, http.client.HTTPException):
            time.sleep(random.uniform(0, 0.2))
        finally:
            connection.close()
    done.append(1)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    stopped, done = [], []
    sim.host("server").start(server, 5, stopped)
    for _ in range(4):
        threading.Thread(target=user, args=(stopped, 5, done), daemon=True).start()
    while (len(stopped) < 5 or len(done) < 4) and sim.now < 200:
        time.sleep(1)
    prove.always_equal((len(stopped), len(done)), (5, 4), "every stop ends, and every call")
