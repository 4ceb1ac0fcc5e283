"""What the interpreter has once, and each program must have for itself: locks of modules, hooks of generators."""

import asyncio
import threading

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
