"""Local sockets: their names are files, or abstract; and what becomes of them when a program or its host ends."""

import asyncio
import errno
import os
import socket
import stat
import threading

from mainstay import prove


def refused(call, *args):
    """The number of the error that a call raises."""
    try:
        call(*args)
    except OSError as error:
        return error.errno
    return 0


def connected(path):
    with socket.socket(socket.AF_UNIX) as client:
        return refused(client.connect, path)


def names():
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("door")
        prove.always(stat.S_ISSOCK(os.stat("door").st_mode), "a bound name is a socket")
        prove.always_equal(os.stat("door").st_uid, os.getuid(), "it belongs to who made it")
        prove.always_equal(connected("door"), errno.ECONNREFUSED, "nobody listens yet")
        server.listen()
        os.chmod("door", 0o600)
        os.rename("door", "gate")
        prove.always_equal(connected(os.path.abspath("gate")), 0, "it answers at its new name, however that is said")
        prove.always_equal(connected("door"), errno.ENOENT, "the old name is gone")
        with socket.socket(socket.AF_UNIX) as other:
            prove.always_equal(refused(other.bind, "gate"), errno.EADDRINUSE, "a name is taken once")
        prove.always_equal(refused(open, "gate"), errno.ENXIO, "it cannot be opened as a file")
    prove.always_equal(connected("gate"), errno.ECONNREFUSED, "a closed socket leaves its file")
    os.unlink("gate")
    prove.always_equal(connected("gate"), errno.ENOENT, "until that is removed")
    prove.always_equal(
        refused(socket.socket(socket.AF_UNIX).bind, "nowhere/door"), errno.ENOENT, "folders must be there"
    )


def abstract():
    name = "\0mainstay/door"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(name)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
            prove.always_equal(refused(other.bind, name), errno.EADDRINUSE, "an abstract name is taken once")
            other.sendto(b"hello", name)
        prove.always_equal(one.recv(10), b"hello", "a datagram arrives")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as again:
        again.bind(name)


def listens():
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("kept")
        server.listen()
        threading.Event().wait()


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def local(sim):
    host = sim.host("a")
    for program in (names, abstract):
        process = host.start(program)
        await asyncio.sleep(1)
        prove.always_equal(process.status, 0, program.__name__)
    host.start(listens)
    await asyncio.sleep(1)
    host.start(lambda: (os.sync(), prove.always_equal(connected("kept"), 0, "it answers")), name="asks")
    await asyncio.sleep(1)
    host.crash()
    host.boot()
    host.start(
        lambda: prove.always_equal(connected("kept"), errno.ECONNREFUSED, "nobody answers after a loss of power")
    )
    await asyncio.sleep(1)
