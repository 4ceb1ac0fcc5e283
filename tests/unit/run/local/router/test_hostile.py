"""Requests that are refused, as they come over a socket; and clients that take their time."""

import asyncio

import pytest

from unit.run.local.router.behaviours import answers, echo
from unit.run.local.router.rig import Wire, request, response, until

POISON = b"GET /poison HTTP/1.1\r\nHost: a\r\n\r\n"


def post(*lines: bytes, body: bytes = b"") -> bytes:
    return request(b"POST / HTTP/1.1", *lines) + body


CASES = {
    "both framings": (post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + POISON), 400),
    "framings, other order": (
        post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + POISON),
        400,
    ),
    "two lengths": (post(b"Content-Length: 0", b"Content-Length: 44", body=POISON), 400),
    "length list": (post(b"Content-Length: 0, 44", body=POISON), 400),
    "negative length": (post(b"Content-Length: -1", body=POISON), 400),
    "space before colon": (post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n" + POISON), 400),
    "tab before colon": (post(b"Content-Length\t: 44", body=POISON), 400),
    "vertical tab": (post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n" + POISON), 400),
    "not chunked": (post(b"Transfer-Encoding: identity", body=POISON), 400),
    "chunked not last": (post(b"Transfer-Encoding: chunked, gzip", body=b"0\r\n\r\n" + POISON), 400),
    "chunked twice": (post(b"Transfer-Encoding: chunked, chunked", body=b"0\r\n\r\n" + POISON), 400),
    "folded": (post(b"X: 1", b" Transfer-Encoding: chunked", body=b"0\r\n\r\n" + POISON), 400),
    "folded first": (b"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
    "bare LF in a value": (post(b"X: 1\nTransfer-Encoding: chunked", body=b"0\r\n\r\n" + POISON), 400),
    "bare LF everywhere": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "bare LF at the end": (b"GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
    "bare CR in a value": (post(b"X: 1\rTransfer-Encoding: chunked", body=b"0\r\n\r\n" + POISON), 400),
    "bare CR in the first line": (b"GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "NUL in a value": (request(b"GET / HTTP/1.1", b"X: a\0b"), 400),
    "NUL in a name": (request(b"GET / HTTP/1.1", b"X\0: a"), 400),
    "NUL in the target": (request(b"GET /\0 HTTP/1.1"), 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    "empty host": (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    "odd host": (b"GET / HTTP/1.1\r\nHost: a/../b\r\n\r\n", 400),
    "absolute target, no host": (b"GET http://b/ HTTP/1.1\r\n\r\n", 400),
    "absolute target, odd host": (request(b"GET http://a@b/ HTTP/1.1"), 400),
    "authority target": (request(b"CONNECT b:443 HTTP/1.1"), 405),
    "trace": (request(b"TRACE / HTTP/1.1"), 405),
    "chunked HTTP/1.0": (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    "HTTP/2 preface": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/3": (request(b"GET / HTTP/3.0"), 505),
    "HTTP/1.2": (request(b"GET / HTTP/1.2"), 505),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "no version": (b"GET /\r\nHost: a\r\n\r\n", 400),
    "lower case version": (request(b"GET / http/1.1"), 400),
    "two spaces": (request(b"GET  / HTTP/1.1"), 400),
    "space in the target": (request(b"GET /a b HTTP/1.1"), 400),
    "fragment": (request(b"GET /a#b HTTP/1.1"), 400),
    "relative target": (request(b"GET a HTTP/1.1"), 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "spaces first": (b"   GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "long target": (request(b"GET /" + b"a" * 9000 + b" HTTP/1.1"), 414),
    "endless target": (b"GET /" + b"a" * 9000, 414),
    "long header": (request(b"GET / HTTP/1.1", b"X: " + b"a" * 40_000), 431),
    "endless header": (b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000, 431),
    "many headers": (request(b"GET / HTTP/1.1", *(b"X-%d: 1" % number for number in range(200))), 431),
    "endless headers": (b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * 9000, 431),
    "expectation": (request(b"GET / HTTP/1.1", b"Expect: miracles"), 417),
    "chunk size": (post(b"Transfer-Encoding: chunked", body=b"0x5\r\nhello\r\n0\r\n\r\n"), 400),
    "negative chunk size": (post(b"Transfer-Encoding: chunked", body=b"-5\r\nhello\r\n0\r\n\r\n"), 400),
    "huge chunk size": (post(b"Transfer-Encoding: chunked", body=b"F" * 20 + b"\r\nhello\r\n"), 400),
    "chunk end": (post(b"Transfer-Encoding: chunked", body=b"5\r\nhelloXX0\r\n\r\n"), 400),
    "bare LF after chunk size": (post(b"Transfer-Encoding: chunked", body=b"5\nhello\r\n0\r\n\r\n"), 400),
    "LF in an extension": (post(b"Transfer-Encoding: chunked", body=b"5;a\nhello\r\n0\r\n\r\n"), 400),
    "length in a trailer": (post(b"Transfer-Encoding: chunked", body=b"0\r\nContent-Length: 5\r\n\r\n"), 400),
}


@pytest.mark.parametrize("name", CASES)
async def test_hostile_requests_are_refused_and_the_connection_ends(make_rig, name):
    data, status = CASES[name]
    rig = await make_rig(echo)
    wire = await rig.connect()
    await wire.send(data)
    answer = await wire.message()
    assert (answer.status, answer.get("Connection")) == (status, "close")
    assert len(answer.body.splitlines()) == 3, "a short page that says what is wrong"
    assert await wire.rest() == b""
    assert not any("poison" in message.first for message in rig.upstreams[0].seen)


@pytest.mark.parametrize("name", CASES)
async def test_they_are_refused_byte_by_byte_too(make_rig, name):
    data, status = CASES[name]
    rig = await make_rig(echo)
    wire = await rig.connect()
    sending = asyncio.create_task(send_slowly(wire, data[:12_000]))
    answer = await wire.message()
    sending.cancel()
    assert (answer.status, answer.get("Connection")) in ((status, "close"), (400, "close"))
    assert not any("poison" in message.first for message in rig.upstreams[0].seen)


async def send_slowly(wire: Wire, data: bytes) -> None:
    step = max(1, len(data) // 200)
    try:
        for start in range(0, len(data), step):
            await wire.send(data[start : start + step])
            await asyncio.sleep(0)
        if step > 1:
            await wire.send(b"X: " + b"a" * 40_000)
    except (ConnectionError, RuntimeError):  # uvloop raises the latter for a connection that is gone
        pass


async def test_a_refused_request_after_good_ones(make_rig):
    rig = await make_rig(echo)
    wire = await rig.connect()
    await wire.send(request(b"GET /1 HTTP/1.1") + request(b"GET /2 HTTP/1.1", b"Bad : x") + POISON)
    assert (await wire.message()).status == 200
    assert (await wire.message()).status == 400
    assert await wire.rest() == b""
    assert len(rig.upstreams[0].seen) == 1


async def test_refusals_are_counted(make_rig):
    rig = await make_rig(echo)
    await rig.ask(b"GET / HTTP/9.0")
    assert (await rig.stats()).classes["5xx"] == 1


async def test_a_client_sees_the_refusal_of_a_flood(make_rig):
    """Closing while bytes come would reset the connection, and the answer with it."""
    rig = await make_rig(echo)
    wire = await rig.connect()
    flood = asyncio.create_task(wire.send(b"GET / HTTP/1.1\r\nX: " + b"a" * 3_000_000))
    assert (await wire.message()).status == 431
    await flood


async def test_a_slow_head(make_rig):
    rig = await make_rig(echo, head_s=0.08)
    wire = await rig.connect()
    dripping = asyncio.create_task(drip(wire, b"GET / HTTP/1.1\r\nX-Slow: " + b"a" * 1000))
    answer = await wire.message()
    dripping.cancel()
    assert (answer.status, answer.get("Connection")) == (408, "close")
    assert b"not complete after 0.08 s" in answer.body


async def test_a_slow_head_on_a_kept_connection(make_rig):
    rig = await make_rig(echo, head_s=0.05)
    wire = await rig.connect()
    assert (await wire.ask(b"GET / HTTP/1.1")).status == 200
    await wire.send(b"GET ")
    assert (await wire.message()).status == 408


async def drip(wire: Wire, data: bytes) -> None:
    try:
        for byte in data:
            await wire.send(bytes([byte]))
            await asyncio.sleep(0.005)
    except (ConnectionError, RuntimeError):  # uvloop raises the latter for a connection that is gone
        pass


async def test_a_client_that_never_says_anything(make_rig):
    rig = await make_rig(echo, head_s=0.05)
    wire = await rig.connect()
    assert await wire.rest() == b""


async def test_an_idle_client(make_rig):
    rig = await make_rig(echo, idle_s=0.05)
    wire = await rig.connect()
    assert (await wire.ask(b"GET / HTTP/1.1")).status == 200
    assert await wire.rest() == b""


async def test_a_slow_body(make_rig):
    rig = await make_rig(echo, body_s=0.05)
    wire = await rig.connect()
    await wire.send(post(b"Content-Length: 5", body=b"ab"))
    answer = await wire.message()
    assert (answer.status, answer.get("Connection")) == (408, "close")
    assert await rig.router.in_flight("web.1") == 0


async def test_a_client_that_takes_nothing(make_rig):
    big = response(b"x" * 50_000_000)
    rig = await make_rig(answers(big), send_s=0.05)
    wire = await rig.connect()
    wire.writer.transport.pause_reading()
    await wire.send(request(b"GET / HTTP/1.1"))
    await until(lambda: rig.upstreams[0].seen)
    await rig.until(lambda stats: not stats.clients and not stats.upstreams[0].in_flight)


async def test_requests_sent_ahead_do_not_pile_up(make_rig):
    """Whoever takes no answers is given none: reading stops, and so does the sender."""
    body = b"x" * 20_000
    rig = await make_rig(answers(response(body)))
    wire = await rig.connect()
    wire.writer.transport.pause_reading()
    wire.writer.transport.set_write_buffer_limits(high=1)
    ahead = request(b"GET / HTTP/1.1", b"X: " + b"a" * 500) * 200
    sent = 0
    try:
        while sent < 200:
            wire.writer.write(ahead)
            await asyncio.wait_for(wire.writer.drain(), 0.3)
            sent += 1
    except TimeoutError:
        pass
    assert sent < 200
    wire.writer.transport.resume_reading()
    assert (await wire.message()).body == body
