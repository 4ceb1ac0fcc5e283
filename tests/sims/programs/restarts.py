"""Processes that end and start again begin as new ones; what they held is free; what nobody catches is told."""

import asyncio
import socket
import threading
import time

from mainstay import prove
from mainstay.prove import Faults, HostFaults

STARTED = []  # of this process


def udp_server():
    STARTED.append(True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as served:
        served.bind(("0.0.0.0", 7))
        while True:
            _, place = served.recvfrom(100)
            served.sendto(b"%d" % len(STARTED), place)


@prove.simulation(hosts=["server"], faults=prove.NONE)
def test_killed_and_crashed(sim):
    server = sim.host("server")
    for crash in (False, False, True, False, True):
        process = server.start(udp_server)
        sim.sleep(1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(5)
            asking.sendto(b"?", ("server", 7))
            prove.always_equal(asking.recv(100), b"1", "a process that starts again knows nothing of the last")
        if crash:
            server.crash()
            server.boot()
        else:
            server.kill(process)


def shared(name, served):
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(("0.0.0.0", 80))
        listening.listen()
        while True:
            connection, _ = listening.accept()
            connection.close()
            served.append(name)


@prove.simulation(hosts=["server"], faults=prove.NONE)
def test_shared_port(sim):
    served = []
    workers = [sim.host("server").start(shared, name, served) for name in ("one", "two")]
    sim.sleep(1)
    for _ in range(4):
        socket.create_connection(("server", 80)).close()
    sim.sleep(1)
    prove.always_equal(sorted(served), ["one", "one", "two", "two"], "workers take turns")
    sim.host("server").kill(workers[1])
    served.clear()
    for _ in range(2):
        socket.create_connection(("server", 80)).close()
    sim.sleep(1)
    prove.always_equal(served, ["one", "one"], "who is left serves all")


def fail():
    raise ValueError("nobody catches this")


class Failing:
    def __del__(self):
        fail()


def failing():
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    Failing()
    asyncio.run(a_task_fails())
    time.sleep(1)


async def a_task_fails():
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0.1)


@prove.simulation(hosts=["a"], faults=prove.NONE)
def test_uncaught(sim):
    sim.host("a").start(failing)
    sim.sleep(10)
    prove.always(not sim.host("a").processes, "it has come to its end")


def immortal(started):
    started.append(time.monotonic())
    time.sleep(1e6)


@prove.simulation(hosts=["a", "b"], faults=Faults(host=HostFaults(kills=30, crashes=30, down_s=3)), seconds=1000)
def test_faults_bring_back_what_they_end(sim):
    started = {"a": [], "b": []}
    for name, times in started.items():
        sim.host(name).start(immortal, times)
    sim.sleep(60)
    with sim.quiet():
        sim.sleep(20)
        for name, times in started.items():
            prove.always_equal(len(sim.host(name).processes), 1, "one process runs on each host")
            prove.sometimes(len(times) > 10, "it was started often")
