import pytest

from mainstay.run.local.router.framing import Chunked, Length, UntilClose
from mainstay.run.local.router.reply import BadReplyError, answer, read_reply


def reply(*lines: bytes, first: bytes = b"HTTP/1.1 200 OK"):
    return read_reply(b"\r\n".join((first, *lines, b"", b"")))


def sent(
    *lines: bytes, first: bytes = b"HTTP/1.1 200 OK", minor: int = 1, head_only: bool = False, close: bool = False
):
    plan = answer(reply(*lines, first=first), minor=minor, head_only=head_only, close=close)
    return plan.head.split(b"\r\n")[:-2], type(plan.framing), plan.close


NOTHING = type(None)


@pytest.mark.parametrize(
    ("lines", "options", "head", "framing", "close"),
    [
        ([b"Content-Length: 3"], {}, [b"Content-Length: 3"], Length, False),
        ([b"Content-Length: 3"], {"minor": 0}, [b"Content-Length: 3", b"Connection: keep-alive"], Length, False),
        ([b"Content-Length: 3"], {"close": True}, [b"Content-Length: 3", b"Connection: close"], Length, True),
        ([b"Content-Length: 0"], {}, [b"Content-Length: 0"], NOTHING, False),
        ([b"Content-Length: 3"], {"head_only": True}, [b"Content-Length: 3"], NOTHING, False),
        ([b"Transfer-Encoding: chunked"], {}, [b"Transfer-Encoding: chunked"], Chunked, False),
        ([b"Transfer-Encoding: chunked"], {"minor": 0}, [b"Connection: close"], Chunked, True),
        ([b"Transfer-Encoding: chunked"], {"head_only": True}, [b"Transfer-Encoding: chunked"], NOTHING, False),
        ([], {}, [b"Transfer-Encoding: chunked"], UntilClose, False),
        ([], {"minor": 0}, [b"Connection: close"], UntilClose, True),
        ([], {"head_only": True}, [], NOTHING, False),
    ],
)
def test_how_bodies_reach_clients(lines, options, *, head, framing, close):
    assert sent(*lines, **options) == ([b"HTTP/1.1 200 OK", *head], framing, close)


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_some_statuses_have_no_body(status):
    head, framing, close = sent(b"Transfer-Encoding: chunked", first=b"HTTP/1.1 " + status)
    assert (head, framing, close) == ([b"HTTP/1.1 " + status], NOTHING, False)


def test_a_304_may_tell_a_length_and_a_204_may_not():
    assert b"Content-Length: 9" in sent(b"Content-Length: 9", first=b"HTTP/1.1 304 x")[0]
    assert b"Content-Length: 9" not in sent(b"Content-Length: 9", first=b"HTTP/1.1 204 x")[0]


def test_hop_by_hop_fields_stay_here():
    head, _, _ = sent(
        b"Connection: X-A, keep-alive", b"X-A: 1", b"Keep-Alive: timeout=5", b"Upgrade: h2", b"Set-Cookie: a",
        b"Set-Cookie: b", b"Content-Length: 1",
    )  # fmt: skip
    assert head[1:] == [b"Set-Cookie: a", b"Set-Cookie: b", b"Content-Length: 1"]


@pytest.mark.parametrize(
    ("first", "line", "persistent"),
    [
        (b"HTTP/1.1 200 OK", b"X: 1", True),
        (b"HTTP/1.1 200 OK", b"Connection: close", False),
        (b"HTTP/1.0 200 OK", b"X: 1", False),
        (b"HTTP/1.0 200 OK", b"Connection: keep-alive", True),
    ],
)
def test_whether_the_upstream_keeps_its_connection(first, line, persistent):
    read = reply(line, first=first)
    assert read.persistent is persistent
    assert read.head.startswith(b"HTTP/1.1 ")


@pytest.mark.parametrize("first", [b"HTTP/1.1 200", b"HTTP/1.1 200 ", b"HTTP/1.1 200 Sch\xf6n"])
def test_odd_reasons_are_taken(first):
    assert reply(b"Content-Length: 0", first=first).status == 200


@pytest.mark.parametrize(
    "head",
    [
        b"ICY 200 OK\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 999 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX : 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: 1\n\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: 1\r\n folded\r\n\r\n",
    ],
)
def test_answers_that_cannot_be_passed_on(head):
    with pytest.raises(BadReplyError):
        read_reply(head)
