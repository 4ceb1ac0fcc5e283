"""Threads share one connection of rpyc, served in the background: every call is answered, with its own answer."""

import random
import threading
import time

import rpyc
from rpyc.utils.server import ThreadedServer

from mainstay import prove


class Echo(rpyc.Service):
    def exposed_echo(self, value: int) -> int:
        time.sleep(random.expovariate(1 / 0.005))
        return value


def server() -> None:
    ThreadedServer(Echo, hostname="0.0.0.0", port=18861).start()


def user(connection, name: int, done: list[int]) -> None:
    later = rpyc.async_(connection.root.echo)
    for n in range(10):
        value = 100 * name + n
        if random.random() < 0.5:
            prove.always_equal(connection.root.echo(value), value, "an answer belongs to its call")
        else:
            result = later(value)
            result.set_expiry(30)
            prove.always_equal(result.value, value, "an answer belongs to its call")
    done.append(name)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    connection = rpyc.connect("server", 18861)
    background = rpyc.BgServingThread(connection)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(connection, name, done), daemon=True) for name in range(4)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=200)
    prove.always_equal(sorted(done), [0, 1, 2, 3], "every user comes to an end")
    background.stop()
    connection.close()
