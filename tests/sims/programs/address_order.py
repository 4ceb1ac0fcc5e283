"""A program whose answer depends on where its objects lie in memory, after it has taken branches of its own."""

import asyncio
import random

from mainstay import prove


class Thing:
    pass


def branches(number):
    if number % 2:
        return [number]
    if number % 3:
        return {number: [number]}
    try:
        return [][number]
    except IndexError:
        return [Thing() for _ in range(number)]


async def program(told):
    kept = []
    for _ in range(20):
        kept.append(branches(random.randrange(30)))
        await asyncio.sleep(0.01)
    things = [Thing() for _ in range(60)]
    order = {thing: number for number, thing in enumerate(things)}
    told.append([order[thing] for thing in set(things)])


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_the_order(sim):
    told = []
    started = sim.host("a").start(program, told)
    while started.alive:
        await asyncio.sleep(1)
    prove.always(not told, "shown", order=told)


async def answers(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()


async def serves():
    async with await asyncio.start_server(answers, "0.0.0.0", 80) as server:
        await server.serve_forever()


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_the_order_after_messages(sim):
    sim.host("a").start(serves)
    await asyncio.sleep(1)
    reader, writer = await asyncio.open_connection("a", 80)
    things = []
    for number in range(40):
        writer.write(b"%d\n" % number)
        await reader.readline()
        things.append(Thing())
    writer.close()
    order = {thing: number for number, thing in enumerate(things)}
    prove.unreachable("shown", order=[order[thing] for thing in set(things)])
