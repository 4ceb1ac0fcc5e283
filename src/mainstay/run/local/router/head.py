"""The head of a request: read strictly, so that no upstream can understand it differently.

Sources: RFC 9112 sections 3 (request line), 6 (framing), 11.2 (smuggling); RFC 9110 section 7 (routing, Connection).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus

from mainstay.model.value import Value
from mainstay.run.local.router.fields import (
    END_TO_END,
    HOP_BY_HOP,
    TOKEN,
    MalformedFieldsError,
    listed,
    request_lines,
)
from mainstay.run.local.router.limits import Limits
from mainstay.run.local.router.refusal import Refusal, bad

REQUEST_LINE = re.compile(rb"(%b{1,32}+) ([!\"$-~\x80-\xff]++) HTTP/1\.([01])\r\n" % TOKEN)
"""Method, target (no fragment), minor version. Raw bytes above 0x7f are let through, as most servers do."""

IDEMPOTENT = frozenset((b"GET", b"HEAD", b"OPTIONS", b"PUT", b"DELETE"))
"""Methods whose requests may be sent twice (RFC 9110 section 9.2.2; TRACE is refused)."""

_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~%!$&'()*+,;=]+)(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/?@]*)([/?].*)?", re.IGNORECASE)
_VERSION = re.compile(rb"[^ \r\n]+ [^ \r\n]+ HTTP/([0-9])\.([0-9])\r\n")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:+/=@\-]{1,128}")

_FORWARDED = frozenset((b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-forwarded-port"))
_OPTIONS = frozenset((b"close", b"keep-alive", b"upgrade"))
_SPECIAL = HOP_BY_HOP | frozenset(
    (b"host", b"content-length", b"expect", b"forwarded", b"x-real-ip", b"x-request-id", b"x-request-start")
)


class Fields(Value, frozen=True, kw_only=True):
    """What the header fields of a request say. A pure function of their bytes, so it can be kept for the next one.

    `kept` are the lines that are passed on as they came, each with its CRLF. `length` is the length of the body
    (None: not said). `persistent` is what `Connection` asks for (None: nothing). `claims` are what the client says
    in `X-Forwarded-*`, by lower-case name, for the case that it is trusted.
    """

    kept: bytes
    host: bytes | None
    length: int | None
    chunked: bool
    persistent: bool | None
    upgrade: bytes
    expects: bool
    request_id: bytes
    claims: dict[bytes, bytes]


def read_fields(block: bytes, limits: Limits) -> Fields:
    """The fields of a request's header block (lines, each with its CRLF). Raises `Refusal`."""
    if block.count(b"\n") > limits.header_count:
        raise Refusal(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"A request may have {limits.header_count} headers at most."
        )
    try:
        lines = request_lines(block)
    except MalformedFieldsError as error:
        raise bad(str(error)) from error
    special, kept = _sort(lines)
    chunked, length = _framing(special)
    options = listed(special.get(b"connection", ()))
    return Fields(
        kept=_without(kept, options),
        host=_host(special.get(b"host", [])),
        length=length,
        chunked=chunked,
        persistent=False if b"close" in options else True if b"keep-alive" in options else None,
        upgrade=_upgrade(special, options, has_body=chunked or bool(length)) if b"upgrade" in special else b"",
        expects=b"expect" in special and _expects(special[b"expect"]),
        request_id=_request_id(special.get(b"x-request-id", ())),
        claims={name: b", ".join(special[name]) for name in special.keys() & _FORWARDED},
    )


def _sort(lines: list[bytes]) -> tuple[dict[bytes, list[bytes]], list[bytes]]:
    """The values that the router itself reads or replaces, by lower-case name; and the lines that are passed on.

    Underscores count as hyphens, for CGI, WSGI and their like make no difference between `X_Forwarded_For` and
    `X-Forwarded-For`: what would pass for one of ours there is dropped.
    """
    special: dict[bytes, list[bytes]] = {}
    kept: list[bytes] = []
    for line in lines:
        name, _, value = line.partition(b":")
        key = _special_key(name)
        if key is None:
            kept.append(line)
        elif key:
            special.setdefault(key, []).append(value.strip(b" \t"))
    return special, kept


@lru_cache(maxsize=512)
def _special_key(name: bytes) -> bytes | None:
    """The lower-case name of a field that the router reads; None for others, b"" for those it drops unread."""
    key = name.lower()
    plain = key.replace(b"_", b"-")
    if plain not in _SPECIAL and not plain.startswith(b"x-forwarded-"):
        return None
    return key if plain == key else b""


def _without(kept: list[bytes], options: list[bytes]) -> bytes:
    """The lines with their CRLF, without those that concern this connection only because `Connection` lists them."""
    if any(option not in _OPTIONS for option in options):
        dropped = frozenset(options) - END_TO_END
        kept = [line for line in kept if line.partition(b":")[0].lower() not in dropped]
    return b"\r\n".join((*kept, b"")) if kept else b""


def _framing(special: dict[bytes, list[bytes]]) -> tuple[bool, int | None]:
    """Whether the body is chunked, and its length where that is said."""
    codings, lengths = special.get(b"transfer-encoding"), special.get(b"content-length")
    if codings is not None:
        if lengths is not None:
            raise bad("A request cannot have both Content-Length and Transfer-Encoding.")
        return _chunked(listed(codings)), None
    if lengths is None:
        return False, None
    if len(lengths) > 1:
        raise bad("A request can have one Content-Length only.")
    if _LENGTH.fullmatch(lengths[0]) is None:
        raise bad("Content-Length must be a number of bytes.")
    return False, int(lengths[0])


def _chunked(codings: list[bytes]) -> bool:
    if codings == [b"chunked"]:
        return True
    if codings[-1:] != [b"chunked"] or codings.count(b"chunked") > 1:
        raise bad("Transfer-Encoding must end with `chunked`, once.")
    raise Refusal(HTTPStatus.NOT_IMPLEMENTED, "The only Transfer-Encoding understood here is `chunked`.")


def _host(values: list[bytes]) -> bytes | None:
    if not values:
        return None
    if len(values) > 1:
        raise bad("A request must have one Host.")
    return _valid_host(values[0])


@lru_cache(maxsize=64)
def _valid_host(value: bytes) -> bytes:
    if _HOST.fullmatch(value) is None:
        raise bad("Host must be a name or an address, with or without a port.")
    return value


def _upgrade(special: dict[bytes, list[bytes]], options: list[bytes], *, has_body: bool) -> bytes:
    """The protocols that the client wants to change to, or nothing where that wish is not passed on.

    `h2c` is not: HTTP/2 in a tunnel would reach the upstream with headers that nobody has checked.
    """
    protocols = b", ".join(special.get(b"upgrade", []))
    if b"upgrade" not in options or has_body or b"h2c" in listed([protocols]):
        return b""
    return protocols


def _expects(values: list[bytes]) -> bool:
    if listed(values) != [b"100-continue"]:
        raise Refusal(HTTPStatus.EXPECTATION_FAILED, "The only expectation understood here is `100-continue`.")
    return True


def _request_id(values: Sequence[bytes]) -> bytes:
    return values[0] if len(values) == 1 and _REQUEST_ID.fullmatch(values[0]) else b""


def resolve_target(method: bytes, target: bytes) -> tuple[bytes, bytes | None]:
    """The origin form of a target that does not begin with a slash, and the host it names. Raises `Refusal`."""
    if target == b"*" and method == b"OPTIONS":
        return target, None
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None:
        raise bad("The target of a request must begin with a slash or with http://.")
    rest: bytes = absolute[2] or (b"*" if method == b"OPTIONS" else b"/")
    return (b"/" + rest if rest[:1] == b"?" else rest), _valid_host(absolute[1])


def check_beginning(data: bytes, limits: Limits) -> None:
    """Whether the beginning of a head, still without its end, can become one. Raises `Refusal`."""
    pairs, last = data.count(b"\r\n"), data.endswith(b"\r")
    if data.count(b"\n") != pairs or data.count(b"\r") != pairs + last or b"\0" in data:
        raise bad("A request head holds a bare CR, LF or NUL.")
    if data[:1] < b"!" or data[:1] > b"~":
        raise bad("This is not HTTP.")
    if b"\r\n" not in data and len(data) > limits.target_bytes + 64:
        raise _too_long(limits)
    if len(data) > limits.head_bytes:
        raise _too_large(limits)


def check_size(end: int, target: bytes, limits: Limits) -> None:
    """Whether a head of `end` bytes with this target is within the limits. Raises `Refusal`."""
    if len(target) > limits.target_bytes:
        raise _too_long(limits)
    if end > limits.head_bytes:
        raise _too_large(limits)


def explain_request_line(data: bytes, limits: Limits) -> Refusal:
    """Why the first line of `data` is no request line of HTTP/1.0 or HTTP/1.1."""
    line, _, _ = data.partition(b"\r\n")
    if len(line) > limits.target_bytes + 64:
        return _too_long(limits)
    version = _VERSION.match(data)
    if version and (version[1] != b"1" or version[2] not in b"01"):
        return Refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.1 and HTTP/1.0 are spoken here.")
    return bad("The request line must be `METHOD /target HTTP/1.1`.")


def _too_long(limits: Limits) -> Refusal:
    return Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, f"The target may have {limits.target_bytes} bytes at most.")


def _too_large(limits: Limits) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"A request head may have {limits.head_bytes} bytes at most."
    )
