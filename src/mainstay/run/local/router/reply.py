"""The head of an upstream's response, and what becomes of it for this client.

Sources: RFC 9112 section 6.3 (length of a message body), RFC 9110 sections 7.6.1 (hop by hop) and 15.2 (1xx).
"""

import re
from typing import NamedTuple

from mainstay.model.value import Value
from mainstay.run.local.router.fields import END_TO_END, HOP_BY_HOP, VALUE, MalformedFieldsError, field_lines, listed
from mainstay.run.local.router.framing import Chunked, Emit, Framing, Length, UntilClose

_STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: (%b*+))?\r\n" % VALUE)
_LENGTH = re.compile(rb"[0-9]{1,18}")
SWITCHING = 101
_WITHOUT_BODY = (204, 304)
_WITHOUT_LENGTH = (*range(100, 200), 204)
_OPTIONS = frozenset((b"close", b"keep-alive", b"upgrade"))
_SPECIAL = (HOP_BY_HOP - {b"proxy-authenticate", b"trailer"}) | {b"content-length"}


class BadReplyError(Exception):
    """The upstream did not answer in HTTP that can be passed on. The message is a sentence for people."""


class Reply(Value, frozen=True, kw_only=True):
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
    version, digits, reason = line.groups(b"")
    status = int(digits)
    try:
        lines = field_lines(head[line.end() : -2])
    except MalformedFieldsError as error:
        raise BadReplyError(f"The head of its answer is malformed. {error}") from error
    special: dict[bytes, list[bytes]] = {}
    kept = [b"HTTP/1.1 %b %b" % (digits, reason)]
    for field in lines:
        name, _, value = field.partition(b":")
        key = name.lower()
        if key in _SPECIAL:
            special.setdefault(key, []).append(value.strip(b" \t"))
        else:
            kept.append(field)
    return _reply(status, version, kept, special)


def _reply(status: int, version: bytes, kept: list[bytes], special: dict[bytes, list[bytes]]) -> Reply:
    chunked, length = _framing(special)
    options = listed(special[b"connection"]) if b"connection" in special else []
    dropped = frozenset(options) - _OPTIONS - END_TO_END
    if dropped:
        kept = [kept[0], *(line for line in kept[1:] if line.partition(b":")[0].lower() not in dropped)]
    if length is not None and status not in _WITHOUT_LENGTH:
        kept.append(b"Content-Length: %d" % length)
    if status == SWITCHING:
        kept += [b"Connection: Upgrade", b"Upgrade: " + b", ".join(special.get(b"upgrade", []))]
    has_body = status >= 200 and status not in _WITHOUT_BODY  # noqa: PLR2004 - 1xx is interim
    text = b"\r\n".join((*kept, b""))
    return Reply(
        status=status,
        head=text,
        ready=text + b"\r\n",
        length=length,
        whole=length if length is not None and has_body else -1,
        chunked=chunked,
        persistent=b"close" not in options and (version == b"1" or b"keep-alive" in options),
    )


def _framing(special: dict[bytes, list[bytes]]) -> tuple[bool, int | None]:
    codings, lengths = special.get(b"transfer-encoding"), special.get(b"content-length")
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


class Answer(NamedTuple):
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
