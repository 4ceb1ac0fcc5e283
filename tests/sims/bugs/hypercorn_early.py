"""Clients send bodies in pieces to hypercorn, whose application answers early at times: answers come in order."""

import asyncio
import random

from hypercorn.asyncio import serve
from hypercorn.config import Config

from mainstay import prove


async def application(scope, receive, send) -> None:
    if scope["type"] != "http":
        return
    early = random.random() < 0.5
    while not early and (await receive()).get("more_body"):
        pass
    await asyncio.sleep(random.choice([0, random.uniform(0, 0.05)]))
    answer = scope["path"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(answer))]})
    await send({"type": "http.response.body", "body": answer})


async def server() -> None:
    await serve(application, Config.from_mapping(bind=["0.0.0.0:80"]), shutdown_trigger=asyncio.Event().wait)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: bytes) -> bool:
    """Whether the connection can be used once more."""
    size = random.choice([0, 1, 100, 10_000])
    writer.write(b"POST %s HTTP/1.1\r\nHost: server\r\nContent-Length: %d\r\n\r\n" % (path, size))
    while size:
        await asyncio.sleep(random.choice([0, random.uniform(0, 0.05)]))
        piece = random.randint(1, size)
        writer.write(b"x" * piece)
        size -= piece
    head = await reader.readuntil(b"\r\n\r\n")
    prove.always(head.startswith(b"HTTP/1.1 200"), "what is right is served", head=head)
    prove.always_equal(await reader.readexactly(len(path)), path, "an answer belongs to its question")
    return b"connection: close" not in head.lower()


async def user(name: int) -> None:
    for n in range(10):
        reader, writer = await asyncio.open_connection("server", 80)
        try:
            async with asyncio.timeout(60):
                while random.random() < 0.8 and await ask(reader, writer, b"/%d/%d" % (name, n)):
                    pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # who answers early may hang up
        writer.close()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(user(name) for name in range(3)))
