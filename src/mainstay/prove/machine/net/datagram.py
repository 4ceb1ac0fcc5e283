"""Datagram sockets: UDP, and local ones."""

import errno
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mainstay.prove.machine.net.network import Network
from mainstay.prove.machine.net.stream import Address
from mainstay.prove.machine.watched import ERR, IN, OUT, Watched, refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

RECEIVE_BUFFER = 212_992  # net.core.rmem_default (socket(7)); what does not fit is lost
LARGEST = 65_507


class Datagrams(Watched):
    """One datagram socket. `default` is where `send` goes, once connected."""

    def __init__(self, host: "Host", network: Network) -> None:
        super().__init__()
        self.host, self.network = host, network
        self.local: Address = ""
        self.default: Address | None = None
        self._arrived: deque[tuple[bytes, Address]] = deque()
        self._size = 0
        self.error = 0
        self.closed = False
        self.on_close: Callable[[], None] = lambda: None

    def send(self, data: bytes, target: "Host | None", find: "Callable[[], Datagrams | None]") -> int:
        """Send one datagram; `find` looks for the receiving socket when it arrives. Unknown hosts swallow it."""
        if len(data) > LARGEST:
            raise refuse(errno.EMSGSIZE)
        if self.error:
            number, self.error = self.error, 0
            raise refuse(number)
        if target is not None:
            source = self._seen_as(target)
            self.network.datagram(self.host, target, lambda: self._arrives((data, source), target, find))
        return len(data)

    def _seen_as(self, target: "Host") -> Address:
        """The source address on the wire: a socket bound to any address sends from the one that leads there."""
        local = self.local
        if isinstance(local, str) or local[0] not in {"0.0.0.0", "::"}:  # noqa: S104 - compared with
            return local
        version6 = local[0] == "::"
        if target is self.host:
            own = "::1" if version6 else "127.0.0.1"
        else:
            own = self.host.address6 if version6 else self.host.address
        return (own, *local[1:])  # type: ignore[return-value] # the family's own shape

    def _arrives(self, sent: tuple[bytes, Address], target: "Host", find: "Callable[[], Datagrams | None]") -> None:
        receiver = find()
        if receiver is not None:
            receiver.arrive(*sent)
        elif self.default is not None:
            # Nobody listens there: ICMP says so, and a connected socket is told (udp(7)).
            self.network.datagram(target, self.host, self._unreachable)

    def _unreachable(self) -> None:
        if not self.closed:
            self.error = errno.ECONNREFUSED
            self.changed()

    def arrive(self, data: bytes, source: Address) -> None:
        """A datagram is here; it is lost where the buffer is full."""
        if self.closed or self._size + len(data) > RECEIVE_BUFFER:
            return
        if self.default is not None and self.default != source:
            return  # a connected socket hears only its peer
        self._arrived.append((data, source))
        self._size += len(data)
        self.changed()

    def receive(self, *, peek: bool = False) -> tuple[bytes, Address] | None:
        """The oldest datagram and where it came from; None where there is none."""
        if self.error:
            number, self.error = self.error, 0
            raise refuse(number)
        if not self._arrived:
            return None
        if peek:
            return self._arrived[0]
        data, source = self._arrived.popleft()
        self._size -= len(data)
        return data, source

    def close(self) -> None:
        """Nothing arrives any more."""
        self.closed = True
        self._arrived.clear()
        self.on_close()

    def readiness(self) -> int:
        """Always writable; readable where a datagram waits."""
        return OUT | (IN if self._arrived or self.error else 0) | (ERR if self.error else 0)
