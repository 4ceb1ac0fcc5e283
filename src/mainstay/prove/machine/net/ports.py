"""Which addresses of a host are in use: bound sockets, the ports that are given out, and who hears which group."""

import errno
from typing import TYPE_CHECKING

from mainstay.prove.machine.net.addresses import is_group
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.watched import refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

EPHEMERAL = range(32_768, 61_000)  # net.ipv4.ip_local_port_range (ip(7))
_ANY = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, never bound
ANY_6 = "::%6"  # any address, of IPv6 only (IPV6_V6ONLY): it leaves the port of IPv4 to others
_LOOPBACK = ("127.0.0.1", "::1")

Bound = Listener | Datagrams


class Ports:
    """The bound sockets of one host, by (protocol, address, port); and its local sockets, by path."""

    def __init__(self) -> None:
        # Who answers at each place: nobody, where a socket is bound only; several, where they share it (SO_REUSEPORT).
        self._bound: dict[tuple[str, str, int], list[Bound]] = {}
        self._asked = 0
        self._groups: dict[str, list[Datagrams]] = {}
        self._next = EPHEMERAL.start
        self.paths: dict[str, Bound] = {}

    def reserve(self, protocol: str, address: str, port: int, *, shared: bool = False) -> int:
        """Take `port` of `address` (0: any free one); raises `OSError` EADDRINUSE."""
        if port == 0:
            port = self._free(protocol, address)
        elif self._taken(protocol, address, port) and not shared:
            raise refuse(errno.EADDRINUSE)
        self._bound.setdefault((protocol, address, port), [])
        return port

    def _free(self, protocol: str, address: str) -> int:
        for _ in EPHEMERAL:
            port = self._next
            self._next = port + 1 if port + 1 in EPHEMERAL else EPHEMERAL.start
            if not self._taken(protocol, address, port):
                return port
        raise refuse(errno.EADDRINUSE)

    def _taken(self, protocol: str, address: str, port: int) -> bool:
        if address in {*_ANY, ANY_6}:
            versions = _versions(address)
            return any(
                bound[0] == protocol and bound[2] == port and versions & _versions(bound[1]) for bound in self._bound
            )
        return any((protocol, name, port) in self._bound for name in _answering(address))

    def occupy(self, protocol: str, address: str, port: int, bound: Bound) -> None:
        """`bound` answers at a reserved place."""
        self._bound.setdefault((protocol, address, port), []).append(bound)

    def release(self, protocol: str, address: str, port: int, bound: object) -> None:
        """`bound` leaves a place; it is free again once nobody else answers there."""
        place = (protocol, address, port)
        left = [other for other in self._bound.get(place, ()) if other is not bound]
        if left:
            self._bound[place] = left
        else:
            self._bound.pop(place, None)

    def find(self, protocol: str, address: str, port: int) -> Bound | None:
        """Who answers at this place: those who share it take turns."""
        for name in _answering(address):
            found = self._bound.get((protocol, name, port))
            if found:
                self._asked += len(found) > 1
                return found[self._asked % len(found)]
        return None

    # -- groups: what multicast is sent to

    def join(self, group: str, bound: Datagrams) -> None:
        """`bound` hears `group`; raises `OSError` EADDRINUSE where it does already."""
        members = self._groups.setdefault(group, [])
        if bound in members:
            raise refuse(errno.EADDRINUSE)
        members.append(bound)

    def leave(self, group: str, bound: Datagrams) -> None:
        """`bound` hears `group` no more; raises `OSError` EADDRNOTAVAIL where it did not."""
        members = self._groups.get(group, [])
        if bound not in members:
            raise refuse(errno.EADDRNOTAVAIL)
        members.remove(bound)

    def forget(self, bound: Datagrams) -> None:
        """`bound` is closed: it hears no group."""
        for members in self._groups.values():
            if bound in members:
                members.remove(bound)

    def hearing(self, address: str, port: int) -> list[Datagrams]:
        """Who hears what is sent to everybody: the members of a group, or, of a broadcast, who is bound to any."""
        if is_group(address):
            members = self._groups.get(address, [])
            return [each for each in members if each.local and each.local[1] == port]
        places = (("udp", name, port) for name in _ANY)
        return [each for place in places for each in self._bound.get(place, []) if isinstance(each, Datagrams)]


def _versions(address: str) -> set[int]:
    """The versions of the protocol that a socket bound to `address` hears."""
    return {4, 6} if address in {"", "::"} else {6} if ":" in address else {4}


def _answering(address: str) -> tuple[str, ...]:
    """Where a socket that hears `address` may be bound."""
    return (address, "::", ANY_6) if ":" in address else (address, *_ANY)


def own_address(host: "Host", address: str, version: int) -> bool:
    """Whether a socket of `host` may bind to `address`."""
    own = host.address if version == 4 else host.address6  # noqa: PLR2004 - the version of the protocol
    return address in _ANY or address in _LOOPBACK or address == own or address.startswith("127.") or is_group(address)
