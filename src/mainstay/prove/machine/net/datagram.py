"""Datagram sockets: UDP, and local ones (unix(7))."""

import errno
import functools
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from mainstay.prove.machine.net.addresses import Address, is_group, leading_to, seen_by
from mainstay.prove.machine.net.network import Network
from mainstay.prove.machine.watched import ERR, HUP, IN, OUT, RDHUP, Watched, refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

RECEIVE_BUFFER = 212_992  # net.core.rmem_default (socket(7)); what does not fit is lost
LARGEST = 65_507


class Arrived(NamedTuple):
    """A datagram: its bytes, where it came from, and the address that it was sent to."""

    data: bytes
    source: Address | None
    target: str = ""


class Datagrams(Watched):
    """One datagram socket. `default` is where `send` goes, once connected; of a local one also `peer`, who is there."""

    def __init__(self, host: "Host", network: Network) -> None:
        super().__init__()
        self.host, self.network = host, network
        self.local: Address = ""
        self.default: Address | None = None
        self.peer: Datagrams | None = None
        self._arrived: deque[Arrived] = deque()
        self._size = 0
        self.error = 0
        self.deaf = False  # shutdown(SHUT_RD): who waits for a datagram is told that none comes
        self.shut = False  # shutdown(SHUT_WR)
        self.closed = False
        self.on_close: Callable[[], None] = lambda: None

    def send(self, data: bytes, target: "Host | None", address: tuple[str, int]) -> int:
        """Send one datagram to `address` of `target`. Unknown hosts swallow it."""
        self._check(data)
        if target is not None:
            sent = Arrived(data, self._seen_as(address[0]), address[0])
            self.network.datagram(self.host, target, lambda: self._arrives(sent, target, address))
        return len(data)

    def spread(self, data: bytes, address: tuple[str, int], *, loop: bool = True) -> int:
        """Send one datagram to a group, or to every host; `loop`: also to this one."""
        self._check(data)
        for target in self.host.machine.hosts.values():
            if loop or target is not self.host:
                sent = Arrived(data, self._seen_as(address[0]), address[0])
                self.network.datagram(self.host, target, functools.partial(_heard, sent, target, address))
        return len(data)

    def connect_locally(self, peer: "Watched", name: str) -> None:
        """Let `send` go to `peer`, which has a name; raises `OSError` EPROTOTYPE where it takes no datagrams."""
        if not isinstance(peer, Datagrams):
            raise refuse(errno.EPROTOTYPE)
        self.peer, self.default = peer, name

    def send_locally(self, data: bytes, receiver: "Watched | None") -> int:
        """Give one datagram to `receiver`, on the same host; who was connected to it is not when it is gone."""
        self._check(data)
        if receiver is None:
            raise refuse(errno.ENOTCONN)
        if not isinstance(receiver, Datagrams):
            raise refuse(errno.EPROTOTYPE)
        if receiver.closed:
            self.peer = self.default = None
            raise refuse(errno.ECONNREFUSED)
        if receiver.deaf:
            raise refuse(errno.EPIPE)
        if receiver.peer is not None and receiver.peer is not self:
            raise refuse(errno.EPERM)
        receiver.arrive(Arrived(data, self.local or None))
        return len(data)

    def _check(self, data: bytes) -> None:
        if len(data) > LARGEST:
            raise refuse(errno.EMSGSIZE)
        if self.error:
            number, self.error = self.error, 0
            raise refuse(number)
        if self.shut:
            raise refuse(errno.EPIPE)

    def _seen_as(self, name: str) -> Address:
        """The source address on the wire: who is bound to any address or a group sends from one that leads there."""
        local = self.local
        if isinstance(local, str) or not (local[0] in {"0.0.0.0", "::"} or is_group(local[0])):  # noqa: S104 - compared
            return local
        own = leading_to(self.host, name)
        return (own, local[1], 0, 0) if ":" in name else (own, local[1])

    def _arrives(self, sent: Arrived, target: "Host", address: tuple[str, int]) -> None:
        receiver = target.ports.find("udp", *address)
        if isinstance(receiver, Datagrams):
            receiver.arrive(sent)
        elif self.default is not None:
            # Nobody listens there: ICMP says so, and a connected socket is told (udp(7)).
            self.network.datagram(target, self.host, self._unreachable)

    def _unreachable(self) -> None:
        if not self.closed:
            self.error = errno.ECONNREFUSED
            self.changed()

    def arrive(self, sent: Arrived) -> None:
        """A datagram is here; it is lost where the buffer is full."""
        if self.closed or self._size + len(sent.data) > RECEIVE_BUFFER:
            return
        if sent.source is not None:
            source = seen_by(self.local, sent.source)
            if source is not sent.source:
                sent = sent._replace(source=source)
        if self.peer is None and self.default is not None and self.default != sent.source:
            return  # a connected socket hears only its peer
        self._arrived.append(sent)
        self._size += len(sent.data)
        self.changed()

    def receive(self, *, peek: bool = False) -> Arrived | None:
        """The oldest datagram; None where there is none."""
        if self.error:
            number, self.error = self.error, 0
            raise refuse(number)
        if not self._arrived:
            return None
        if peek:
            return self._arrived[0]
        taken = self._arrived.popleft()
        self._size -= len(taken.data)
        return taken

    def shut_down(self, *, read: bool, write: bool) -> None:
        """shutdown(2)."""
        self.deaf |= read
        self.shut |= write
        self.changed()

    def close(self) -> None:
        """Nothing arrives any more."""
        self.closed = True
        self._arrived.clear()
        self.host.ports.forget(self)
        self.on_close()

    def readiness(self) -> int:
        """Always writable; readable where a datagram waits."""
        ready = OUT | (IN if self._arrived else 0) | (ERR if self.error else 0)
        if self.deaf:
            ready |= IN | RDHUP | (HUP if self.shut else 0)
        return ready


def _heard(sent: Arrived, target: "Host", address: tuple[str, int]) -> None:
    """A datagram for everybody is at `target`: each socket that hears it gets a copy."""
    for receiver in target.ports.hearing(*address):
        receiver.arrive(sent)
