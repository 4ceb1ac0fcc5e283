"""Clients keep their connections to hypercorn, which is told to stop: who asked is answered, and it stops soon."""

import asyncio
import random

from hypercorn.asyncio import serve
from hypercorn.config import Config

from mainstay import prove

PATIENCE_S, SLOWEST_S = 30, 2


async def application(scope, receive, send) -> None:
    if scope["type"] != "http":
        return
    while random.random() < 0.9 and (await receive()).get("more_body"):
        pass
    await asyncio.sleep(random.choice([0, random.uniform(0, 0.05), random.uniform(0, SLOWEST_S)]))
    answer = scope["path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


async def server(after_s: float, stopped: list[float]) -> None:
    config = Config()
    config.bind, config.graceful_timeout, config.keep_alive_timeout = ["0.0.0.0:80"], PATIENCE_S, 60
    await serve(application, config, shutdown_trigger=lambda: asyncio.sleep(after_s))
    stopped.append(asyncio.get_running_loop().time())


async def user(name: int) -> None:
    reader, writer = await asyncio.open_connection("server", 80)
    try:
        for n in range(10):
            size, path = random.choice([0, 1, 1000]), b"/%d/%d" % (name, n)
            writer.write(b"POST %s HTTP/1.1\r\nHost: server\r\nContent-Length: %d\r\n\r\n" % (path, size))
            await asyncio.sleep(random.choice([0, random.uniform(0, 0.05)]))
            writer.write(b"x" * size)
            head = await reader.readuntil(b"\r\n\r\n")
            prove.always(head.startswith(b"HTTP/1.1 200"), "what is right is served", head=head)
            prove.always_equal(await reader.readexactly(len(path)), path, "an answer belongs to its question")
            await asyncio.sleep(random.choice([0, random.uniform(0, 1), 60]))
    except (ConnectionError, asyncio.IncompleteReadError):
        pass  # it stops, or answered before it had all
    writer.close()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    after_s, stopped = sim.random.uniform(0, 10), []
    sim.host("server").start(server, after_s, stopped)
    await asyncio.sleep(1)
    users = [asyncio.create_task(user(name)) for name in range(3)]
    await asyncio.sleep(after_s - 1 + SLOWEST_S + 5)
    prove.always(stopped, "idle connections do not hold up a server that stops")
    for one in users:
        one.cancel()
