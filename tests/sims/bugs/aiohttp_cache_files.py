"""Tasks share a session of aiohttp-client-cache that keeps answers in a file: each gets the answer to its question."""

import asyncio
import random

from aiohttp import web
from aiohttp_client_cache import CachedSession, SQLiteBackend

from mainstay import prove


async def page(request: web.Request) -> web.Response:
    await asyncio.sleep(random.expovariate(1 / 0.02))
    if request.match_info["name"].startswith("old"):
        raise web.HTTPFound("/new" + request.match_info["name"].removeprefix("old"))
    return web.Response(text=request.path)


async def server() -> None:
    application = web.Application()
    application.router.add_get("/{name}", page)
    runner = web.AppRunner(application, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 80).start()
    await asyncio.Event().wait()


async def user(session: CachedSession) -> None:
    for _ in range(10):
        number, kind = random.randint(1, 20), random.choice(["old", "new"])
        async with session.get(f"http://server/{kind}{number}") as answer:
            prove.always_equal(await answer.text(), f"/new{number}", "an answer belongs to its question")
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.1)]))


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    cache = SQLiteBackend("/tmp/answers", expire_after=random.choice([1, 100]))
    async with CachedSession(cache=cache) as session:
        await asyncio.gather(*(user(session) for _ in range(5)))
