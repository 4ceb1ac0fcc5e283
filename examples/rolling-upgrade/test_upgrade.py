import asyncio
import json

import store

from mainstay import prove

LEAST, MOST = 25, 400  # requests of each client: some more where hosts are still to be moved


async def ask(host, **request):
    async with asyncio.timeout(2):
        reader, writer = await asyncio.open_connection(host, store.PORT)
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            return json.loads(await reader.readline())
        finally:
            writer.close()


async def client(name, history, sim):
    for count in range(MOST):
        if count >= LEAST and not sim.moving:
            return
        await asyncio.sleep(sim.random.random() * 0.1)
        host = sim.random.choice(store.REPLICAS)
        value = f"{name}-{count}" if name == "writer" else None
        try:
            with history.call(name, "write" if value else "read", "x", value) as call:
                answer = await ask(host, do="write" if value else "read", key="x", value=value)
                call.ok(None if value else answer["value"] or None)
        except (OSError, ValueError, TimeoutError):
            continue  # it may have happened or not


@prove.simulation(hosts=store.REPLICAS)
async def test_store(sim):
    history = prove.History()
    for name in store.REPLICAS:
        sim.host(name).start(store.replica)
    await asyncio.sleep(0.2)
    await asyncio.gather(*(client(name, history, sim) for name in ("writer", "reader 1", "reader 2")))
    prove.consistent(prove.linearizable(history, prove.Register()))
