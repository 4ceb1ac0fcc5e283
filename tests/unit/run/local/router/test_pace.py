"""Bodies go at the pace of the slower side; nothing is collected."""

import asyncio

import pytest

from unit.run.local.router.behaviours import echo
from unit.run.local.router.rig import Wire, request, response, until

TOTAL = 48 * 1024 * 1024
PIECE = b"x" * 65536
MOST_UNDER_WAY = 24 * 1024 * 1024  # socket buffers of the kernel on two hops, and a little of ours

pytestmark = pytest.mark.slow


async def settled(count) -> int:
    """The value once it has stopped growing."""
    before = -1
    while before != count():
        before = count()
        await asyncio.sleep(0.05)
    return before


@pytest.mark.parametrize("framing", ["length", "chunks", "close"])
async def test_a_client_that_waits_stops_the_upstream(make_rig, framing):
    sent = 0
    heads = {
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % TOTAL,
        "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "close": b"HTTP/1.1 200 OK\r\n\r\n",
    }

    async def flood(wire: Wire) -> None:
        nonlocal sent
        await wire.message()
        wire.writer.transport.set_write_buffer_limits(high=1)
        await wire.send(heads[framing])
        while sent < TOTAL:
            await wire.send(b"10000\r\n" + PIECE + b"\r\n" if framing == "chunks" else PIECE)
            sent += len(PIECE)
        await wire.send(b"0\r\n\r\n" if framing == "chunks" else b"")

    rig = await make_rig(flood)
    wire = await rig.connect()
    await wire.send(request(b"GET / HTTP/1.1"))
    wire.writer.transport.pause_reading()
    assert 0 < await settled(lambda: sent) < MOST_UNDER_WAY
    wire.writer.transport.resume_reading()
    assert (await wire.message()).body == b"x" * TOTAL


@pytest.mark.parametrize("chunked", [False, True])
async def test_an_upstream_that_waits_stops_the_client(make_rig, chunked):
    go, sent = asyncio.Event(), 0

    async def slow(wire: Wire) -> None:
        head = await wire.head()
        wire.writer.transport.pause_reading()
        await go.wait()
        wire.writer.transport.resume_reading()
        body = 0
        while True:
            data = await wire.reader.read(1 << 20)
            body += len(data)
            if data.endswith(b"0\r\n\r\n") if head.get("Transfer-Encoding") else body == TOTAL:
                break
        await wire.send(response(str(body).encode()))

    rig = await make_rig(slow)
    wire = await rig.connect()
    wire.writer.transport.set_write_buffer_limits(high=1)

    async def send() -> None:
        nonlocal sent
        framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % TOTAL
        await wire.send(request(b"POST / HTTP/1.1", framing))
        while sent < TOTAL:
            wire.writer.write(b"10000\r\n" + PIECE + b"\r\n" if chunked else PIECE)
            await wire.writer.drain()
            sent += len(PIECE)
        await wire.send(b"0\r\n\r\n" if chunked else b"")

    sending = asyncio.create_task(send())
    assert 0 < await settled(lambda: sent) < MOST_UNDER_WAY
    go.set()
    assert int((await wire.message()).body) >= TOTAL
    await sending


async def test_a_body_waits_for_an_upstream(make_rig):
    """A request that is held takes what came with it, and no more."""
    rig = await make_rig(echo)
    await rig.route()
    wire = await rig.connect()
    wire.writer.transport.set_write_buffer_limits(high=1)
    sent = 0

    async def send() -> None:
        nonlocal sent
        await wire.send(request(b"POST / HTTP/1.1", b"Content-Length: %d" % TOTAL))
        while sent < TOTAL:
            wire.writer.write(PIECE)
            await wire.writer.drain()
            sent += len(PIECE)

    sending = asyncio.create_task(send())
    await rig.until(lambda stats: stats.held)
    assert 0 < await settled(lambda: sent) < MOST_UNDER_WAY
    await rig.route(rig.upstreams[0].value())
    assert (await wire.message()).body.endswith(b"\r\n\r\n" + b"x" * TOTAL)
    await sending
    await until(lambda: len(rig.upstreams[0].seen) == 1)
