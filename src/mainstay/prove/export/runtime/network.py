"""Connections of an exported test: real sockets on loopback, each through two of the test's own between the hosts.

What a program sends is taken from the one and put into the other when it arrived in the recorded run. Programs see the
addresses and ports that they had there.
"""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import itertools
import select
import socket
import struct
import weakref
from typing import Any

from mainstay.prove.export.runtime.loops import Selector
from mainstay.prove.export.runtime.world import SECOND, SNAP_NS, Process, World

_DELAY_NS = 600_000  # of what was not sent in the recorded run
_HELD_NS = 200_000_000  # how long after a cut what it has held is sent again
LOOKUP_NS = 300_000
_FIRST_PORT = 32_768
_PATIENCE_MS = 10_000  # of real time, for what the kernel does at once unless the machine is very busy
_RESET, _END = -1, 0
_Real = socket.socket
REAL = {
    name: getattr(_Real, name)
    for name in ("accept", "bind", "listen", "connect", "connect_ex", "send", "sendall", "sendmsg", "shutdown")
}
REAL.update({name: getattr(_Real, name) for name in ("_real_close", "getsockname", "getpeername", "sendto", "close")})
real_lookup = socket.getaddrinfo
Address = tuple[Any, ...]


class Side:
    """One end of a connection. `inner` is the test's own socket, connected to that of the program."""

    def __init__(self, connection: "Connection", host: str, recorded: Any) -> None:
        self.connection, self.host = connection, host
        self.process: Process | None = None
        self.program: weakref.ref[Any] | None = None
        self.inner: Any = None
        self.other: Side = self
        self.closed = False  # the program has closed its socket
        self._sent = list(recorded)
        self._at = 0
        self._last = 0  # when what it sent last arrives
        self._ended = False

    # -- sending

    def took(self, size: int, now: int) -> None:
        """The program has sent so many bytes: take them over, and let them arrive."""
        data = _exactly(self.inner, size)
        while data:
            entry = self._next(now)
            if entry[0] == _RESET:
                self._at += 1
                self.reset()
                self._arrive(entry, now, self.other.reset)
                return
            part = data
            if entry[0] > 0:
                self._at += 1
                part = data[: entry[0]] if entry[0] < len(data) else data
            data = data[len(part) :]
            self._arrive(entry, now, self.other.receive, part)

    def _next(self, now: int) -> tuple[int, int, int]:
        if self._at < len(self._sent):
            return tuple(self._sent[self._at])
        return (_END, now, now + _DELAY_NS)

    def _arrive(self, entry: tuple[int, int, int], now: int, action: Any, *args: Any) -> None:
        _, sent, arrived = entry
        moment = arrived if abs(sent - now) < SNAP_NS else now + arrived - sent
        self._last = max(moment, self._last)
        network = self.connection.network
        network.world.at(self._last, network.through, (self.host, self.other.host), action, *args)

    def ends(self, now: int) -> None:
        """The program has closed its socket, or one direction of it: what the kernel says of that arrives too."""
        if self.inner is None or self._ended or not _readable(self.inner):
            return
        try:
            kind = _RESET if self.inner.recv(1) else _END
        except ConnectionError:
            kind = _RESET
        self._ended = True
        entry = self._next(now)
        if entry[0] in {_RESET, _END}:
            self._at += 1
        self._arrive(entry, now, self.other.end if kind == _END else self.other.reset)

    # -- receiving

    def receive(self, data: bytes) -> None:
        """What the other end has sent arrives."""
        if self._early(self.receive, data):
            return
        if self.closed or self.inner is None:
            self.other.reset()
            return
        try:
            self.inner.sendall(data)
        except OSError:
            self.other.reset()
            return
        self._noticed()

    def end(self) -> None:
        """The other end sends no more."""
        if self._early(self.end):
            return
        try:
            self.inner.shutdown(socket.SHUT_WR)
        except (OSError, AttributeError):
            return
        self._noticed()

    def _early(self, action: Any, *args: Any) -> bool:
        """Whether it overtakes the answer that makes the connection: it arrives after that."""
        connection = self.connection
        early = self is connection.client and connection.awaited
        if early:
            connection.network.world.at(connection.network.world.now + _DELAY_NS // 10, action, *args)
        return early

    def reset(self) -> None:
        """The connection is broken."""
        inner, self.inner = self.inner, None
        if inner is not None:
            inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            inner.close()
            self._noticed()

    def _noticed(self) -> None:
        """Wait until the kernel has shown it to the program: on a busy machine that takes a moment."""
        program = self.program() if self.program is not None else None
        if program is not None and not self.closed and program.fileno() >= 0:
            _readable(program)
            self.connection.network.touch(program.fileno())


class Connection:
    """A connection from one host to another, the how-many-eth of its process."""

    def __init__(self, network: "Network", process: Process, sock: Any, target: tuple[str, int]) -> None:
        self.network, self.target = network, target
        self._sock: Any = sock
        known = network.recorded.get((process.space, process.connected), {})
        process.connected += 1
        self._asked: Any = known.get("asked", (-SECOND, -SECOND + _DELAY_NS))
        self._answered: Any = known.get("answered", (-SECOND, -SECOND + _DELAY_NS))
        self.client = Side(self, process.host, known.get("up", ()))
        self.server = Side(self, target[0], known.get("down", ()))
        self.client.other, self.server.other = self.server, self.client
        self.client.process, self.client.program = process, weakref.ref(sock)
        self.addresses = ((network.address(process.host), next(network.ports)), (network.address(target[0]), target[1]))
        self._later(self._asked, process.clock, (process.host, target[0]), self._knock)

    @property
    def awaited(self) -> bool:
        """Whether the program still waits for it."""
        return self._sock is not None and self._sock.fileno() >= 0

    def _later(self, moments: Any, now: int, way: tuple[str, str], action: Any) -> None:
        sent, arrived = moments
        moment = arrived if abs(sent - now) < SNAP_NS else now + arrived - sent
        self.network.world.at(moment, self.network.through, way, action)

    def _knock(self) -> None:
        """The first segment arrives."""
        network, world = self.network, self.network.world
        listener = network.listener(*self.target, self._sock.family)
        if self._sock.fileno() < 0:
            return
        if listener is None:
            self._later(self._answered, world.now, (self.target[0], self.client.host), self._refused)
            return
        family = listener.family
        self.server.inner = _Real(family, socket.SOCK_STREAM)
        REAL["connect"](self.server.inner, REAL["getsockname"](listener))
        inner = self.server.inner  # the kernel gives connections to different listeners the same port, so both count
        network.expected[inner.getpeername()[:2], inner.getsockname()[:2]] = self
        _readable(listener)
        network.touch(listener.fileno())
        self._later(self._answered, world.now, (self.target[0], self.client.host), self._established)

    def _established(self) -> None:
        """The answer arrives: the program's own socket is connected, to one of the test's."""
        sock = self._sock
        if sock.fileno() < 0:
            self.server.reset()
            return
        gate = self.network.gate(sock.family)
        REAL["connect_ex"](sock, gate.getsockname())
        self.client.inner, _ = REAL["accept"](gate)
        _wait(sock, select.POLLOUT)
        self._appear(sock)

    def _refused(self) -> None:
        """Nobody listens there: the kernel says so of a port of which that is true."""
        sock = self._sock
        if sock.fileno() >= 0:
            closed = _Real(sock.family, socket.SOCK_STREAM)
            REAL["bind"](closed, (loopback(sock.family), 0))
            REAL["connect_ex"](sock, closed.getsockname())
            _wait(sock, select.POLLERR)
            closed.close()
            self._appear(sock)

    def _appear(self, sock: Any) -> None:
        Selector.hidden.discard(sock.fileno())
        self.network.touch(sock.fileno())
        self._sock = None


class Network:
    """All connections. `hosts` has the address of each host, in the order of the recorded run."""

    def __init__(self, world: World, hosts: dict[str, str]) -> None:
        self.world, self._hosts = world, hosts
        self.recorded: dict[tuple[str, int], Any] = {}
        for known in world.schedule["connections"]:
            number = sum(1 for space, _ in self.recorded if space == known["client"])
            self.recorded[known["client"], number] = known
        self.sides: weakref.WeakKeyDictionary[Any, Side] = weakref.WeakKeyDictionary()
        self.expected: dict[tuple[Address, Address], Connection] = {}  # by listener and source
        self.ports = itertools.count(_FIRST_PORT)
        self._bound: dict[tuple[str, int, int], Any] = {}
        self.owners: weakref.WeakKeyDictionary[Any, tuple[Process, Address]] = weakref.WeakKeyDictionary()
        self._gates: dict[int, Any] = {}
        self._touch = itertools.count(1).__next__
        self._cuts: dict[tuple[str, str], int] = {}
        self._held: dict[tuple[str, str], list[tuple[Any, tuple[Any, ...]]]] = {}

    # -- hosts

    def address(self, host: str) -> str:
        """The address of a host; hosts that the recorded run did not have get further ones."""
        return self._hosts.setdefault(host, f"10.0.0.{len(self._hosts) + 1}")

    def host_of(self, address: str, asking: str) -> str | None:
        """The host with an address, as `asking` sees it."""
        if address.startswith("127.") or address in {"::1", "0.0.0.0", "::", ""}:  # noqa: S104 - compared with
            return asking
        numbered = enumerate(self._hosts.items(), start=1)
        return next((h for n, (h, own) in numbered if address in {own, f"::ffff:{own}", f"fd00::{n:x}"}), None)

    def known(self, name: str) -> tuple[str, str] | None:
        """The addresses of the host with this name, of IPv4 and IPv6."""
        for number, (host, own) in enumerate(self._hosts.items(), start=1):
            if host.lower() == name.lower().removesuffix("."):
                return own, f"fd00::{number:x}"
        return None

    # -- links

    def through(self, way: tuple[str, str], action: Any, *args: Any) -> None:
        """Something arrives, unless the test has cut the link."""
        if self._cuts.get(way):
            self._held.setdefault(way, []).append((action, args))
        else:
            action(*args)

    def cut(self, way: tuple[str, str], change: int) -> None:
        """Cut a link (1), or undo that (-1)."""
        self._cuts[way] = max(0, self._cuts.get(way, 0) + change)
        if not self._cuts[way]:
            for action, args in self._held.pop(way, []):
                self.world.at(self.world.now + _HELD_NS, self.through, way, action, *args)

    def mend_all(self) -> None:
        """Undo all cuts."""
        for way in list(self._cuts):
            self.cut(way, -self._cuts[way])

    # -- sockets

    def touch(self, fd: int) -> None:
        """Something of this descriptor is ready now."""
        Selector.touched.setdefault(fd, self._touch())

    def gate(self, family: int) -> Any:
        """The test's own listening socket."""
        if family not in self._gates:
            gate = self._gates[family] = _Real(family, socket.SOCK_STREAM)
            REAL["bind"](gate, (loopback(family), 0))
            REAL["listen"](gate, 128)
        return self._gates[family]

    def listens(self, host: str, port: int, sock: Any) -> None:
        """`sock` answers there."""
        self._bound[host, port, sock.family] = weakref.ref(sock)

    def listener(self, host: str, port: int, family: int = socket.AF_INET) -> Any:
        """Who answers there; None where nobody does. What listens with IPv6 hears IPv4 too."""
        for version in (family, socket.AF_INET6):
            found = self._bound.get((host, port, version))
            sock = found() if found is not None else None
            if sock is not None and sock.fileno() >= 0:
                return sock
        return None

    def kill(self, process: Process) -> None:
        """The kernel closes what a killed process had open."""
        for sock, side in list(self.sides.items()):
            if side.process is process:
                sock.close()
        for sock, (owner, _) in list(self.owners.items()):
            if owner is process:
                sock.close()


def loopback(family: int) -> str:
    """The address of this machine in a family of addresses."""
    return "::1" if family == socket.AF_INET6 else "127.0.0.1"


def _wait(sock: Any, mask: int) -> bool:
    poll = select.poll()
    poll.register(sock.fileno(), mask)
    return bool(poll.poll(_PATIENCE_MS))


def _readable(sock: Any) -> bool:
    return _wait(sock, select.POLLIN)


def _exactly(sock: Any, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += sock.recv(size - len(data))
    return data
