"""A state that needs eight lucky draws of one in sixteen in a row: random runs need about 16**8 of them."""

import asyncio
import os

from mainstay import prove


@prove.simulation(hosts=["gambler"])
async def test_never_eight_in_a_row(sim):
    lucky = 0
    while os.urandom(1)[0] % 16 == 0:
        lucky += 1
        prove.toward(lucky, "lucky draws")
        prove.always(lucky < 8, "never eight in a row")
        await asyncio.sleep(1)


@prove.simulation(hosts=["gambler"])
async def test_asks_nothing(sim):
    await asyncio.sleep(1)


@prove.simulation(hosts=["gambler"], seeds=3)
async def test_tells_details(sim):
    prove.always(sim.now < 0, "time stands still", name="clock", condition=1)


@prove.simulation(hosts=["gambler"], seeds=3)
async def test_never_sees_it(sim):
    prove.sometimes(sim.now > 1000, "a long time has passed")


@prove.simulation(hosts=["gambler"], seeds=3)
async def test_never_gets_there(sim):
    prove.always(sim.now < 1000, "the day is young")
    if sim.now > 1000:
        prove.reachable("the next day")


@prove.simulation(hosts=["gambler"], seeds=3)
async def test_only_forbids(sim):
    if sim.now > 1000:
        prove.unreachable("the next day")


@prove.simulation(hosts=["gambler"], seeds=2)
async def test_waits_for_ever(sim):
    prove.reachable("the start")
    await asyncio.Event().wait()


@prove.simulation(hosts=["gambler"], seeds=2)
async def test_program_fails(sim):
    prove.reachable("the start")
    sim.host("gambler").start(fails)
    await asyncio.sleep(1)


@prove.simulation(hosts=["gambler"], seeds=2)
async def test_starts_what_was_called(sim):
    sim.host("gambler").start(well())
    prove.always(True, "it is asked")


def fails():
    message = "the disk of the gambler is on fire"
    raise RuntimeError(message)


async def well():
    return False


@prove.simulation()
async def test_forgets_to_await(sim):
    del sim
    prove.always(well(), "it is well")


@prove.simulation()
async def test_forgets_to_await_each_time(sim):
    del sim
    prove.invariant(well, "it is well")
    await asyncio.sleep(1)


@prove.simulation()
async def test_asks_what_fails(sim):
    del sim
    prove.invariant(lambda: 1 / 0, "it is well")
    await asyncio.sleep(1)
