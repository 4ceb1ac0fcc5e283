from http import HTTPStatus
from ipaddress import ip_network

import pytest

from mainstay.run.local.router.forward import Arrival, forwarded_lines, is_trusted
from mainstay.run.local.router.head import REQUEST_LINE, read_fields, resolve_target
from mainstay.run.local.router.limits import Limits
from mainstay.run.local.router.refusal import Refusal

LIMITS = Limits()
ARRIVAL = Arrival(client=b"192.0.2.7", host=b"127.0.0.1:8000", port=b"8000")
TRUSTED = Arrival(client=b"10.0.0.1", host=b"127.0.0.1:8000", port=b"8000", trusted=True)


def fields(*lines: bytes):
    return read_fields(b"".join(line + b"\r\n" for line in lines), LIMITS)


def forwarded(*lines: bytes, arrival: Arrival = ARRIVAL, minor: int = 1) -> list[bytes]:
    read = fields(*lines)
    return forwarded_lines(read, arrival, host=read.host or arrival.host, minor=minor).split(b"\r\n")[:-1]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([b"Content-Length: 5", b"Transfer-Encoding: chunked"], 400),
        ([b"Transfer-Encoding: chunked", b"Content-Length: 5"], 400),
        ([b"Content-Length: 5", b"Content-Length: 6"], 400),
        ([b"Content-Length: 5", b"Content-Length: 5"], 400),
        ([b"Content-Length: 5, 5"], 400),
        ([b"Content-Length: 5, 6"], 400),
        ([b"Content-Length: +5"], 400),
        ([b"Content-Length: -5"], 400),
        ([b"Content-Length: 0x5"], 400),
        ([b"Content-Length: 5 5"], 400),
        ([b"Content-Length: "], 400),
        ([b"Content-Length: 1e3"], 400),
        ([b"Content-Length: 9999999999999999999999"], 400),
        ([b"Content-Length: \xb2"], 400),
        ([b"Transfer-Encoding: identity"], 400),
        ([b"Transfer-Encoding: chunked, identity"], 400),
        ([b"Transfer-Encoding: chunked, chunked"], 400),
        ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"], 400),
        ([b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"], 400),
        ([b"Transfer-Encoding: xchunked"], 400),
        ([b"Transfer-Encoding: chunked;a=b"], 400),
        ([b"Transfer-Encoding: "], 400),
        ([b"Transfer-Encoding: \x0bchunked"], 400),
        ([b"Transfer-Encoding: gzip, chunked"], (400, 501)),
        ([b"Transfer-Encoding : chunked"], 400),
        ([b"Transfer-Encoding\t: chunked"], 400),
        ([b" Transfer-Encoding: chunked"], 400),
        ([b"X: 1", b" folded"], 400),
        ([b"X: 1", b"\tfolded"], 400),
        ([b"X: a\nTransfer-Encoding: chunked"], 400),
        ([b"X: a\rTransfer-Encoding: chunked"], 400),
        ([b"X: a\x00b"], 400),
        ([b"X: a\x7fb"], 400),
        ([b"X\x00: a"], 400),
        ([b"X y: a"], 400),
        ([b"X(y): a"], 400),
        ([b"X\xe9: a"], 400),
        ([b": a"], 400),
        ([b"novalue"], 400),
        ([b""], 400),
        ([b"Host: b"], 400),
        ([b"Expect: 200-ok"], 417),
        ([b"X-%d: 1" % number for number in range(200)], 431),
    ],
    ids=repr,
)
def test_hostile_fields_are_refused(lines, status):
    with pytest.raises(Refusal) as caught:
        fields(b"Host: a", *lines)
    assert caught.value.status in (status if isinstance(status, tuple) else (status,))
    assert caught.value.says


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"a b",
        b"a/b",
        b"user@a",
        b"a,b c",
        b"a:b",
        b"a:999999",
        b"[::1",
        b"a#b",
        b"a\\b",
        b'a"b',
        b"\xc3\xa4",
        b"a?b",
    ],
)
def test_a_host_that_is_no_host_is_refused(host):
    with pytest.raises(Refusal, match="Host"):
        fields(b"Host: " + host)


@pytest.mark.parametrize("host", [b"a", b"a.b:80", b"127.0.0.1:8000", b"[::1]:80", b"x_y.localhost", b"a:"])
def test_hosts(host):
    assert fields(b"Host:" + host).host == host


@pytest.mark.parametrize(
    ("lines", "chunked", "length"),
    [
        ([], False, None),
        ([b"Content-Length: 0"], False, 0),
        ([b"content-length:\t0012 "], False, 12),
        ([b"Transfer-Encoding: chunked"], True, None),
        ([b"transfer-encoding: Chunked"], True, None),
    ],
)
def test_framing(lines, chunked, length):
    read = fields(b"Host: a", *lines)
    assert (read.chunked, read.length) == (chunked, length)


def test_framing_is_written_anew():
    assert b"Content-Length: 12" in forwarded(b"Host: a", b"Content-Length:  0012")
    assert b"Transfer-Encoding: chunked" in forwarded(b"Host: a", b"transfer-ENCODING: Chunked")


def test_hop_by_hop_fields_stay_here():
    lines = forwarded(
        b"Host: a",
        b"Connection: close, X-Mine, keep-alive",
        b"X-Mine: 1",
        b"Keep-Alive: 5",
        b"Proxy-Connection: x",
        b"Proxy-Authorization: x",
        b"TE: trailers",
        b"Trailer: X",
        b"Upgrade: websocket",
        b"Accept: */*",
    )
    assert [line for line in lines if not line.startswith((b"X-Forwarded", b"Host"))] == [b"Accept: */*"]


def test_connection_cannot_take_the_framing_or_the_host_away():
    lines = forwarded(b"Host: a", b"Connection: host, content-length", b"Content-Length: 3")
    assert b"Host: a" in lines
    assert b"Content-Length: 3" in lines


@pytest.mark.parametrize(
    "claim",
    [
        b"X-Forwarded-For: 6.6.6.6",
        b"x-forwarded-for: 6.6.6.6",
        b"X_Forwarded_For: 6.6.6.6",
        b"X-Forwarded_Proto: https6",
        b"X-Forwarded-Host: 6",
        b"X-Forwarded-Prefix: /6",
        b"Forwarded: for=6",
        b"X-Real-IP: 6",
        b"X_Real_IP: 6",
        b"X-Request-Start: t=6",
        b"Content_Length: 6",
        b"Transfer_Encoding: 6",
    ],
)
def test_what_a_client_claims_about_itself_is_replaced(claim):
    assert forwarded(b"Host: a", claim) == [
        b"Host: a",
        b"X-Forwarded-For: 192.0.2.7",
        b"X-Forwarded-Proto: http",
        b"X-Forwarded-Host: a",
        b"X-Forwarded-Port: 8000",
    ]


def test_a_trusted_proxy_is_believed():
    lines = forwarded(
        b"Host: inner",
        b"X-Forwarded-For: 1.1.1.1",
        b"X-Forwarded-For: 2.2.2.2",
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-Host: shop.example",
        b"X-Forwarded-Port: 443",
        b"X-Forwarded-Prefix: /x",
        arrival=TRUSTED,
    )
    assert lines == [
        b"Host: inner",
        b"X-Forwarded-For: 1.1.1.1, 2.2.2.2, 10.0.0.1",
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-Host: shop.example",
        b"X-Forwarded-Port: 443",
    ]


def test_who_is_trusted():
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert is_trusted("10.2.3.4", networks)
    assert is_trusted("fd00::1%eth0", networks)
    assert not is_trusted("11.0.0.1", networks)
    assert not is_trusted("10.2.3.4", ())


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ([b"X-Request-ID: abc-123"], b"abc-123"),
        ([b"X-Request-ID: a b"], b""),
        ([b"X-Request-ID: " + b"a" * 129], b""),
        ([b"X-Request-ID: a", b"X-Request-ID: b"], b""),
        ([b'X-Request-ID: "><script>'], b""),
        ([], b""),
    ],
)
def test_only_sane_request_ids_are_kept(lines, kept):
    assert fields(b"Host: a", *lines).request_id == kept
    assert not any(line.lower().startswith(b"x-request-id") for line in forwarded(b"Host: a", *lines))


@pytest.mark.parametrize(
    ("lines", "upgrade"),
    [
        ([b"Connection: Upgrade", b"Upgrade: websocket"], b"websocket"),
        ([b"Connection: keep-alive, upgrade", b"Upgrade: WebSocket"], b"WebSocket"),
        ([b"Connection: keep-alive", b"Upgrade: websocket"], b""),
        ([b"Connection: Upgrade"], b""),
        ([b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: x"], b""),
        ([b"Connection: Upgrade", b"Upgrade: websocket, H2C"], b""),
        ([b"Connection: Upgrade", b"Upgrade: websocket", b"Content-Length: 3"], b""),
    ],
)
def test_upgrades(lines, upgrade):
    assert fields(b"Host: a", *lines).upgrade == upgrade
    assert (b"Upgrade: " + upgrade in forwarded(b"Host: a", *lines)) == bool(upgrade)
    assert b"Connection: Upgrade" not in forwarded(b"Host: a", *lines, minor=0)


@pytest.mark.parametrize(
    ("value", "persistent"), [(b"close", False), (b"Keep-Alive", True), (b"keep-alive, Close", False), (b"x", None)]
)
def test_persistence(value, persistent):
    assert fields(b"Host: a", b"Connection: " + value).persistent is persistent


def test_lines_are_passed_on_in_order_and_as_they_came():
    lines = forwarded(b"Host: a", b"B:2", b"a:   1  ", b"B: 3", b'Cookie: x=\xc3\xa4; y="z"')
    assert lines[:4] == [b"B:2", b"a:   1  ", b"B: 3", b'Cookie: x=\xc3\xa4; y="z"']


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        (b"GET", b"http://b.example/x?y", (b"/x?y", b"b.example")),
        (b"GET", b"HTTP://b.example:80", (b"/", b"b.example:80")),
        (b"GET", b"https://b.example?y=1", (b"/?y=1", b"b.example")),
        (b"OPTIONS", b"*", (b"*", None)),
        (b"OPTIONS", b"http://b.example", (b"*", b"b.example")),
    ],
)
def test_targets_in_other_forms(method, target, expected):
    assert resolve_target(method, target) == expected


@pytest.mark.parametrize(
    "target",
    [b"*", b"b.example:80", b"x", b"ftp://b/x", b"http://user@b/x", b"http:///x", b"http://a b", b"?x", b"\\x"],
)
def test_targets_that_name_nothing(target):
    with pytest.raises(Refusal) as caught:
        resolve_target(b"GET", target)
    assert caught.value.status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    "line",
    [
        b"GET /\r\n",
        b"GET / HTTP/1.1\n",
        b"GET  / HTTP/1.1\r\n",
        b"GET /  HTTP/1.1\r\n",
        b"GET / HTTP/1.1 \r\n",
        b" GET / HTTP/1.1\r\n",
        b"GET\t/ HTTP/1.1\r\n",
        b"GET /a b HTTP/1.1\r\n",
        b"GET /a\x00 HTTP/1.1\r\n",
        b"GET /a#b HTTP/1.1\r\n",
        b"GET / http/1.1\r\n",
        b"GET / HTTP/1.2\r\n",
        b"GET / HTTP/2.0\r\n",
        b"GET / HTTP/11\r\n",
        b"GET / HTTP/1.1\r\r\n",
        b"G(T / HTTP/1.1\r\n",
        b"G\xc3\x84T / HTTP/1.1\r\n",
        b"M" * 40 + b" / HTTP/1.1\r\n",
    ],
)
def test_request_lines_that_are_none(line):
    assert REQUEST_LINE.match(line) is None
