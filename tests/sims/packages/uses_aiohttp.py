import asyncio

from aiohttp import ClientSession, web

from mainstay import prove


async def server() -> None:
    async def double(request: web.Request) -> web.Response:
        data = await request.json()
        return web.json_response({"twice": data["n"] * 2})

    app = web.Application()
    app.router.add_post("/double", double)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    await asyncio.Event().wait()


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with ClientSession("http://server") as session:
        for n in range(20):
            async with session.post("/double", json={"n": n}) as answer:
                prove.always_equal((await answer.json())["twice"], 2 * n, "the answer is right")
