"""The head that goes to the upstream: what the client said, without what concerns only its connection, plus ours."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address

from mainstay.run.local.router.head import Fields

Network = IPv4Network | IPv6Network


def is_trusted(address: str, networks: tuple[Network, ...]) -> bool:
    """Whether a client at `address` is a proxy of our own, whose word about its own client is taken."""
    if not networks:
        return False
    ip = ip_address(address.partition("%")[0])
    return any(ip in network for network in networks)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How requests of one connection reached us. `host` stands in for a Host that HTTP/1.0 clients may leave out."""

    client: bytes
    host: bytes
    port: bytes
    trusted: bool = False


_LINES = (
    b"%bHost: %b\r\nX-Forwarded-For: %b\r\nX-Forwarded-Proto: %b\r\nX-Forwarded-Host: %b\r\nX-Forwarded-Port: %b\r\n"
)
_OWN_NAME = re.compile(rb"(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?", re.IGNORECASE)


def told_host(host: bytes, known_as: bytes) -> bytes:
    """The Host that an upstream is told: what it insists on (`known_as`) in place of a name of this machine."""
    return known_as if known_as and _OWN_NAME.fullmatch(host) else host


def forwarded_lines(fields: Fields, arrival: Arrival, *, host: bytes, minor: int, known_as: bytes = b"") -> bytes:
    """All header lines of the forwarded request except X-Request-ID, X-Request-Start and the final empty line.

    What a client claims about itself is replaced; a trusted proxy's X-Forwarded-For is extended, the rest of what it
    says is kept. `host` is the Host that the client asked for, `known_as` one that the upstream insists on; `minor`
    the client's version of HTTP/1, for HTTP/1.0 knows neither expectations nor upgrades.
    """
    claims = fields.claims if arrival.trusted else {}
    before = claims.get(b"x-forwarded-for")
    lines = _LINES % (
        fields.kept,
        told_host(host, known_as) if known_as else host,
        b"%b, %b" % (before, arrival.client) if before else arrival.client,
        claims.get(b"x-forwarded-proto", b"http"),
        claims.get(b"x-forwarded-host", host),
        claims.get(b"x-forwarded-port", arrival.port),
    )
    if fields.chunked:
        lines += b"Transfer-Encoding: chunked\r\n"
    elif fields.length is not None:
        lines += b"Content-Length: %d\r\n" % fields.length
    if minor and fields.expects:
        lines += b"Expect: 100-continue\r\n"
    if minor and fields.upgrade:
        lines += b"Connection: Upgrade\r\nUpgrade: %b\r\n" % fields.upgrade
    return lines
