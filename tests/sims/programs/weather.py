"""Echoes under one kind of fault each: how late an answer comes tells which fault was there."""

import asyncio
import random
import threading
import time

from mainstay import prove
from mainstay.prove import Faults, HostFaults, Latency, NetworkFaults

ROUNDS = 300
STRONGER = 4.1  # so much a fault may be of what the plan says, and what calls take


async def server():
    async def served(reader, writer):
        while line := await reader.readline():
            writer.write(line)

    async with await asyncio.start_server(served, "0.0.0.0", 80) as listening:
        await listening.serve_forever()


async def late(sim, rounds=300):
    """How late the answers come, in seconds, sorted."""
    if not sim.host("server").processes:
        sim.host("server").start(server)
    await asyncio.sleep(0.2)
    reader, writer = await asyncio.open_connection("server", 80)
    waited = []
    for _ in range(rounds):
        began = time.monotonic()
        writer.write(b"x\n")
        await reader.readline()
        waited.append(time.monotonic() - began)
        await asyncio.sleep(0.1)
    return sorted(waited)


@prove.simulation(hosts=["server"], faults=Faults(network=NetworkFaults(slowdowns=20)))
async def test_slow_link(sim):
    waited = await late(sim)
    prove.sometimes(waited[-1] > 0.05, "answers are late")
    prove.always(waited[0] < 0.01, "not all are")
    with sim.quiet():
        prove.always((await late(sim, 20))[-1] < 0.01, "none is in quiet times")


@prove.simulation(hosts=["server"], faults=Faults(host=HostFaults(throttles=20)))
async def test_throttle(sim):
    waited = await late(sim)
    prove.sometimes(waited[-1] > 0.05, "answers are late")
    prove.always(waited[0] < 0.01, "not all are")
    with sim.quiet():
        prove.always((await late(sim, 20))[-1] < 0.01, "none is in quiet times")


def overslept(kind, found):
    """How much later than asked three kinds of timers end."""
    waits = {"thread": time.sleep, "loop": lambda s: asyncio.run(asyncio.sleep(s)), "lock": threading.Event().wait}
    for _ in range(ROUNDS):
        began = time.monotonic()
        waits[kind](0.1)
        found.append(time.monotonic() - began - 0.1)


async def timers_are_late(sim, most):
    for kind in ("thread", "loop", "lock"):
        found = []
        sim.host("server").start(overslept, kind, found)
        while len(found) < ROUNDS:
            await asyncio.sleep(1)
        found.sort()
        prove.sometimes(found[-1] > most / 2, f"a timer of a {kind} is late")
        prove.always(found[-1] < most * STRONGER, f"none of a {kind} is later than the fault", worst=found[-1])
        prove.always(found[0] < 0.001, f"not all of a {kind} are", best=found[0])


@prove.simulation(hosts=["server"], faults=Faults(host=HostFaults(throttles=20)))
async def test_throttled_timers(sim):
    await timers_are_late(sim, 0.1)


@prove.simulation(hosts=["server"], faults=Faults(host=HostFaults(stalls=0.2, stall_ms=40)))
async def test_stalled_timers(sim):
    await timers_are_late(sim, 0.04)


@prove.simulation(hosts=["server"], faults=Faults(host=HostFaults(hangs=20)))
async def test_hang(sim):
    waited = await late(sim)
    prove.sometimes(waited[-1] > 0.5, "answers wait for a process that hangs")


@prove.simulation(hosts=["server"], faults=Faults(latency=Latency(base_ms=1, jitter=1, shape="exponential")))
async def test_short_tail(sim):
    waited = await late(sim)
    prove.always(0.0025 < waited[150] < 0.0035, "two ways at 1 ms and some jitter", median=waited[150])
    prove.always(0.004 < waited[-1] < 0.02, "the worst is some times worse", worst=waited[-1])


@prove.simulation(hosts=["server"], faults=Faults(latency=Latency(base_ms=1, jitter=1, shape="pareto")))
async def test_long_tail(sim):
    waited = await late(sim)
    prove.always(0.002 < waited[150] < 0.003, "two ways at 1 ms and some jitter", median=waited[150])
    prove.sometimes(waited[-1] > 0.015, "the worst is much worse")


async def draw(drawn):
    await asyncio.sleep(2)
    drawn.append(random.random())


@prove.simulation(hosts=["server"], faults=prove.NONE)
async def test_branches_draw_afresh(sim):
    """Programs' own randomness, and delays, are another in each branch."""
    drawn = []
    sim.host("server").start(draw, drawn)
    mine = sim.random
    await asyncio.sleep(1)
    prove.reachable("the branching point")
    await asyncio.sleep(2)
    prove.toward(int(drawn[0] * 1e9), "what the program drew")
    prove.toward(int(mine.random() * 1e9), "what the test drew")


@prove.simulation(hosts=["server"], faults=Faults(host=HostFaults(pauses=0.001)))
async def test_a_fault_comes_soon(sim):
    """By its rate it comes in one run of twelve thousand."""
    del sim
    await asyncio.sleep(1)
    prove.reachable("the branching point")
    await asyncio.sleep(4)
