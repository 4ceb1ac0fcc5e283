import asyncio
from contextlib import asynccontextmanager

import pytest

from mainstay.run.local.supervisor.http import Answer, NotHttpError, get


@asynccontextmanager
async def serving(reply: bytes, *, hang: bool = False):
    asked: list[bytes] = []

    async def serve(reader, writer):
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(reply)
        if hang:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


async def test_it_asks_like_a_proxy():
    async with serving(b"HTTP/1.1 301 Moved\r\nlocation:  https://x/ \r\n\r\nbody") as (port, asked):
        answer = await get("127.0.0.1", port, "/health?a=1", host="shop.example", timeout_s=5)
    assert answer == Answer(301, "https://x/")
    lines = asked[0].decode().split("\r\n")
    assert lines[0] == "GET /health?a=1 HTTP/1.1"
    assert {"Host: shop.example", "X-Forwarded-Proto: https", "X-Forwarded-For: 127.0.0.1"} <= set(lines)


async def test_a_page_that_never_ends_is_a_good_answer():
    async with serving(b"HTTP/1.1 200 OK\r\n\r\ndata: 1\n\n", hang=True) as (port, _):
        assert (await get("127.0.0.1", port, "/", host="x", timeout_s=5)).status == 200


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-OpenSSH\r\n", b"-ERR unknown command\r\n\r\n", b"x" * 100_000])
async def test_other_protocols_are_known_as_such(reply):
    async with serving(reply) as (port, _):
        with pytest.raises((NotHttpError, ConnectionError)):
            await get("127.0.0.1", port, "/", host="x", timeout_s=5)


async def test_silence_and_absence():
    async with serving(b"", hang=True) as (port, _):
        with pytest.raises(TimeoutError):
            await get("127.0.0.1", port, "/", host="x", timeout_s=0.05)
    with pytest.raises(OSError, match="Connect"):
        await get("127.0.0.1", port, "/", host="x", timeout_s=5)
