"""kademlia: a distributed hash table of ten nodes on UDP."""

import asyncio

from kademlia.network import Server

from mainstay import prove
from mainstay.prove import Faults

NODES = [f"n{i}" for i in range(10)]


async def node(number: int) -> None:
    server = Server()
    await server.listen(8468)
    await asyncio.sleep(1 + number)
    if number:
        await server.bootstrap([("10.0.0.2", 8468)])
    await asyncio.sleep(20)
    await server.set(f"key {number}", f"value {number}")
    await asyncio.sleep(40)
    other = (number + 3) % len(NODES)
    prove.always_equal(await server.get(f"key {other}"), f"value {other}", "found from elsewhere")
    server.stop()


@prove.simulation(hosts=NODES, faults=Faults())
async def test(sim: prove.Sim) -> None:
    running = [sim.host(name).start(node, number) for number, name in enumerate(NODES)]
    while any(process.alive for process in running):
        await asyncio.sleep(1)
