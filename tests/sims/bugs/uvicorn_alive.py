"""Clients of uvicorn keep their connections and ask again in time: each request is answered, on the same connection."""

import asyncio
import random

import uvicorn

from mainstay import prove

KEPT_S = 5


async def application(scope, receive, send) -> None:
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(random.choice([0, 0.1, 1, 3]))
    answer = scope["path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


async def server() -> None:
    config = uvicorn.Config(application, "0.0.0.0", 80, lifespan="off", timeout_keep_alive=KEPT_S, http="h11")
    one = uvicorn.Server(config)
    one.install_signal_handlers = lambda: None
    await one.serve()


async def user(name: int) -> None:
    reader, writer = await asyncio.open_connection("server", 80)
    for n in range(10):
        paths = [f"/{name}/{n}/{m}" for m in range(random.choice([1, 1, 2, 3]))]
        try:
            for path in paths:
                writer.write(b"GET %s HTTP/1.1\r\nHost: server\r\n\r\n" % path.encode())
            for path in paths:
                async with asyncio.timeout(60):
                    await reader.readuntil(b"\r\n\r\n")
                    prove.always_equal(await reader.readexactly(len(path)), path.encode(), "answers come in order")
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            prove.unreachable("a connection that is in use stays", error=repr(error))
        await asyncio.sleep(random.uniform(0, KEPT_S / 2))
    writer.close()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(user(name) for name in range(3)))
