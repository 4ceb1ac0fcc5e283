"""Clients of starlette leave when they like: what the application took is done, also by tasks in the background."""

import asyncio
import random

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mainstay import prove

taken, done = set(), set()


async def passed(request: Request, call_next) -> Response:
    return await call_next(request)


async def work(name: str) -> None:
    await asyncio.sleep(random.expovariate(1 / 0.05))
    done.add(name)


async def take(request: Request) -> Response:
    name = request.path_params["name"]
    await asyncio.sleep(random.expovariate(1 / 0.01))
    taken.add(name)
    return PlainTextResponse(name, background=BackgroundTask(work, name))


async def server() -> None:
    middleware = [Middleware(BaseHTTPMiddleware, dispatch=passed)]
    application = Starlette(routes=[Route("/{name}", take)], middleware=middleware)
    one = uvicorn.Server(uvicorn.Config(application, "0.0.0.0", 80, lifespan="off", http="h11"))
    one.install_signal_handlers = lambda: None
    serving = asyncio.create_task(one.serve())
    await asyncio.sleep(60)
    prove.always_equal(done, taken, "what was taken is done")
    await serving


async def user(name: int) -> None:
    for n in range(10):
        reader, writer = await asyncio.open_connection("server", 80)
        writer.write(f"GET /{name}-{n} HTTP/1.1\r\nHost: server\r\n\r\n".encode())
        await reader.read(random.choice([0, 100]))
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.1)]))
        writer.close()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(user(name) for name in range(4)), asyncio.sleep(90))
