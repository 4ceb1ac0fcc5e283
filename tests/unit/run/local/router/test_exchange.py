"""What a client sees of a request that goes well."""

import asyncio
import json
import re
from ipaddress import ip_network

import pytest

from unit.run.local.router.behaviours import CONTINUE, after, answers, echo, once
from unit.run.local.router.rig import Message, Wire, request, response, until

GET = b"GET /x?y=1 HTTP/1.1"


async def test_a_request_arrives_with_what_the_router_adds(make_rig):
    rig = await make_rig(echo)
    answer = await rig.ask(GET, b"Host: shop.example:81", b"X-Forwarded-For: 6.6.6.6", b"Accept: */*")
    seen = Message(answer.body)
    assert answer.status == 200
    assert seen.first == "GET /x?y=1 HTTP/1.1"
    assert seen.get("Host") == "shop.example:81"
    assert seen.get("Accept") == "*/*"
    assert seen.get("X-Forwarded-For") == "127.0.0.1"
    assert seen.get("X-Forwarded-Proto") == "http"
    assert seen.get("X-Forwarded-Host") == "shop.example:81"
    assert seen.get("X-Forwarded-Port") == str(rig.port)
    assert seen.get("Connection") is None
    assert re.fullmatch(r"rig-[0-9a-f]{6}", seen.get("X-Request-ID") or "")
    assert re.fullmatch(r"t=[0-9]{16}", seen.get("X-Request-Start") or "")


async def test_request_ids_differ_and_sane_ones_are_kept(make_rig):
    rig = await make_rig(echo)
    ids = [Message((await rig.ask(GET)).body).get("X-Request-ID") for _ in range(3)]
    assert len(set(ids)) == 3
    kept = Message((await rig.ask(GET, b"X-Request-ID: mine/1")).body)
    assert kept.get("X-Request-ID") == "mine/1"


async def test_connections_are_kept_on_both_sides(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    for number in range(5):
        answer = await wire.ask(b"GET /%d HTTP/1.1" % number)
        assert Message(answer.body).first == f"GET /{number} HTTP/1.1"
    assert len(rig.upstreams[0].wires) == 1


async def test_pipelined_requests_are_answered_in_order(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    ahead = b"".join(request(b"GET /%d HTTP/1.1" % number) for number in range(50))
    await wire.send(ahead + request(b"POST /last HTTP/1.1", b"Content-Length: 3") + b"abc" + request(GET))
    firsts = [Message((await wire.message()).body).first for _ in range(52)]
    assert firsts[:50] == [f"GET /{number} HTTP/1.1" for number in range(50)]
    assert firsts[50:] == ["POST /last HTTP/1.1", "GET /x?y=1 HTTP/1.1"]
    assert len(rig.upstreams[0].wires) == 1


async def test_thousands_of_pipelined_requests_that_the_router_answers_itself(make_rig):
    rig = await make_rig(echo, held=0)
    await rig.route()
    wire = await rig.connect()
    sending = asyncio.create_task(wire.send(request(GET) * 3000))
    for _ in range(3000):
        assert (await wire.message()).status == 503
    await sending


async def test_a_head_may_come_byte_by_byte(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    for byte in request(GET, b"A: b"):
        await wire.send(bytes([byte]))
        await asyncio.sleep(0)
    assert Message((await wire.message()).body).get("A") == "b"


async def test_empty_lines_before_a_request_are_ignored(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    await wire.send(b"\r\n")
    await wire.send(b"\r")
    await wire.send(b"\n\r\n" + request(GET))
    assert (await wire.message()).status == 200
    await wire.send(b"\r\n\r\n" + request(GET))
    assert (await wire.message()).status == 200


@pytest.mark.parametrize("size", [0, 1, 5, 70_000, 1_000_000])
@pytest.mark.parametrize("chunked", [False, True])
async def test_request_bodies(make_rig, size, chunked):
    rig = await make_rig(echo)
    body = bytes(number % 251 for number in range(size))
    wire = await rig.connect()
    for _ in range(2):
        if chunked:
            raw = b"".join(b"%x;e=1\r\n%b\r\n" % (len(p), p) for p in (body[: size // 3], body[size // 3 :]) if p)
            sending = asyncio.create_task(
                wire.send(request(b"POST / HTTP/1.1", b"Transfer-Encoding: chunked") + raw + b"0\r\nX-T: 1\r\n\r\n")
            )
        else:
            head = request(b"PUT / HTTP/1.1", b"Content-Length: %d" % size)
            sending = asyncio.create_task(wire.send(head + body))
        answer = await wire.message()
        await sending
        assert answer.body.endswith(b"\r\n\r\n" + body)
        assert len(answer.body) - size < 400
    assert b"X-T" not in answer.body
    assert len(rig.upstreams[0].wires) == 1


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
async def test_responses_may_come_in_pieces(make_rig, cut):
    data = response(b"hello" * 10, b"X-A: b")

    async def behave(wire: Wire) -> None:
        while True:
            await wire.message()
            for start in range(0, len(data), cut):
                await wire.send(data[start : start + cut])
                await asyncio.sleep(0)

    rig = await make_rig(behave)
    wire = await rig.connect()
    for _ in range(2):
        answer = await wire.ask(GET)
        assert (answer.body, answer.get("X-A")) == (b"hello" * 10, "b")


CHUNKS = b"3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nX-T: 1\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKS


async def test_chunked_responses(make_rig):
    rig = await make_rig(answers(CHUNKED))
    wire = await rig.connect()
    for _ in range(3):
        assert (await wire.ask(GET)).body == b"abcdefg"
    assert len(rig.upstreams[0].wires) == 1


async def test_http_10_clients_get_no_chunks(make_rig):
    rig = await make_rig(answers(CHUNKED))
    answer = await rig.ask(b"GET / HTTP/1.0", b"Connection: keep-alive")
    assert answer.get("Transfer-Encoding") is None
    assert answer.get("Connection") == "close"
    assert answer.body == b"abcdefg"


async def test_http_10_clients(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    await wire.send(b"GET / HTTP/1.0\r\n\r\n")
    answer = await wire.message()
    assert answer.get("Connection") == "close"
    assert Message(answer.body).first == "GET / HTTP/1.1"
    assert Message(answer.body).get("Host") == f"127.0.0.1:{rig.port}"
    assert await wire.rest() == b""


async def test_http_10_clients_may_keep_the_connection(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    for _ in range(2):
        answer = await wire.ask(b"GET / HTTP/1.0", b"Connection: keep-alive")
        assert answer.get("Connection") == "keep-alive"


async def test_a_client_may_close(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    answer = await wire.ask(GET, b"Connection: close")
    assert answer.get("Connection") == "close"
    assert await wire.rest() == b""


@pytest.mark.parametrize(("first", "minor"), [(GET, 1), (b"GET / HTTP/1.0", 0)])
async def test_a_body_that_ends_with_the_connection(make_rig, first, minor):
    rig = await make_rig(once(b"HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nabc"))
    wire = await rig.connect()
    for _ in range(1 + minor):
        answer = await wire.ask(first)
        assert (answer.first, answer.body) == ("HTTP/1.1 200 OK", b"abc")
        assert answer.get("Transfer-Encoding") == ("chunked" if minor else None)


async def test_an_upstream_that_closes_after_each_answer(make_rig):
    rig = await make_rig(once(response(b"ok", b"Connection: close")))
    wire = await rig.connect()
    for _ in range(3):
        answer = await wire.ask(GET)
        assert (answer.status, answer.get("Connection")) == (200, None)


async def test_responses_without_bodies(make_rig):
    rig = await make_rig(
        answers(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
            b"HTTP/1.1 204 No Content\r\n\r\n",
            b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: x\r\n\r\n",
            response(b"", status=b"200 OK"),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            response(b"end"),
        )
    )
    wire = await rig.connect()
    head = await wire.ask(b"HEAD / HTTP/1.1")
    assert head.get("Content-Length") == "9"
    await wire.send(request(GET))
    assert (await wire.head()).status == 204
    await wire.send(request(GET))
    assert (await wire.head()).get("ETag") == "x"
    assert (await wire.ask(GET)).body == b""
    assert (await wire.ask(b"HEAD / HTTP/1.1")).get("Transfer-Encoding") == "chunked"
    assert (await wire.ask(GET)).body == b"end"
    assert len(rig.upstreams[0].wires) == 1


async def test_interim_responses_are_passed_on(make_rig):
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    rig = await make_rig(answers(hints + hints + response(b"ok")))
    wire = await rig.connect()
    for _ in range(2):
        await wire.send(request(GET))
        assert (await wire.head()).get("Link") == "</a>"
        assert (await wire.head()).status == 103
        assert (await wire.message()).body == b"ok"
    assert (await rig.ask(b"GET / HTTP/1.0")).body == b"ok"


async def test_expect_continue_is_passed_on(make_rig):
    async def behave(wire: Wire) -> None:
        while True:
            message = await wire.head()
            assert message.get("Expect") == "100-continue"
            await wire.send(CONTINUE)
            await wire.send(response(await wire.read(5)))

    rig = await make_rig(behave)
    wire = await rig.connect()
    for _ in range(2):
        await wire.send(request(b"POST / HTTP/1.1", b"Content-Length: 5", b"Expect: 100-continue"))
        assert (await wire.head()).status == 100
        await wire.send(b"hello")
        assert (await wire.message()).body == b"hello"


async def test_expect_continue_may_be_refused_by_the_upstream(make_rig):
    async def behave(wire: Wire) -> None:
        await wire.head()
        await wire.send(response(b"too big", status=b"413 Content Too Large"))
        await wire.rest()

    rig = await make_rig(behave)
    wire = await rig.connect()
    await wire.send(request(b"POST / HTTP/1.1", b"Content-Length: 5", b"Expect: 100-continue"))
    assert (await wire.message()).status == 413
    assert await wire.rest() == b""


async def test_an_early_answer_to_a_long_body(make_rig):
    async def behave(wire: Wire) -> None:
        await wire.head()
        await wire.send(response(b"too big", status=b"413 Content Too Large"))

    rig = await make_rig(behave)
    wire = await rig.connect()
    await wire.send(request(b"POST / HTTP/1.1", b"Content-Length: 5000000") + b"x" * 100)
    assert (await wire.message()).body == b"too big"
    assert await wire.rest() == b""
    await until(lambda: not rig.upstreams[0].seen)


async def test_absolute_targets_name_the_host(make_rig):
    rig = await make_rig(echo)
    seen = Message((await rig.ask(b"GET http://b.example/x HTTP/1.1", b"Host: a")).body)
    assert (seen.first, seen.get("Host")) == ("GET /x HTTP/1.1", "b.example")
    assert seen.get("X-Forwarded-Host") == "b.example"
    asterisk = Message((await rig.ask(b"OPTIONS * HTTP/1.1")).body)
    assert asterisk.first == "OPTIONS * HTTP/1.1"


async def test_a_client_that_leaves_takes_its_request_with_it(make_rig):
    never = asyncio.Event()
    rig = await make_rig(after(never, response()), log=True)
    wire = await rig.connect()
    await wire.send(request(GET))
    await until(lambda: rig.upstreams[0].seen)
    assert await rig.router.in_flight("web.1") == 1
    await wire.close()
    await until(lambda: rig.logged)
    assert await rig.router.in_flight("web.1") == 0
    assert '"status": 499' in rig.logged[0]


async def test_the_access_log(make_rig):
    rig = await make_rig(echo, log=True)
    await rig.ask(GET, b"X-Request-ID: r1")
    entry = json.loads(rig.logged[0])
    assert entry.pop("at") > 1e9
    assert entry.pop("ms") > 0
    assert entry == {
        "service": "web", "method": "GET", "target": "/x?y=1", "status": 200, "upstream": "web.1", "id": "r1",
    }  # fmt: skip


async def test_the_figures(make_rig):
    rig = await make_rig(answers(response(), response(status=b"404 Not Found"), CHUNKED))
    wire = await rig.connect()
    for _ in range(3):
        await wire.ask(GET)
    stats = await rig.stats()
    assert stats.requests == 3
    assert stats.classes == {"1xx": 0, "2xx": 2, "3xx": 0, "4xx": 1, "5xx": 0}
    assert stats.clients == 1
    assert (stats.upstreams[0].requests, stats.upstreams[0].in_flight) == (3, 0)


async def test_trusted_proxies_extend_the_chain(make_rig):
    rig = await make_rig(echo, trusted=(ip_network("127.0.0.0/8"),))
    seen = Message((await rig.ask(GET, b"X-Forwarded-For: 1.2.3.4", b"X-Forwarded-Proto: https")).body)
    assert seen.get("X-Forwarded-For") == "1.2.3.4, 127.0.0.1"
    assert seen.get("X-Forwarded-Proto") == "https"
