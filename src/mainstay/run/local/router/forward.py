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
    lines = [
        b"Host: " + told_host(host, known_as),
        b"X-Forwarded-For: " + (before + b", " + arrival.client if before else arrival.client),
        b"X-Forwarded-Proto: " + claims.get(b"x-forwarded-proto", b"http"),
        b"X-Forwarded-Host: " + claims.get(b"x-forwarded-host", host),
        b"X-Forwarded-Port: " + claims.get(b"x-forwarded-port", arrival.port),
    ]
    if fields.chunked:
        lines.append(b"Transfer-Encoding: chunked")
    elif fields.length is not None:
        lines.append(b"Content-Length: %d" % fields.length)
    if minor and fields.expects:
        lines.append(b"Expect: 100-continue")
    if minor and fields.upgrade:
        lines += [b"Connection: Upgrade", b"Upgrade: " + fields.upgrade]
    return fields.kept + b"\r\n".join((*lines, b""))
