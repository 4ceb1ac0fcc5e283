"""Threads find objects of two servers through a name server of Pyro5, which come and go: every call comes to an end."""

import random
import threading
import time
from contextlib import suppress

import Pyro5.api
import Pyro5.errors
import Pyro5.nameserver

from mainstay import prove


@Pyro5.api.expose
class Echo:
    def __init__(self, other: str) -> None:
        self.other = other

    def echo(self, value: int, hops: int) -> int:
        if hops:
            with Pyro5.api.Proxy(f"PYRO:echo@{self.other}:5000") as proxy:
                return proxy.echo(value, hops - 1)
        return value


def names() -> None:
    Pyro5.nameserver.start_ns_loop(host="names", port=9090, enableBroadcast=False)


def server(own: str, other: str) -> None:
    daemon = Pyro5.api.Daemon(host=own, port=5000)
    daemon.register(Echo(other), "echo")
    daemon.requestLoop()


def user(name: int, done: list[int]) -> None:
    for n in range(5):
        with Pyro5.api.locate_ns("names", 9090) as ns:
            own = random.choice(["one", "two"])
            called = f"echo.{random.randrange(3)}"
            ns.register(called, f"PYRO:echo@{own}:5000")
            ns.list(prefix="echo.")
            with suppress(Pyro5.errors.NamingError), Pyro5.api.Proxy(ns.lookup(called)) as proxy:
                value = 100 * name + n
                prove.always_equal(proxy.echo(value, random.randrange(3)), value, "an answer belongs to its call")
            ns.remove(called if random.random() < 0.5 else None, prefix="echo.")
    done.append(name)


@prove.simulation(hosts=["names", "one", "two"])
def test(sim: prove.Sim) -> None:
    sim.host("names").start(names)
    for own, other in (("one", "two"), ("two", "one")):
        sim.host(own).start(server, own, other)
    time.sleep(2)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(name, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
