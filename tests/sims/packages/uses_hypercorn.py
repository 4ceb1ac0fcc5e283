"""hypercorn with a quart application, HTTP/2 by prior knowledge; httpx with h2 as the client."""

import asyncio

import httpx
import quart
from hypercorn.asyncio import serve
from hypercorn.config import Config

from mainstay import prove


async def server() -> None:
    app = quart.Quart("echo")

    @app.post("/echo")
    async def echo() -> bytes:
        return await quart.request.get_data()

    config = Config()
    config.bind = ["0.0.0.0:80"]
    await serve(app, config, shutdown_trigger=asyncio.Event().wait)


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with httpx.AsyncClient(http1=False, http2=True, timeout=60) as client:
        for n in range(5):
            answer = await client.post("http://server/echo", content=bytes([n]) * 10_000)
            prove.always_equal(answer.http_version, "HTTP/2", "the second version is spoken")
            prove.always_equal(len(answer.content), 10_000, "all comes back")
