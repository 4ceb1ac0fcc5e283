"""Clients of engine.io vanish together: the server notices each, and serves who comes later."""

import asyncio
import random

import engineio
from aiohttp import web

from mainstay import prove


async def server(here: set[str], seen: list[str]) -> None:
    eio = engineio.AsyncServer(async_mode="aiohttp", ping_interval=5, ping_timeout=5)
    app = web.Application()
    eio.attach(app)

    @eio.on("connect")
    async def connect(sid: str, environ: object) -> None:
        here.add(sid)
        seen.append(sid)

    @eio.on("disconnect")
    async def disconnect(sid: str, *_: object) -> None:
        here.discard(sid)

    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    await asyncio.Event().wait()


async def crowd(size: int) -> None:
    clients = [engineio.AsyncClient() for _ in range(size)]
    transports = [random.choice([["polling"], ["websocket"], ["polling", "websocket"]]) for _ in clients]
    await asyncio.gather(
        *(one.connect("http://server", transports=list(way)) for one, way in zip(clients, transports, strict=True))
    )
    await asyncio.Event().wait()


@prove.simulation(hosts=["server", "crowd"])
async def test(sim: prove.Sim) -> None:
    here, seen = set(), []
    sim.host("server").start(server, here, seen)
    await asyncio.sleep(1)
    for _ in range(3):
        sim.host("crowd").start(crowd, 10)
        await asyncio.sleep(sim.random.uniform(5, 20))
        if sim.random.random() < 0.5:
            sim.host("crowd").crash()
            sim.host("crowd").boot()
        else:
            sim.host("crowd").kill(sim.host("crowd").processes[0])
    prove.sometimes(len(seen) == 30, "all of them came")
    prove.eventually(lambda: not here, "the server notices that they are gone", within_s=120)
