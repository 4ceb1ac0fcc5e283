"""The head of an upstream's response, and what becomes of it for this client.

Sources: RFC 9112 section 6.3 (length of a message body), RFC 9110 sections 7.6.1 (hop by hop) and 15.2 (1xx).
"""

import re
from dataclasses import dataclass

from mainstay.run.local.router.fields import END_TO_END, HOP_BY_HOP, VALUE, MalformedFieldsError, listed, split_fields
from mainstay.run.local.router.framing import Chunked, Emit, Framing, Length, UntilClose
from mainstay.run.local.router.llhttp import response_parser

_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: (%b*+))?\r\n" % VALUE)
_LENGTH = re.compile(rb"[0-9]{1,18}")
SWITCHING = 101
_WITHOUT_BODY = (204, 304)


class BadReplyError(Exception):
    """The upstream did not answer in HTTP that can be passed on. The message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response head. A pure function of its bytes, so it can be kept for the next one.

    `head` is the status line (always HTTP/1.1) and the lines that are passed on; neither the framing by chunks nor
    the final empty line. `ready` is the same with that empty line: what most clients get. `length` is None where it
    is not said; `whole` is the length of a body that must follow and is measured by it, else -1.
    `persistent` says whether the upstream keeps its connection open.
    """

    status: int
    head: bytes
    ready: bytes
    length: int | None
    whole: int
    chunked: bool
    persistent: bool


def read_reply(head: bytes) -> Reply:
    """Read a response head with its final empty line. Raises `BadReplyError`."""
    line = _STATUS_LINE.match(head)
    if line is None:
        raise BadReplyError("The first line of its answer is no HTTP/1.1 status line.")
    block, status = head[line.end() : -2], int(line[2])
    try:
        pairs = split_fields(block, b"HTTP/1.1 200 OK\r\n", response_parser)
    except MalformedFieldsError as error:
        raise BadReplyError(f"The head of its answer is malformed. {error}") from error
    named: dict[bytes, list[bytes]] = {}
    for name, value in pairs:
        named.setdefault(name.lower(), []).append(value)
    chunked, length = _framing(named)
    options = listed(named.get(b"connection", []))
    dropped = _dropped(status, options)
    first = b"HTTP/1.1 %b %b\r\n" % (line[2], line[3] or b"")
    kept = first + b"".join(b"%b: %b\r\n" % pair for pair in pairs if pair[0].lower() not in dropped)
    has_body = status not in _WITHOUT_BODY and status >= 200  # noqa: PLR2004 - 1xx is interim
    return Reply(
        status=status,
        head=kept,
        ready=kept + b"\r\n",
        length=length,
        whole=length if length is not None and has_body else -1,
        chunked=chunked,
        persistent=b"close" not in options and (line[1] == b"1" or b"keep-alive" in options),
    )


def _dropped(status: int, options: list[bytes]) -> frozenset[bytes]:
    """The lower-case names of the lines that are not passed on."""
    if status == SWITCHING:
        return frozenset((b"keep-alive", b"transfer-encoding", b"content-length"))
    dropped = (HOP_BY_HOP - {b"proxy-authenticate", b"trailer"} | frozenset(options)) - END_TO_END
    return dropped | {b"content-length"} if status < 200 or status == 204 else dropped  # noqa: PLR2004 - as in the RFC


def _framing(named: dict[bytes, list[bytes]]) -> tuple[bool, int | None]:
    codings, lengths = named.get(b"transfer-encoding"), named.get(b"content-length")
    if codings is not None:
        if lengths is not None:
            raise BadReplyError("Its answer has both Content-Length and Transfer-Encoding.")
        if listed(codings) != [b"chunked"]:
            raise BadReplyError("Its answer has a Transfer-Encoding other than `chunked`.")
        return True, None
    if lengths is None:
        return False, None
    if len(lengths) > 1 or _LENGTH.fullmatch(lengths[0]) is None:
        raise BadReplyError("Its answer has no single, plain Content-Length.")
    return False, int(lengths[0])


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets.

    `head` is complete, `framing` that of the body to come (None: no body); `close`: its connection ends with this.
    """

    head: bytes
    framing: Framing | None
    close: bool


def answer(reply: Reply, *, minor: int, head_only: bool, close: bool) -> Answer:
    """How a final response reaches a client of HTTP/1.`minor`.

    A body that ends with the upstream's connection becomes chunks for HTTP/1.1 clients; for HTTP/1.0 clients chunks
    become a body that ends with the connection.
    """
    bodiless = head_only or reply.status in _WITHOUT_BODY
    measured = reply.length is not None
    chunks = minor == 1 and not measured and reply.status not in _WITHOUT_BODY and (reply.chunked or not head_only)
    close = close or (minor == 0 and not measured and not bodiless)
    lines = [reply.head]
    if chunks:
        lines.append(b"Transfer-Encoding: chunked\r\n")
    if close:
        lines.append(b"Connection: close\r\n")
    elif minor == 0:
        lines.append(b"Connection: keep-alive\r\n")
    framing = None if bodiless or reply.length == 0 else _body(reply, minor)
    return Answer(head=b"".join((*lines, b"\r\n")), framing=framing, close=close)


def _body(reply: Reply, minor: int) -> Framing:
    if reply.length is not None:
        return Length(reply.length)
    if reply.chunked:
        return Chunked(Emit.AS_IS if minor == 1 else Emit.PLAIN)
    return UntilClose(chunks=minor == 1)
