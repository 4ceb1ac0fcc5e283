"""Clients of socket.io come, say something and go: all that was said is heard, and each is told to have left, once."""

import asyncio
import random

import socketio
from aiohttp import web

from mainstay import prove


async def server(seen: dict[str, list]) -> None:
    sio = socketio.AsyncServer(async_mode="aiohttp", ping_interval=5, ping_timeout=5)
    app = web.Application()
    sio.attach(app)

    @sio.event
    async def connect(sid: str, environ: object) -> None:
        seen["came"].append(sid)
        await sio.enter_room(sid, "all")

    @sio.event
    async def disconnect(sid: str, reason: str) -> None:
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.1)]))
        prove.always(sid not in seen["left"], "nobody leaves twice")
        seen["left"].append(sid)

    @sio.event
    async def word(sid: str, number: int) -> None:
        seen["heard"].append(number)

    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    while True:
        await asyncio.sleep(random.uniform(0, 0.2))
        await sio.emit("news", {"here": len(seen["came"])}, room="all")


async def user(seen: dict[str, list], name: int) -> None:
    for n in range(5):
        client = socketio.AsyncClient(reconnection=False)
        way = random.choice(["polling", "websocket"])
        await client.connect("http://server", transports=[way], wait_timeout=60)
        for m in range(random.randint(0, 3)):
            seen["said"].append(100 * name + 10 * n + m)
            await client.emit("word", seen["said"][-1])
            await asyncio.sleep(random.choice([0, random.uniform(0, 0.1)]))
        await client.disconnect()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    seen = {"came": [], "left": [], "said": [], "heard": []}
    sim.host("server").start(server, seen)
    await asyncio.sleep(1)
    await asyncio.gather(*(user(seen, name) for name in range(4)))
    prove.eventually(lambda: sorted(seen["came"]) == sorted(seen["left"]), "the server knows that they left")
    prove.eventually(lambda: sorted(seen["said"]) == sorted(seen["heard"]), "what is said is heard", within_s=5)
