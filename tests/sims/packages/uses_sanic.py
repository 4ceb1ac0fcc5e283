"""sanic in a single process; httpx as the client."""

import asyncio

import httpx
import sanic

from mainstay import prove


def server() -> None:
    app = sanic.Sanic("double", configure_logging=False)

    @app.get("/double/<n:int>")
    async def double(request: sanic.Request, n: int) -> sanic.HTTPResponse:
        return sanic.json({"twice": 2 * n})

    app.run(host="0.0.0.0", port=80, single_process=True, motd=False, access_log=False)


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with httpx.AsyncClient(base_url="http://server", timeout=60) as client:
        for n in range(10):
            prove.always_equal((await client.get(f"/double/{n}")).json(), {"twice": 2 * n}, "doubled")
