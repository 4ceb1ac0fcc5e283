"""Forms with files go to a server of aiohttp: what arrives is what was sent, however it is cut on the way."""

import asyncio
import random

import aiohttp
from aiohttp import web

from mainstay import prove


async def upload(request: web.Request) -> web.Response:
    form = await request.post()
    sizes = {name: value.file.read() if isinstance(value, web.FileField) else value for name, value in form.items()}
    return web.json_response({name: value if isinstance(value, str) else value.hex() for name, value in sizes.items()})


async def server() -> None:
    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/", upload)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    await asyncio.Event().wait()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with aiohttp.ClientSession() as session:
        for _ in range(30):
            sent = {f"file{n}": random.randbytes(random.choice([0, 10, 3000, 9000, 70_000])) for n in range(3)}
            form = aiohttp.FormData()
            for name, data in sent.items():
                form.add_field(name, data, filename=name)
            async with session.post("http://server/", data=form) as response:
                prove.always_equal(response.status, 200, "an upload is taken")
                got = {name: bytes.fromhex(text) for name, text in (await response.json()).items()}
                prove.always(got == sent, "what arrives is what was sent", sizes=[len(v) for v in sent.values()])
