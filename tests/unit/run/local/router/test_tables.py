"""Swapping tables: who gets requests, who finishes, what stays open."""

import asyncio
from collections import Counter

import pytest

from mainstay.model.errors import MainstayError
from mainstay.model.routing import Route, RouteTable
from mainstay.run.local.router.backend import Backend, choose
from unit.run.local.router.behaviours import after, answers, echo
from unit.run.local.router.rig import HOST, Rig, free_port, request, response, until

GET = b"GET / HTTP/1.1"


def named(name: bytes):
    return answers(response(name))


async def test_weights_split_requests_smoothly(make_rig):
    rig = await make_rig(named(b"a"), named(b"b"), named(b"c"))
    a, b, c = rig.upstreams
    await rig.route(a.value(5), b.value(1), c.value(1))
    wire = await rig.connect()
    order = b"".join([(await wire.ask(GET)).body for _ in range(14)])
    assert order == b"aabacaa" * 2


@pytest.mark.parametrize("weights", [(90, 10), (99, 1), (1, 1), (2, 1, 3)])
def test_every_stretch_of_requests_is_split_as_the_weights_say(weights):
    backends = [FakeBackend(number, weight) for number, weight in enumerate(weights)]
    total = sum(weights)
    chosen = [choose(backends, None).id for _ in range(3 * total)]
    for start in (0, total // 2, total):
        counts = Counter(chosen[start : start + total])
        assert all(abs(counts[number] - weight) <= 1 for number, weight in enumerate(weights))


class FakeBackend(Backend):
    def __init__(self, number: int, weight: int) -> None:
        self.id, self.weight, self.credit, self.ejected = number, weight, 0, False


async def test_a_swap_is_seen_by_the_next_request_of_a_kept_connection(make_rig):
    rig = await make_rig(named(b"old"), named(b"new"))
    old, new = rig.upstreams
    await rig.route(old.value())
    wire = await rig.connect()
    assert (await wire.ask(GET)).body == b"old"
    await rig.route(new.value())
    assert (await wire.ask(GET)).body == b"new"
    await until(old.wires[0].reader.at_eof)


async def test_a_drained_upstream_finishes_what_it_has(make_rig):
    go = asyncio.Event()
    rig = await make_rig(after(go, response(b"old")), named(b"new"))
    old, new = rig.upstreams
    await rig.route(old.value())
    slow, quick = await rig.connect(), await rig.connect()
    await slow.send(request(GET))
    await until(lambda: old.seen)
    await rig.route(old.value(0), new.value())
    assert (await quick.ask(GET)).body == b"new"
    assert await rig.router.in_flight("web.1") == 1
    await rig.route(new.value())
    assert await rig.router.in_flight("web.1") == 1
    go.set()
    assert (await slow.message()).body == b"old"
    assert await rig.router.in_flight("web.1") == 0
    assert (await slow.ask(GET)).body == b"new"


async def test_an_upstream_that_moves_is_another(make_rig):
    rig = await make_rig(named(b"here"), named(b"there"))
    here, there = rig.upstreams
    await rig.route(here.value())
    wire = await rig.connect()
    assert (await wire.ask(GET)).body == b"here"
    there.name = here.name
    await rig.route(there.value())
    assert (await wire.ask(GET)).body == b"there"


async def test_all_weights_zero_is_no_upstream(make_rig):
    rig = await make_rig(echo, hold_s=0.05)
    await rig.route(rig.upstreams[0].value(0))
    assert (await rig.ask(GET)).status == 503


async def test_swaps_under_load_fail_no_request(make_rig):
    rig = await make_rig(named(b"a"), named(b"b"))
    stop = asyncio.Event()

    async def load() -> list[int]:
        wire, statuses = await rig.connect(), []
        while not stop.is_set():
            answer = (
                await wire.ask(GET)
                if len(statuses) % 2
                else await wire.ask(b"POST / HTTP/1.1", b"Content-Length: 1", body=b"x")
            )
            statuses.append(answer.status)
        return statuses

    loads = [asyncio.create_task(load()) for _ in range(8)]
    for number in range(60):
        await rig.route(rig.upstreams[number % 2].value())
        await asyncio.sleep(0.003)
    stop.set()
    statuses = [status for part in await asyncio.gather(*loads) for status in part]
    assert set(statuses) == {200}
    assert len(statuses) > 60


async def two_ports(rig: Rig) -> tuple[Route, Route]:
    upstreams = (rig.upstreams[0].value(),)
    return (
        Route(service="web", host=HOST, port=rig.port, upstreams=upstreams),
        Route(service="api", host=HOST, port=free_port(), upstreams=upstreams),
    )


async def test_ports_come_and_go(make_rig):
    rig = await make_rig(echo)
    web, api = await two_ports(rig)
    await rig.router.apply(RouteTable(version=2, routes=(web, api)))
    wire, other = await rig.connect(), await rig.connect(api.port)
    assert (await wire.ask(GET)).status == (await other.ask(GET)).status == 200
    await rig.router.apply(RouteTable(version=3, routes=(web,)))
    assert await other.rest() == b""
    with pytest.raises(OSError, match="refused"):
        await rig.connect(api.port)
    assert (await wire.ask(GET)).status == 200


async def test_a_port_may_come_back_at_once(make_rig):
    rig = await make_rig(echo)
    web, api = await two_ports(rig)
    for version in range(2, 8):
        await rig.router.apply(RouteTable(version=version, routes=(web, api) if version % 2 else (web,)))
    assert (await (await rig.connect(api.port)).ask(GET)).status == 200


async def test_connections_to_upstreams_end_with_the_port(make_rig):
    rig = await make_rig(echo)
    await rig.ask(GET)
    await rig.router.apply(RouteTable(version=2))
    await until(rig.upstreams[0].wires[0].reader.at_eof)


async def test_a_port_that_goes_lets_its_request_finish(make_rig):
    go = asyncio.Event()
    rig = await make_rig(after(go, response(b"done")))
    wire = await rig.connect()
    await wire.send(request(GET) * 2)
    await until(lambda: rig.upstreams[0].seen)
    await rig.router.apply(RouteTable(version=2))
    assert await rig.router.in_flight("web.1") == 1
    go.set()
    answer = await wire.message()
    assert (answer.body, answer.get("Connection")) == (b"done", "close")
    assert await wire.rest() == b""


async def test_a_taken_port_leaves_the_old_table(make_rig):
    rig = await make_rig(echo)
    web, api = await two_ports(rig)
    third = Route(service="docs", host=HOST, port=free_port())
    server = await asyncio.start_server(lambda _, writer: writer.close(), HOST, api.port)
    with pytest.raises(MainstayError) as caught:
        await rig.router.apply(RouteTable(version=9, routes=(third, api)))
    assert str(caught.value).startswith(
        f"service `api`: port {api.port} of 127.0.0.1 must be free, but another program listens there.\n\nhint: "
    )
    server.close()
    assert (await rig.ask(GET)).status == 200
    assert rig.router.version == 1
    with pytest.raises(OSError, match="refused"):
        await rig.connect(third.port)
    await rig.router.apply(RouteTable(version=10, routes=(web, api, third)))


async def test_an_address_of_somebody_else(make_rig):
    rig = await make_rig()
    with pytest.raises(MainstayError, match=r"192\.0\.2\.1:80.* must be one of this machine"):
        await rig.router.apply(RouteTable(routes=(Route(service="web", host="192.0.2.1", port=80),)))


async def test_closing_finishes_requests(make_rig):
    go = asyncio.Event()
    rig = await make_rig(after(go, response(b"done")), drain_s=3)
    wire, idle = await rig.connect(), await rig.connect()
    await wire.send(request(GET))
    await until(lambda: rig.upstreams[0].seen)
    closing = asyncio.create_task(rig.router.close())
    assert await idle.rest() == b""
    go.set()
    assert (await wire.message()).body == b"done"
    await closing


async def test_closing_does_not_wait_for_ever(make_rig):
    rig = await make_rig(after(asyncio.Event(), b""), drain_s=0.05)
    wire = await rig.connect()
    await wire.send(request(GET))
    await until(lambda: rig.upstreams[0].seen)
    await rig.router.close()
    assert await wire.rest() == b""


async def test_a_request_held_when_its_port_goes(make_rig):
    rig = await make_rig(echo, hold_s=0.1)
    await rig.route()
    wire = await rig.connect()
    await wire.send(request(GET))
    await rig.until(lambda stats: stats.held)
    await rig.router.apply(RouteTable(version=5))
    answer = await wire.message()
    assert (answer.status, answer.get("Connection")) == (503, "close")
