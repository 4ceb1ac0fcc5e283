"""Threads find objects of two servers through a name server of Pyro5, which come and go: every call comes to an end."""

import random
import threading
import time
from contextlib import suppress

import Pyro5.api
import Pyro5.errors

from mainstay import prove


@Pyro5.api.expose
class Echo:
    def __init__(self, other: str) -> None:
        self.other = f"PYRO:echo@{other}:5000"

    def echo(self, value: int, hops: int) -> int:
        if not hops:
            return value
        with Pyro5.api.Proxy(self.other) as proxy:
            return proxy.echo(value, hops - 1)


def server(own: str, other: str) -> None:
    daemon = Pyro5.api.Daemon(host=own, port=5000)
    daemon.register(Echo(other), "echo")
    daemon.requestLoop()


def user(done: list[int]) -> None:
    for n in range(5):
        with Pyro5.api.locate_ns("names", 9090) as ns:
            called = f"echo.{random.randrange(3)}"
            ns.register(called, f"PYRO:echo@{random.choice(['one', 'two'])}:5000")
            ns.list(prefix="echo.")
            with suppress(Pyro5.errors.NamingError), Pyro5.api.Proxy(ns.lookup(called)) as proxy:
                prove.always_equal(proxy.echo(n, random.randrange(3)), n, "an answer belongs to its call")
            ns.remove(called if random.random() < 0.5 else None, prefix="echo.")
    done.append(1)


@prove.simulation(hosts=["names", "one", "two"])
def test(sim: prove.Sim) -> None:
    sim.host("names").start("Pyro5.nameserver:start_ns_loop", "names", 9090, False)
    sim.host("one").start(server, "one", "two")
    sim.host("two").start(server, "two", "one")
    time.sleep(2)
    done = []
    users = [threading.Thread(target=user, args=(done,), daemon=True) for _ in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=100)
    prove.always_equal(len(done), 4, "every user comes to an end")
