import asyncio

import store

from mainstay import prove


async def writer(history, sim):
    for number in range(1, 6):
        await asyncio.sleep(sim.random.random() * 0.02)
        with history.call("writer", "write", "x", f"v{number}") as call:
            await store.write("x", f"v{number}")
            call.ok(None)


async def reader(name, history, sim, read):
    for _ in range(10):
        await asyncio.sleep(sim.random.random() * 0.01)
        with history.call(name, "read", "x") as call:
            call.ok(await read("x") or None)


async def clients(sim, read):
    history = prove.History()
    for name in store.REPLICAS:
        sim.host(name).start(store.replica)
    await asyncio.sleep(1)
    readers = (reader(f"reader {number}", history, sim, read) for number in range(3))
    await asyncio.gather(writer(history, sim), *readers, return_exceptions=True)
    prove.consistent(prove.linearizable(history, prove.Register()))


@prove.simulation(hosts=store.REPLICAS)
async def test_reads(sim):
    await clients(sim, store.read)


@prove.simulation(hosts=store.REPLICAS)
async def test_careful_reads(sim):
    await clients(sim, store.careful_read)
