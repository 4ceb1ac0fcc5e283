"""Clients of sse-starlette read streams of events, fast and slowly: they get each of them, and no request fails."""

import asyncio
import random

import uvicorn
from sse_starlette.sse import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from mainstay import prove


async def events(request: Request) -> EventSourceResponse:
    async def told():
        for n in range(int(request.path_params["count"])):
            yield {"data": f"{n} " + "x" * random.choice([1, 1000, 50_000])}
            await asyncio.sleep(random.choice([0, random.uniform(0, 1)]))

    return EventSourceResponse(told(), ping=1)


streams = Starlette(routes=[Route("/{count}", events)])


async def application(scope, receive, send) -> None:
    try:
        await streams(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        prove.unreachable("a request ends without an error", error=repr(error))


async def server() -> None:
    one = uvicorn.Server(uvicorn.Config(application, "0.0.0.0", 80, lifespan="off", http="h11"))
    one.install_signal_handlers = lambda: None
    await one.serve()


async def user() -> None:
    for _ in range(3):
        count = random.randint(1, 10)
        reader, writer = await asyncio.open_connection("server", 80)
        writer.write(b"GET /%d HTTP/1.1\r\nHost: server\r\nConnection: close\r\n\r\n" % count)
        found, slow = b"", random.random() < 0.5
        while part := await reader.read(random.choice([100, 10_000])):
            found += part
            await asyncio.sleep(random.uniform(0, 0.2) if slow else 0)
        prove.always_equal(found.count(b"data: "), count, "every event arrives")
        writer.close()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(user() for _ in range(4)))
