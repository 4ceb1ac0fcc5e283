"""Header fields of a message head: checked and split. Those of requests are checked by llhttp and by our own rule.

Two readers must agree, because every way to smuggle a request through a proxy rests on two programs that read the
same bytes differently. Sources: RFC 9110 section 5, RFC 9112 sections 2 to 6.
"""

import re
from collections.abc import Sequence

from mainstay.run.local.router.llhttp import SyntaxFault, UpgradeSeen, request_parser

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
VALUE = rb"[\t\x20-\x7e\x80-\xff]"

_BLOCK = re.compile(rb"(?:%b++:%b*+\r\n)*+" % (TOKEN, VALUE))

HOP_BY_HOP = frozenset(
    (b"connection", b"keep-alive", b"proxy-connection", b"proxy-authenticate", b"proxy-authorization", b"te",
     b"trailer", b"transfer-encoding", b"upgrade")
)  # fmt: skip
"""What concerns one connection only (RFC 9110 section 7.6.1); besides these, whatever `Connection` lists."""

END_TO_END = frozenset((b"host", b"content-length"))
"""What `Connection` may list in vain: without these the next program would read another message."""


class MalformedFieldsError(Exception):
    """The header block breaks the grammar. The message says what was expected."""


class _Nobody:
    """Wants no callbacks: llhttp is asked for its opinion only."""


_NOBODY = _Nobody()


def field_lines(block: bytes) -> list[bytes]:
    """The lines of a header block (each with its CRLF, no empty line), without their CRLF.

    Every line is a token, a colon and a value without control characters. Raises `MalformedFieldsError`.
    """
    if _BLOCK.fullmatch(block) is None:
        raise MalformedFieldsError(_complaint(block))
    return block.split(b"\r\n")[:-1]


def request_lines(block: bytes) -> list[bytes]:
    """The same for the block of a request, which comes from strangers: llhttp must find nothing wrong either."""
    lines = field_lines(block)
    try:
        request_parser(_NOBODY).feed_data(b"POST / HTTP/1.1\r\n" + block + b"\r\n")
    except UpgradeSeen:
        pass  # it has read all of it; whether there is an upgrade is decided elsewhere
    except SyntaxFault as error:
        raise MalformedFieldsError(f"{error}.") from error
    return lines


def listed(values: Sequence[bytes]) -> list[bytes]:
    """The lower-case members of a comma-separated field that may stand on several lines."""
    return [member for value in values for part in value.split(b",") if (member := part.strip(b" \t").lower())]


def _complaint(block: bytes) -> str:
    for line in block.split(b"\r\n"):
        if line[:1] in (b" ", b"\t"):
            return "A header line begins with white space (obsolete line folding)."
        name, colon, value = line.partition(b":")
        if line and not colon:
            return "A header line has no colon."
        if name.rstrip(b" \t") != name:
            return "White space stands between a header's name and its colon."
        if b"\n" in value or b"\r" in value or b"\0" in value:
            return "A header holds a bare CR, LF or NUL."
    return "A header's name or value holds characters that are not allowed there."
