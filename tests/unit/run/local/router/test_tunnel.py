"""Upgrades: refused, taken, and what flows through afterwards."""

import asyncio
import contextlib

from unit.run.local.router.behaviours import answers
from unit.run.local.router.rig import Rig, Wire, request, response, until

ASK = request(b"GET /chat HTTP/1.1", b"Connection: keep-alive, Upgrade", b"Upgrade: echo/1")
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n"


async def echoes(wire: Wire) -> None:
    wire.seen.append(await wire.head())
    await wire.send(SWITCH + b"hi!")
    while data := await wire.reader.read(65536):
        await wire.send(data)
    await wire.send(b"bye")


async def switched(rig: Rig, more: bytes = b"") -> Wire:
    wire = await rig.connect()
    await wire.send(ASK + more)
    head = await wire.head()
    assert (head.status, head.get("Upgrade"), head.get("Connection")) == (101, "echo/1", "Upgrade")
    assert await wire.read(3) == b"hi!"
    return wire


async def test_bytes_flow_both_ways(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig)
    seen = rig.upstreams[0].seen[0]
    assert (seen.get("Connection"), seen.get("Upgrade")) == ("Upgrade", "echo/1")
    await wire.send(b"\x00\xffGET / HTTP/1.1\r\n\r\n")
    assert await wire.read(20) == b"\x00\xffGET / HTTP/1.1\r\n\r\n"
    assert await rig.router.in_flight("web.1") == 1
    assert (await rig.stats()).clients == 1


async def test_what_was_sent_ahead_goes_into_the_tunnel(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig, more=b"early")
    assert await wire.read(5) == b"early"


async def test_each_side_may_stop_talking_first(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig)
    wire.writer.write_eof()
    assert await wire.rest() == b"bye"
    await rig.until(lambda stats: not stats.clients and not stats.upstreams[0].in_flight)


async def test_a_tunnel_ends_with_the_client(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig)
    wire.abort()
    await until(lambda: rig.upstreams[0].wires[0].reader.at_eof() or rig.upstreams[0].wires[0].reader.exception())
    await rig.until(lambda stats: not stats.clients and not stats.upstreams[0].in_flight)


async def test_a_tunnel_ends_with_the_upstream(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig)
    rig.upstreams[0].wires[0].abort()
    assert await wire.rest() == b""
    await wire.close()
    await rig.until(lambda stats: not stats.clients and not stats.upstreams[0].in_flight)


async def test_a_tunnel_outlives_its_upstream_in_the_table(make_rig):
    rig = await make_rig(echoes)
    wire = await switched(rig)
    await rig.route()
    await wire.send(b"still")
    assert await wire.read(5) == b"still"
    assert await rig.router.in_flight("web.1") == 1


async def test_a_tunnel_goes_at_the_pace_of_the_slower_side(make_rig):
    """50 MB are offered to a client that takes none: the upstream is stopped long before all is sent."""
    sent = 0

    async def flood(wire: Wire) -> None:
        nonlocal sent
        await wire.head()
        wire.writer.transport.set_write_buffer_limits(high=1)
        await wire.send(SWITCH + b"hi!")
        for _ in range(800):
            await wire.send(b"x" * 65536)
            sent += 65536

    rig = await make_rig(flood)
    wire = await switched(rig)
    wire.writer.transport.pause_reading()
    before = -1
    while before != sent:
        before = sent
        await asyncio.sleep(0.05)
    assert sent < 30_000_000
    wire.writer.transport.resume_reading()
    assert len(await wire.rest()) == 800 * 65536


async def test_a_refused_upgrade_is_an_answer_like_others(make_rig):
    rig = await make_rig(answers(response(b"no", status=b"426 Upgrade Required")))
    wire = await rig.connect()
    for _ in range(2):
        await wire.send(ASK)
        assert (await wire.message()).body == b"no"


async def test_closing_cuts_tunnels_at_last(make_rig):
    rig = await make_rig(echoes, drain_s=0.05)
    wire = await switched(rig)
    await rig.router.close()
    with contextlib.suppress(ConnectionError):
        assert await wire.rest() == b""
