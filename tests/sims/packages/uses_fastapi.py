"""uvicorn, FastAPI and starlette with asynchronous and synchronous endpoints; httpx as the client."""

import asyncio

import fastapi
import httpx
import uvicorn

from mainstay import prove

app = fastapi.FastAPI()
stock = {"apples": 3}


@app.post("/orders/{name}")
async def order(name: str) -> dict[str, int]:
    stock[name] -= 1
    return {"left": stock[name]}


@app.get("/stock/{name}")
def left(name: str) -> dict[str, int]:
    return {"left": stock[name]}


def server() -> None:
    uvicorn.run(app, host="0.0.0.0", port=80, log_level="warning")


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with httpx.AsyncClient(base_url="http://server", timeout=60) as client:
        await asyncio.gather(*(client.post("/orders/apples") for _ in range(3)))
        answer = await client.get("/stock/apples")
        prove.always_equal(answer.json(), {"left": 0}, "three were sold")
