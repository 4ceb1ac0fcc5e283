"""Kinds of addresses: groups, broadcasts, and those of IPv4 as sockets of IPv6 see them (ipv6(7): ::ffff:10.0.0.1)."""

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

Address = tuple[str, int] | tuple[str, int, int, int] | str

_MAPPED = "::ffff:"
_V4 = 2  # an address of IPv4 is a pair


def is_group(address: str) -> bool:
    """Whether it is an address of multicast."""
    return address[:1] in {"2", "f"} and ipaddress.ip_address(address).is_multicast


def is_broadcast(address: str) -> bool:
    """Whether it means every host: the limited broadcast, and that of the simulated network."""
    return address in {"255.255.255.255", "10.0.255.255", "10.255.255.255"}


def unmapped(address: str) -> str:
    """The address of IPv4 behind one of IPv6; any other as it is."""
    if not address.startswith(_MAPPED):
        return address
    found = ipaddress.IPv6Address(address).ipv4_mapped
    return address if found is None else str(found)


def mapped(address: str) -> str:
    """An address as a socket of IPv6 sees it."""
    return address if ":" in address else _MAPPED + address


def seen_by(local: Address, other: Address) -> Address:
    """The address `other` as the socket at `local` sees it: in the shape of its own family."""
    if isinstance(local, tuple) and isinstance(other, tuple) and len(local) > _V4 == len(other):
        return (mapped(other[0]), other[1], 0, 0)
    return other


def leading_to(host: "Host", address: str) -> str:
    """The address of `host` from which the kernel sends to `address`; any address means this host, by loopback."""
    if address.startswith("127.") or address in {"::1", "0.0.0.0", "::"}:  # noqa: S104 - compared with
        return "::1" if ":" in address else "127.0.0.1"
    return host.address6 if ":" in address else host.address
