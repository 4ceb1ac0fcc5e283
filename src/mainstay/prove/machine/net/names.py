"""The simulated resolver: names of hosts, and literal addresses. Nothing is asked of the real network."""

import errno
import functools
import ipaddress
import os
import socket as real
from typing import TYPE_CHECKING, Any, NamedTuple

from mainstay.prove.machine import current

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

# What /etc/services and /etc/protocols say on most machines.
_SERVICES = {
    "echo": 7, "discard": 9, "daytime": 13, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "time": 37, "domain": 53,
    "tftp": 69, "http": 80, "kerberos": 88, "pop3": 110, "sunrpc": 111, "ntp": 123, "imap2": 143, "snmp": 161,
    "ldap": 389, "https": 443, "submission": 587, "ldaps": 636, "imaps": 993, "pop3s": 995, "openvpn": 1194,
    "mqtt": 1883, "mysql": 3306, "postgresql": 5432, "amqp": 5672, "redis": 6379,
}  # fmt: skip
_PROTOCOLS = {"ip": 0, "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "ipv6": 41, "sctp": 132}
_LOOKUP_NS = 300_000
_FAILED = real.gaierror(real.EAI_AGAIN, "Temporary failure in name resolution")


def lookup(name: str, origin: "Host") -> tuple[str, str]:
    """The IPv4 and IPv6 address behind `name` as `origin` sees it; raises `gaierror`."""
    if name in {"localhost", "localhost.localdomain"}:
        return "127.0.0.1", "::1"
    network = origin.machine.network
    found = network.names.get(name.removesuffix(".").lower())
    if found is None:
        raise real.gaierror(real.EAI_NONAME, "Name or service not known")
    faults = network.faults.network
    current.hub.pause(_LOOKUP_NS)
    if faults.names and current.hub.chance.strikes("name", f"{origin.name}:{name}", faults.names):
        raise _FAILED
    host = origin.machine.hosts[found]
    return host.address, host.address6


@functools.lru_cache(1024)
def _literal(name: str) -> tuple[str, str] | None:
    """The IPv4 and IPv6 address that `name` spells out, one of them ""; None where it is the name of a host."""
    try:
        parsed = ipaddress.ip_address(name.split("%", maxsplit=1)[0])
    except ValueError:
        return None
    return (str(parsed), "") if parsed.version == 4 else ("", str(parsed))  # noqa: PLR2004 - the version


def port_number(service: Any) -> int:  # noqa: ANN401 - getaddrinfo takes str, bytes, int and None
    """The port behind a service's name or number."""
    if service is None or service == "":
        return 0
    if isinstance(service, bytes):
        service = service.decode()
    if isinstance(service, str):
        if service.isdigit():
            return int(service)
        if service not in _SERVICES:
            raise real.gaierror(real.EAI_SERVICE, "Servname not supported for ai_socktype")
        return _SERVICES[service]
    return int(service)


class _Wanted(NamedTuple):
    """What of the answers is wanted: 0 is everything."""

    family: int = 0
    type: int = 0
    proto: int = 0
    flags: int = 0


def getaddrinfo(host: Any, port: Any, *wanted: int, **named: int) -> list[tuple[Any, ...]]:  # noqa: ANN401 - as socket's
    """socket.getaddrinfo; `wanted` are family, type, proto and flags."""
    asked = _Wanted(*wanted, **named)
    number = port_number(port)
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode()
    answers: list[tuple[Any, ...]] = []
    name = host if asked.flags & real.AI_CANONNAME and host else ""
    kinds = ((real.SOCK_STREAM, 6), (real.SOCK_DGRAM, 17), (real.SOCK_RAW, 0))
    four, six = _both(host, asked.flags)
    for version, address in ((real.AF_INET, four), (real.AF_INET6, six)):
        if not address or asked.family not in {0, version}:
            continue
        for kind, protocol in kinds:
            if asked.type not in {0, kind} or asked.proto not in {0, protocol}:
                continue
            where = (address, number) if version == real.AF_INET else (address, number, 0, 0)
            answers.append((version, real.SocketKind(kind), protocol, name, where))
    if not answers:
        raise real.gaierror(real.EAI_FAMILY, "ai_family not supported")
    return answers


def _both(host: str | None, flags: int) -> tuple[str, str]:
    """The addresses of `host`, IPv4 and IPv6; "" where it has none of them."""
    if host is None or host == "":
        passive = flags & real.AI_PASSIVE
        return ("0.0.0.0", "::") if passive else ("127.0.0.1", "::1")  # noqa: S104 - what the real one answers
    literal = _literal(host)
    if literal is None and flags & real.AI_NUMERICHOST:
        raise real.gaierror(real.EAI_NONAME, "Name or service not known")
    return literal or lookup(host, current.host())


def resolve(name: str, family: int) -> str:
    """The address of one family behind a name or literal, as connecting and sending need it; raises `gaierror`."""
    literal = _literal(name)
    found = (literal or lookup(name, current.host()))[family == real.AF_INET6]
    if not found:
        raise real.gaierror(real.EAI_ADDRFAMILY, "Address family for hostname not supported")
    return found


def gethostbyname(name: str) -> str:
    """socket.gethostbyname."""
    return resolve(name, real.AF_INET)


def gethostbyname_ex(name: str) -> tuple[str, list[str], list[str]]:
    """socket.gethostbyname_ex."""
    return name, [], [gethostbyname(name)]


def getservbyname(name: str, protocol: str = "tcp") -> int:
    """socket.getservbyname."""
    if name not in _SERVICES or protocol not in {"tcp", "udp"}:
        message = "service/proto not found"
        raise OSError(message)
    return _SERVICES[name]


def getservbyport(port: int, protocol: str = "tcp") -> str:
    """socket.getservbyport."""
    for name, number in _SERVICES.items():
        if number == port and protocol in {"tcp", "udp"}:
            return name
    message = "port/proto not found"
    raise OSError(message)


def getprotobyname(name: str) -> int:
    """socket.getprotobyname."""
    if name not in _PROTOCOLS:
        message = "protocol not found"
        raise OSError(message)
    return _PROTOCOLS[name]


def sethostname(name: str) -> None:
    """socket.sethostname: not for an ordinary user."""
    del name
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def gethostname() -> str:
    """socket.gethostname."""
    return current.host().name


def getfqdn(name: str = "") -> str:
    """socket.getfqdn."""
    return name if name and name != "0.0.0.0" else gethostname()  # noqa: S104 - compared with


def gethostbyaddr(address: str) -> tuple[str, list[str], list[str]]:
    """socket.gethostbyaddr."""
    found = current.host().machine.network.find(address, current.host())
    if found is None:
        raise real.herror(1, "Unknown host")
    return found.name, [], [found.address]


def getnameinfo(sockaddr: tuple[Any, ...], flags: int) -> tuple[str, str]:
    """socket.getnameinfo."""
    address, port = sockaddr[0], str(sockaddr[1])
    if flags & real.NI_NUMERICHOST:
        return address, port
    found = current.host().machine.network.find(address, current.host())
    return (found.name if found is not None else address), port
