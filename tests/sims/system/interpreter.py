"""What the interpreter has once, and each program must have for itself: locks of modules, hooks of generators."""

import asyncio
import gc
import os
import socket
import sys
import tempfile
import threading
import warnings

from mainstay import prove

LOCK = threading.Lock()  # of the test's module, as those of the standard library are: common to what it starts


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def abandoned(sim):
    """A lock of a module that all processes share is free when the process that held it was killed."""
    taken = []

    def holds():
        LOCK.acquire()
        threading.Event().wait()

    def waits():
        with LOCK:
            taken.append(1)

    host = sim.host("a")
    holder = host.start(holds)
    await asyncio.sleep(1)
    host.start(waits)
    await asyncio.sleep(1)
    prove.always_equal(taken, [], "it is held")
    host.kill(holder)
    await asyncio.sleep(1)
    prove.always_equal(taken, [1], "it is free for another process")


@prove.simulation(hosts=["a"], faults=prove.NONE)
def hooked(sim):
    """Hooks, time limits of sockets and the numbers of threads are of one process."""
    told = []

    def sets():
        threading.excepthook = sys.unraisablehook = sys.displayhook = told.append
        socket.setdefaulttimeout(7)
        threading.Thread(target=threading.Event().wait, name=None, daemon=True).start()
        with socket.socket() as one:
            told.append(one.gettimeout())
        threading.Event().wait()

    def looks():
        hooks = [threading.excepthook, sys.unraisablehook, sys.displayhook]
        told.append([getattr(hook, "__name__", "") for hook in hooks])
        told.append((socket.getdefaulttimeout(), threading.Thread().name))

    for program in (sets, looks):
        sim.host("a").start(program)
        sim.sleep(1)
    prove.always_equal(told[0], 7.0, "a time limit is that of new sockets")
    prove.always_equal(told[1], ["thread_excepthook", "unraisablehook", "displayhook"], "hooks are of one process")
    prove.always_equal(told[2], (None, "Thread-1"), "so are limits and numbers")


@prove.simulation(hosts=["a", "b"], faults=prove.NONE)
async def generators(sim):
    """The end of one program's loop closes the generators of no other."""
    told = []

    async def numbers():
        for number in range(3):
            yield number

    async def counts():
        await asyncio.sleep(1)
        async for number in numbers():
            told.append(number)
            await asyncio.sleep(2)

    async def ends_early():
        await asyncio.sleep(2)

    sim.host("a").start(counts)
    sim.host("b").start(ends_early)
    await asyncio.sleep(10)
    prove.always_equal(told, [0, 1, 2], "a generator goes on to its own end")


# How the warnings for what is garbage before it was closed begin, in the order in which `unclosed` makes it.
UNCLOSED = ["unclosed <socket.socket fd=", "unclosed file <_io.FileIO name=", "unclosed file <_io.BufferedReader name="]
UNCLOSED += ["unclosed file <_io.TextIOWrapper name=", "unclosed scandir iterator <"]


def unclosed():
    """The warnings for sockets, files and listings that are never closed, and the files that they point to."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with open(f"{folder}/file", "w"):
            pass
        circle = [socket.socket()]
        circle.append(circle)
        del circle
        gc.collect()
        open(f"{folder}/file", "rb", buffering=0)  # noqa: SIM115 - that is the point
        open(f"{folder}/file", "rb")  # noqa: SIM115 - likewise
        open(f"{folder}/file")  # noqa: SIM115 - likewise
        next(os.scandir(folder))
        list(os.scandir(folder))
        socket.socket().close()
    return [str(one.message) for one in told], {one.filename for one in told}


def same_beginnings(told):
    return len(told) == len(UNCLOSED) and all(map(str.startswith, told, UNCLOSED))


@prove.simulation(faults=prove.NONE)
def warned(sim):
    """Who leaves things open is warned, at the line that runs then, as by the interpreter; and by no other program."""
    told, files = unclosed()
    prove.always(same_beginnings(told), "what is not closed is told", told=told)
    prove.always_equal(files, {__file__}, "each warning points to the program")
    kept = []
    other = sim.host("test").start(lambda: kept.append(socket.socket()))
    sim.sleep(1)
    prove.always(not other.alive, "it has ended")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        kept.clear()
    prove.always_equal(told, [], "what another program left is not told to this one")


@prove.simulation(faults=prove.Faults(host=prove.HostFaults(preempt=1.0)))
def finalizers(_sim):
    """A lock that its thread may take again is its thread's before a finalizer can run: nobody waits for itself."""
    lock, done = threading.RLock(), []

    class Garbage:
        def __init__(self):
            self.circle = self

        def __del__(self):
            with lock:
                done.append(self)

    def works():
        for _ in range(1000):
            Garbage()
            with lock:
                pass

    threads = [threading.Thread(target=works, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=100)
    prove.always(not any(thread.is_alive() for thread in threads), "all come to an end")
    prove.always(done, "garbage was collected meanwhile")
