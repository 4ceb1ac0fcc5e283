"""Pyro5: a name server, a threaded object server, proxies that find it by name."""

import threading

import Pyro5.api
import Pyro5.nameserver

from mainstay import prove


@Pyro5.api.expose
class Counter:
    def __init__(self) -> None:
        self.lock, self.total = threading.Lock(), 0

    def add(self, n: int) -> int:
        with self.lock:
            self.total += n
            return self.total

    def fail(self) -> None:
        raise ValueError("as asked")


def names() -> None:
    Pyro5.nameserver.start_ns_loop(host="names", port=9090, enableBroadcast=False)


def server() -> None:
    daemon = Pyro5.api.Daemon(host="server")
    place = daemon.register(Counter())
    Pyro5.api.locate_ns("names", 9090).register("counter", place)
    daemon.requestLoop()


def add(n: int) -> None:
    with Pyro5.api.Proxy(Pyro5.api.locate_ns("names", 9090).lookup("counter")) as counter:
        for _ in range(5):
            counter.add(n)


@prove.simulation(hosts=["names", "server"])
def test(sim: prove.Sim) -> None:
    sim.host("names").start(names)
    sim.sleep(1)
    sim.host("server").start(server)
    sim.sleep(1)
    threads = [threading.Thread(target=add, args=(n,)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Pyro5.api.Proxy("PYRONAME:counter@names:9090") as counter:
        prove.always_equal(counter.add(0), 30, "every addition counts")
        try:
            counter.fail()
            prove.unreachable("an error comes back")
        except ValueError as error:
            prove.always_equal(str(error), "as asked", "the error is the same")
