"""Tests whose hosts are moved between the releases beside this file."""

import asyncio
from pathlib import Path

import counter

from mainstay import prove

HOSTS = ("one", "two", "three")


async def works_on(sim):
    """As long as hosts are moved; at least for a second."""
    await asyncio.sleep(1)
    while sim.moving:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_all_are_moved(sim):
    for name in HOSTS:
        sim.host(name).start(counter.serve)
    await works_on(sim)
    prove.always(True, "something is asked")


@prove.simulation(hosts=HOSTS, faults=prove.ROUGH, seeds=2)
async def test_moved_in_rough_weather(sim):
    for name in HOSTS:
        sim.host(name).start(counter.serve, may_fail=True)
    await works_on(sim)
    for name in HOSTS:
        prove.always(len(sim.host(name).processes) <= 1, "nothing runs twice on a host", host=name)


def read(found):
    found.extend(Path("starts").read_text().split())


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_the_older_cannot_end_on_what_the_newer_wrote(sim):
    sim.host("one").start(counter.serve)
    await works_on(sim)
    found = []
    sim.host("one").start(read, found)
    await asyncio.sleep(0.5)
    prove.always(found[-1] == "new" or "new" not in found, "what runs at the end can read all", found=found)


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_starts_nothing(sim):
    await works_on(sim)
    prove.always(True, "something is asked")


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_starts_what_no_module_has(sim):
    async def serve():
        await counter.serve()

    sim.host("one").start(serve)
    await works_on(sim)
    prove.always(True, "something is asked")


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_ends_too_soon(sim):
    sim.host("one").start(counter.serve)
    prove.always(True, "something is asked")


@prove.simulation(hosts=HOSTS, faults=prove.NONE, seeds=2)
async def test_does_not_bear_a_restart(sim):
    first = sim.host("one").start(counter.serve)
    await works_on(sim)
    prove.always(first.alive, "nobody stops the first program")
