"""python-socketio: a server on aiohttp, an asynchronous client, and a synchronous one that begins by polling."""

import asyncio

import socketio
from aiohttp import web

from mainstay import prove


async def server() -> None:
    sio = socketio.AsyncServer(async_mode="aiohttp")
    app = web.Application()
    sio.attach(app)

    @sio.event
    async def shout(sid: str, text: str) -> str:
        await sio.emit("heard", text)
        return text.upper()

    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    await asyncio.Event().wait()


def old_client() -> str:
    client = socketio.Client()
    client.connect("http://server")
    answer = client.call("shout", "from a thread", timeout=60)
    client.disconnect()
    return answer


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    heard: list[str] = []
    client = socketio.AsyncClient()
    client.on("heard", heard.append)
    await client.connect("http://server")
    for n in range(5):
        prove.always_equal(await client.call("shout", f"word {n}"), f"WORD {n}", "it is acknowledged")
    prove.always_equal(await asyncio.to_thread(old_client), "FROM A THREAD", "from a thread too")
    await asyncio.sleep(1)
    prove.always_equal(heard, [*(f"word {n}" for n in range(5)), "from a thread"], "everybody hears")
    await client.disconnect()
