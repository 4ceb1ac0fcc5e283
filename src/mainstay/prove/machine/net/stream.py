"""Connections: TCP between hosts and on one host, and pairs of local sockets.

A stream is one end. Bytes arrive in order, each segment after the delay of its link; a sender may be `BUFFER` bytes
ahead of what the other end has read (its send buffer and the other's receive buffer), and learns of reading a delay
later.
"""

import errno
import random
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mainstay.prove.machine import current
from mainstay.prove.machine.net.addresses import Address
from mainstay.prove.machine.net.network import CONNECT_TIMEOUT_NS, IDLE_TIMEOUT_NS, Network
from mainstay.prove.machine.watched import ERR, HUP, IN, OUT, RDHUP, Watched, refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

# Linux's defaults (tcp(7)): a receive window that starts at 64 KiB and a send buffer of 85 KiB.
BUFFER = 65_536 + 87_380
_NEAR = 40  # bytes: delimiters, headers of frames and lengths are no longer


class Stream(Watched):
    """One end of a connection. `peer` is the other end, None until connected."""

    def __init__(self, host: "Host", network: Network) -> None:
        super().__init__()
        self.host, self.network = host, network
        self.boot = host.boots
        self.local: Address = ""
        self.remote: Address = ""
        self.peer: Stream | None = None
        self.connecting = False
        self.asked = 0  # how often the first segment was repeated, as nobody took the connection
        self.error = 0  # why it is broken, told once: by the next call that fails, or as SO_ERROR
        self._arrived: deque[bytes] = deque()
        self._size = 0
        self._travelling: deque[bytes | None] = deque()  # None is the end of the stream (FIN)
        self._last_arrival_ns = 0
        self.unread = 0  # bytes that were sent from here and not read there
        self._full = False  # the sender has been told that nothing fits
        self.ended = False  # the other end will send no more
        self.deaf = False  # shutdown(SHUT_RD)
        self.shut = False  # this end will send no more
        self.broken = False  # nothing is sent or arrives any more, in no direction
        self.closed = False
        self.on_close: Callable[[], None] = lambda: None
        self.immediate = False  # local sockets (unix(7)): no delay, no faults

    # -- connecting

    @property
    def connected(self) -> bool:
        """Whether there is another end."""
        return self.peer is not None

    def join(self, other: "Stream") -> None:
        """Make the two streams the ends of one connection."""
        self.peer, other.peer = other, self

    def established(self) -> None:
        """The other side has accepted."""
        if self.connecting:
            self.connecting = False
            self.changed()

    def refused(self, number: int) -> None:
        """The connection does not come about."""
        if self.connecting:
            self.connecting = False
            self.error, self.broken = number, True
            self.changed()

    def expect_answer(self) -> None:
        """Give up connecting after as long as the kernel would."""
        current.hub.after(CONNECT_TIMEOUT_NS, self.refused, errno.ETIMEDOUT)

    @property
    def waiting_bytes(self) -> int:
        """How many bytes have arrived and were not read."""
        return self._size

    # -- sending

    @property
    def room(self) -> int:
        """How many bytes may be sent now."""
        return BUFFER - self.unread

    def send(self, data: "bytes | bytearray | memoryview") -> int:
        """Send what fits; 0 where nothing does, as before the other end has answered.

        Raises `OSError` where nothing can be sent any more.
        """
        if self.connecting:
            return 0
        if self._gone:
            raise refuse(self._gone_error())
        view = memoryview(data).cast("B")
        fits = min(len(view), self.room)
        if fits <= 0:
            self._full = len(view) > 0
            return 0
        if fits < len(view):
            self._full = True
        self._post(bytes(view[:fits]))
        return fits

    @property
    def _gone(self) -> bool:
        """Whether nothing that is sent from here can be read there; local sockets know at once, others from a reset."""
        peer = self.peer
        return self.shut or self.broken or peer is None or (self.immediate and (peer.closed or peer.deaf))

    def _gone_error(self) -> int:
        if self.immediate:
            return errno.EPIPE if self.connected else errno.ENOTCONN
        return self._taken_error() or errno.EPIPE

    def _taken_error(self) -> int:
        number, self.error = self.error, 0
        return number

    def _post(self, data: bytes) -> None:
        self.unread += len(data)
        chance, faults = current.hub.chance, self.network.faults.network
        if self.immediate:
            self._travelling.append(data)
            self._deliver()
            return
        key = f"{self.host.name}>{self._far.name}"
        if faults.resets and self._far is not self.host and chance.strikes("reset", key, faults.resets):
            self._reset_both()
            return
        if len(data) > 1 and faults.fragments and chance.strikes("fragment", key, faults.fragments):
            at = _cut(chance.stream(f"fragments {key}"), data)
            self._travel(data[:at])
            data = data[at:]
        self._travel(data)

    @property
    def _far(self) -> "Host":
        peer = self.peer
        assert peer is not None  # noqa: S101 - asked only of connected streams
        return peer.host

    def _travel(self, data: bytes | None) -> None:
        self._travelling.append(data)
        self._last_arrival_ns = self.network.segment(
            self.host, self._far, earliest_ns=self._last_arrival_ns, arrive=self._deliver, size=len(data or b"")
        )
        if data and self.network.link(self.host, self._far).cut:
            current.hub.after(IDLE_TIMEOUT_NS, self._give_up, len(self._travelling))

    def _give_up(self, waiting: int) -> None:
        """Nothing has got through for as long as the kernel tries."""
        if len(self._travelling) >= waiting and not self.broken and self.network.link(self.host, self._far).cut:
            self._break(errno.ETIMEDOUT)

    def _deliver(self) -> None:
        """The next segment arrives, whichever event brings it: order is kept."""
        if not self._travelling:
            return
        data = self._travelling.popleft()
        peer = self.peer
        if peer is None or self.broken:
            return
        if peer.closed or peer.boot != peer.host.boots:
            if data and self.immediate:
                self.reset_arrives()
            elif data:
                peer._send_reset()  # noqa: SLF001 - the other end of the same connection
            return
        peer.arrive(data)

    def arrive(self, data: bytes | None) -> None:
        """A segment from the other end is here; None is its end of the stream."""
        if self.broken:
            return
        if data is None:
            self.ended = True
        elif self.deaf:
            self._credit(len(data))
        else:
            self._arrived.append(data)
            self._size += len(data)
        self.changed()

    # -- receiving

    def receive(self, size: int, *, peek: bool = False) -> bytes | None:
        """Up to `size` bytes; b"" at the end of the stream; None where nothing is there yet."""
        if not self._size:
            if self.error and (self.immediate or not self.ended):
                raise refuse(self._taken_error())
            if self.peer is None and self.immediate and not self.connecting:
                raise refuse(errno.EINVAL)
            if self.ended or self.deaf or self.broken:
                return b""
            if self.peer is None and not self.connecting:
                raise refuse(errno.ENOTCONN)
            return None
        if size <= 0:
            return b""
        if peek:
            return b"".join(self._arrived)[:size]
        first = self._arrived[0]
        if len(first) > size:
            self._arrived[0] = first[size:]
            data = first[:size]
        elif len(first) == size or len(self._arrived) == 1:
            data = self._arrived.popleft()
        else:
            data = self._gather(size)
        self._size -= len(data)
        self._credit(len(data))
        return data

    def _gather(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size and self._arrived:
            part = self._arrived.popleft()
            if len(part) > size:
                self._arrived.appendleft(part[size:])
                part = part[:size]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _credit(self, size: int) -> None:
        """Tell the other end that there is room again: at once where it cannot notice, a delay later where it waits."""
        peer = self.peer
        if peer is None:
            return
        if peer._full and not self.immediate:  # noqa: SLF001 - the other end of the same connection
            self.network.segment(self.host, peer.host, earliest_ns=0, arrive=lambda: peer.credited(size))
        else:
            peer.credited(size)

    def credited(self, size: int) -> None:
        """The other end has read `size` bytes."""
        self.unread -= size
        if self._full:
            self._full = False
            self.changed()

    # -- ending

    def shut_write(self) -> None:
        """Send no more: the other end sees the end of the stream after all that was sent."""
        told, self.shut = self.shut, True
        if told or self.peer is None or self.broken:
            return
        if self.immediate:
            self._travelling.append(None)
            self._deliver()
        else:
            self._travel(None)
        self.changed()

    def shut_read(self) -> None:
        """Read no more than what has arrived."""
        self.deaf = True
        self.changed()
        if self.immediate and self.peer is not None:
            self.peer.changed()

    def close(self) -> None:
        """The last descriptor is gone: an orderly end, or a reset where unread bytes are thrown away (RFC 1122)."""
        if self.closed:
            return
        self.closed = True
        self.connecting = False
        self.on_close()
        if self.peer is None or self.broken:
            return
        if self._size and not self.immediate:
            self._send_reset()
            return
        if self._size:
            self.peer.error = errno.ECONNRESET
        self.shut_write()
        if self.immediate:
            self.peer.changed()

    def abort(self) -> None:
        """Close at once with a reset (SO_LINGER with 0 s), which local sockets do not know."""
        if self.immediate:
            Stream.close(self)
            return
        if not self.closed and self.peer is not None and not self.broken:
            self._send_reset()
        self.closed = True
        self.on_close()

    def reset_arrives(self) -> None:
        """The other end does not know this connection (any more). What has arrived can still be read."""
        self._break(errno.EPIPE if self.ended else errno.ECONNRESET)

    def _break(self, number: int) -> None:
        if self.broken or self.closed:
            return
        self.error, self.broken = number, True
        self.connecting = False
        self.changed()

    def _reset_both(self) -> None:
        self._break(errno.ECONNRESET)
        self._send_reset()

    def _send_reset(self) -> None:
        """It arrives after all that was sent: one that overtakes is not believed (RFC 5961)."""
        peer = self.peer
        if peer is not None:
            earliest = self._last_arrival_ns
            self.network.segment(self.host, peer.host, earliest_ns=earliest, arrive=peer.reset_arrives)

    def readiness(self) -> int:
        """The poll(2) bits that hold now."""
        ready = ERR if self.error else 0
        if self.broken:
            return ready | IN | OUT | HUP | RDHUP
        if self.connecting:
            return 0
        if self.peer is None:
            return OUT | HUP | (IN | RDHUP if self.deaf else 0)
        if self.ended or self.deaf:
            ready |= IN | RDHUP
        if self._size:
            ready |= IN
        if self._gone or self.unread < BUFFER:
            ready |= OUT
        if self._gone and (self.ended or self.deaf):
            ready |= HUP
        return ready


def _cut(stream: random.Random, data: bytes) -> int:
    """Where a segment is cut in two: anywhere, close to one of its ends, or in the middle of an end of a line."""
    near = min(stream.randint(1, _NEAR), len(data) - 1)
    line = data.find(b"\n", stream.randrange(len(data)))
    return stream.choice((stream.randrange(1, len(data)), near, len(data) - near, line if line > 0 else near))
