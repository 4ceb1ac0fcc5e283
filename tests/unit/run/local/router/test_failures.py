"""What a client sees when upstreams fail, and who gets the next request."""

import asyncio
import socket

import pytest

from unit.run.local.router.behaviours import after, answers, echo, hang_up, once, silent
from unit.run.local.router.rig import Message, Wire, passed, request, response, until

GET = b"GET / HTTP/1.1"
POST = (b"POST / HTTP/1.1", b"Content-Length: 2")


async def test_no_upstreams_at_all(make_rig):
    rig = await make_rig(echo, hold_s=0.05)
    await rig.route()
    wire = await rig.connect()
    answer = await wire.ask(GET)
    assert (answer.status, answer.get("Retry-After")) == (503, "1")
    assert b"No instance of `web` is running." in answer.body
    assert answer.get("X-Request-ID")
    await rig.route(rig.upstreams[0].value())
    assert (await wire.ask(GET)).status == 200


async def test_a_request_waits_for_an_upstream(make_rig):
    rig = await make_rig(echo)
    await rig.route()
    wires = [await rig.connect() for _ in range(3)]
    for wire in wires:
        await wire.send(request(*POST) + b"ab")
    await rig.until(lambda stats: stats.held == 3)
    await rig.route(rig.upstreams[0].value())
    for wire in wires:
        assert (await wire.message()).body.endswith(b"ab")
    assert (await rig.stats()).held == 0


async def test_only_so_many_may_wait(make_rig):
    rig = await make_rig(echo, held=1)
    await rig.route()
    first = await rig.connect()
    await first.send(request(GET))
    await rig.until(lambda stats: stats.held)
    assert (await rig.ask(GET)).status == 503
    await first.close()
    await rig.until(lambda stats: not stats.held)


async def test_a_restart_of_the_only_upstream_fails_no_request(make_rig):
    rig = await make_rig(echo, eject_s=0.01)
    fake = rig.upstreams[0]
    wire = await rig.connect()
    assert (await wire.ask(GET)).status == 200
    await fake.stop()
    await wire.send(request(*POST) + b"ab")
    await rig.until(lambda stats: stats.held)
    assert (await rig.stats()).upstreams[0].healthy is False
    await fake.start()
    assert (await wire.message()).status == 200
    assert (await wire.ask(GET)).status == 200
    assert (await rig.stats()).upstreams[0].healthy is True


async def test_an_upstream_that_refuses_connections_is_passed_over(make_rig):
    rig = await make_rig(echo, answers(response(b"two")), eject_s=30)
    await rig.upstreams[0].stop()
    for number in range(6):
        answer = await rig.ask(*POST, body=b"ab") if number % 2 else await rig.ask(GET)
        assert answer.body == b"two"
    first, second = (await rig.stats()).upstreams
    assert (first.healthy, first.errors, first.in_flight) == (False, 1, 0)
    assert (second.healthy, second.requests) == (True, 6)


async def test_none_can_be_reached(make_rig):
    rig = await make_rig(echo, hold_s=0.05, eject_s=30)
    await rig.upstreams[0].stop()
    answer = await rig.ask(GET)
    assert (answer.status, answer.get("Retry-After")) == (503, "1")
    assert b"No instance of `web` can be reached. web.1 (127.0.0.1:" in answer.body
    assert b"connection refused" in answer.body
    assert (await rig.ask(b"HEAD / HTTP/1.1")).status == 503


async def test_a_stale_connection_is_replaced(make_rig):
    """The upstream ends an idle connection at the moment when it is used again."""
    stale = asyncio.Event()

    async def behave(wire: Wire) -> None:
        wire.seen.append(await wire.message())
        await wire.send(response(b"first"))
        wire.seen.append(await wire.message())
        if not stale.is_set():
            stale.set()
            wire.abort()
        else:
            await wire.send(response(b"second"))

    rig = await make_rig(behave)
    wire = await rig.connect()
    assert (await wire.ask(GET)).body == b"first"
    assert (await wire.ask(GET)).body == b"first"
    assert stale.is_set()
    assert len(rig.upstreams[0].wires) == 2
    assert (await rig.stats()).upstreams[0].errors == 0


async def test_all_kept_connections_may_be_stale(make_rig):
    """The upstream was restarted; its old connections end when they are used."""
    rig = await make_rig(echo)
    fake = rig.upstreams[0]
    wires = [await rig.connect() for _ in range(8)]
    await asyncio.gather(*(wire.ask(GET) for wire in wires))
    await fake.stop()
    await fake.start()
    answers = await asyncio.gather(*(wire.ask(GET) for wire in wires))
    assert {answer.status for answer in answers} == {200}


async def test_what_may_not_be_repeated_is_not_repeated(make_rig):
    rig = await make_rig(hang_up, hang_up)
    answer = await rig.ask(*POST, body=b"ab")
    assert answer.status == 502
    assert b"ended the connection before it answered" in answer.body
    assert len(rig.upstreams[0].seen) + len(rig.upstreams[1].seen) == 1


async def test_what_may_be_repeated_goes_to_another(make_rig):
    rig = await make_rig(hang_up, answers(response(b"two")))
    for _ in range(4):
        assert (await rig.ask(b"PUT / HTTP/1.1", b"Content-Length: 2", body=b"ab")).body == b"two"


async def test_a_request_that_kills_upstreams_is_not_repeated_for_ever(make_rig):
    rig = await make_rig(hang_up)
    assert (await rig.ask(GET)).status == 502
    assert len(rig.upstreams[0].seen) == 3


async def test_upstreams_that_break_again_and_again_are_paused(make_rig):
    rig = await make_rig(hang_up, answers(response(b"two")), eject_s=30, failures=3)
    for _ in range(20):
        await rig.ask(GET)
    first = (await rig.stats()).upstreams[0]
    assert (first.healthy, first.errors) == (False, 3)
    assert len(rig.upstreams[0].seen) == 3


async def test_an_answer_ends_a_row_of_failures(make_rig):
    behaviours = [hang_up, hang_up, once(response()), hang_up, hang_up, once(response())]

    async def behave(wire: Wire) -> None:
        await behaviours.pop(0)(wire)

    rig = await make_rig(behave, failures=3, eject_s=30)
    statuses = [(await rig.ask(*POST, body=b"ab")).status for _ in range(6)]
    assert statuses == [502, 502, 200, 502, 502, 200]
    assert (await rig.stats()).upstreams[0].healthy is True


async def test_a_paused_upstream_is_tried_without_risking_a_request(make_rig):
    rig = await make_rig(echo, answers(response(b"two")), eject_s=0.01, eject_max_s=0.04)
    fake = rig.upstreams[0]
    await fake.stop()
    for _ in range(4):
        assert (await rig.ask(GET)).body == b"two"
    await fake.start()
    await rig.until(lambda stats: stats.upstreams[0].healthy)
    assert (await rig.stats()).upstreams[0].errors == 1


async def test_an_upstream_that_does_not_answer(make_rig):
    rig = await make_rig(silent, response_s=0.05)
    answer = await rig.ask(GET)
    assert answer.status == 504
    assert b"web.1 (127.0.0.1:" in answer.body
    assert b"did not answer within 0.05 s" in answer.body
    assert await rig.router.in_flight("web.1") == 0
    await until(lambda: rig.upstreams[0].seen)  # its connection was ended


async def test_the_time_for_an_answer_runs_from_the_end_of_the_body(make_rig):
    rig = await make_rig(echo, response_s=0.15, body_s=2)
    wire = await rig.connect()
    await wire.send(request(b"POST / HTTP/1.1", b"Content-Length: 5"))
    for byte in b"abcde":
        await asyncio.sleep(0.05)
        await wire.send(bytes([byte]))
    assert (await wire.message()).status == 200


async def test_a_connection_that_is_never_taken(make_rig):
    """The backlog is full, so the handshake hangs."""
    rig = await make_rig(echo, connect_s=0.05, hold_s=0.1, eject_s=30)
    listener = await fill_backlog()
    fake = rig.upstreams[0]
    port, fake.port = fake.port, listener[0].getsockname()[1]
    await rig.route(fake.value())
    fake.port = port
    answer = await rig.ask(GET)
    assert answer.status == 503
    assert b"did not take a connection within 0.05 s" in answer.body
    for one in listener:
        one.close()


async def fill_backlog():
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    taken = [listener]
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(listener.getsockname())
        taken.append(client)
    return taken


@pytest.mark.parametrize(
    "data",
    [
        b"220 smtp.example ready\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 40_000,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 100,
    ],
    ids=["smtp", "lengths", "endless", "switch", "interim"],
)
async def test_answers_that_cannot_be_passed_on(make_rig, data):
    rig = await make_rig(answers(data))
    wire = await rig.connect()
    await wire.send(request(GET))
    answer = await wire.message()
    while answer.status == 100:
        answer = await wire.message()
    assert answer.status == 502
    assert b"web.1 (127.0.0.1:" in answer.body
    assert await rig.router.in_flight("web.1") == 0


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab",
    ],
)
async def test_a_response_that_breaks_off_breaks_off_for_the_client(make_rig, data):
    rig = await make_rig(once(data))
    wire = await rig.connect()
    await wire.send(request(GET))
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await wire.message()
    assert await rig.router.in_flight("web.1") == 0


async def test_what_comes_behind_an_answer_answers_nobody(make_rig):
    rig = await make_rig(answers(response(b"mine") + response(b"poison")))
    wire = await rig.connect()
    assert (await wire.ask(GET)).body == b"mine"
    assert (await rig.ask(GET)).body == b"mine"
    assert (await wire.ask(GET)).body == b"mine"


async def test_an_answer_that_nobody_asked_for_is_dropped(make_rig):
    answered, poisoned = asyncio.Event(), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.message()
        await wire.send(response(b"mine"))
        await answered.wait()
        await wire.send(response(b"poison"))
        poisoned.set()
        await wire.rest()

    rig = await make_rig(behave)
    wire = await rig.connect()
    assert (await wire.ask(GET)).body == b"mine"
    answered.set()
    await poisoned.wait()
    assert (await wire.ask(GET)).body == b"mine"


async def test_a_long_response_is_never_timed_out(make_rig):
    more = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.message()
        await wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        await more.wait()
        await wire.send(b"cd")

    rig = await make_rig(behave, response_s=0.05)
    wire = await rig.connect()
    await wire.send(request(GET))
    await wire.head()
    await passed(0.15)
    more.set()
    assert await wire.read(4) == b"abcd"


async def test_requests_that_may_not_be_repeated_use_no_old_connection(make_rig):
    rig = await make_rig(echo, pool_fresh_s=0.03)
    wire = await rig.connect()
    assert (await wire.ask(GET)).status == 200
    await passed(0.05)
    assert (await wire.ask(GET)).status == 200
    assert len(rig.upstreams[0].wires) == 1
    await passed(0.05)
    assert (await wire.ask(*POST, body=b"ab")).status == 200
    assert len(rig.upstreams[0].wires) == 2


async def test_idle_connections_to_upstreams_end(make_rig):
    rig = await make_rig(echo, pool_idle_s=0.05)
    await rig.ask(GET)
    await until(rig.upstreams[0].wires[0].reader.at_eof)


async def test_an_error_page_goes_to_the_client_in_time(make_rig):
    """The upstream answers before the body is complete, then the body breaks."""
    rig = await make_rig(after(asyncio.Event(), b""))
    wire = await rig.connect()
    await wire.send(request(b"POST / HTTP/1.1", b"Transfer-Encoding: chunked") + b"5\r\nhello\r\nzz\r\n")
    answer = await wire.message()
    assert (answer.status, answer.get("Connection")) == (400, "close")
    assert Message(answer.head).get("Content-Type") == "text/plain; charset=utf-8"
    assert await rig.router.in_flight("web.1") == 0
