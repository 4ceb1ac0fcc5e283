"""What programs of an exported test call of `socket`: the real thing, with the addresses of the recorded run."""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import errno
import socket
import weakref
from typing import Any

from mainstay.prove.export.runtime.loops import Selector
from mainstay.prove.export.runtime.network import LOOKUP_NS, REAL, Connection, Network, loopback, real_lookup
from mainstay.prove.export.runtime.properties import absent
from mainstay.prove.export.runtime.world import Process, here

_FAMILIES = (socket.AF_INET, socket.AF_INET6)


class Calls:
    """The methods that take the place of those of `socket.socket`; outside of programs they do what those do."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def install(self) -> None:
        """Put them there, until the process ends."""
        cls: Any = socket.socket
        for name in ("accept", "bind", "listen", "connect", "connect_ex", "send", "sendall", "sendmsg", "shutdown"):
            setattr(cls, name, self._method(getattr(self, name), REAL[name]))
        for name in ("getsockname", "getpeername"):
            setattr(cls, name, self._method(getattr(self, name), REAL[name]))
        calls = self

        def real_close(sock: Any, *args: Any) -> None:
            calls.real_close(sock, *args)

        cls._real_close = real_close
        modules: Any = (socket,)
        modules[0].getaddrinfo, modules[0].gethostname = self.getaddrinfo, _gethostname

    @staticmethod
    def _method(ours: Any, real: Any) -> Any:
        def method(sock: Any, *args: Any, **named: Any) -> Any:
            process = here()
            if process is None or sock.family not in _FAMILIES or sock.type != socket.SOCK_STREAM:
                return real(sock, *args, **named)
            return ours(process, sock, *args, **named)

        return method

    # -- listening

    def bind(self, process: Process, sock: Any, address: Any) -> None:
        """socket.bind."""
        REAL["bind"](sock, (loopback(sock.family), 0))
        port = address[1] or next(self._network.ports)
        taken = self._network.listener(process.host, port, sock.family)
        if taken is not None and taken.family == sock.family:
            raise OSError(errno.EADDRINUSE, "Address already in use")
        self._network.owners[sock] = process, (address[0] or "0.0.0.0", port)  # noqa: S104 - what the program sees

    def listen(self, process: Process, sock: Any, *args: Any) -> None:
        """socket.listen."""
        if sock not in self._network.owners:
            self.bind(process, sock, ("", 0))
        REAL["listen"](sock, *args)
        self._network.listens(process.host, self._network.owners[sock][1][1], sock)

    def accept(self, process: Process, sock: Any) -> tuple[Any, Any]:
        """socket.accept."""
        accepted, address = REAL["accept"](sock)
        connection = self._network.expected.pop((REAL["getsockname"](sock)[:2], address[:2]))
        side = connection.server
        side.process, side.program = process, weakref.ref(accepted)
        self._network.sides[accepted] = side
        if side.inner is None or _pending(accepted):
            self._network.touch(accepted.fileno())
        return accepted, _shaped(sock.family, connection.addresses[0])

    # -- connecting

    def connect(self, process: Process, sock: Any, address: Any) -> None:
        """socket.connect, of sockets that do not block."""
        number = self.connect_ex(process, sock, address)
        if number:
            raise OSError(number, "Operation now in progress")

    def connect_ex(self, process: Process, sock: Any, address: Any) -> int:
        """socket.connect_ex, of sockets that do not block."""
        if sock.gettimeout() != 0:
            absent("sockets that block")
        host = self._network.host_of(address[0], process.host)
        if host is None:
            raise OSError(errno.ENETUNREACH, f"no host of the test has the address {address[0]}")
        process.tick()
        Selector.hidden.add(sock.fileno())
        connection = Connection(self._network, process, sock, (host, address[1]))
        self._network.sides[sock] = connection.client
        return errno.EINPROGRESS

    def getsockname(self, process: Process, sock: Any) -> Any:
        """socket.getsockname, as in the recorded run."""
        del process
        side = self._network.sides.get(sock)
        if side is not None:
            return _shaped(sock.family, side.connection.addresses[side is side.connection.server])
        known = self._network.owners.get(sock)
        return REAL["getsockname"](sock) if known is None else _shaped(sock.family, known[1])

    def getpeername(self, process: Process, sock: Any) -> Any:
        """socket.getpeername, as in the recorded run."""
        del process
        real = REAL["getpeername"](sock)  # raises where there is none
        side = self._network.sides.get(sock)
        return real if side is None else _shaped(sock.family, side.connection.addresses[side is side.connection.client])

    # -- sending, ending

    def send(self, process: Process, sock: Any, data: Any, flags: int = 0) -> int:
        """socket.send."""
        process.tick()
        size = REAL["send"](sock, data, flags)
        self._took(process, sock, size)
        return size

    def sendmsg(self, process: Process, sock: Any, buffers: Any, *args: Any) -> int:
        """socket.sendmsg."""
        process.tick()
        size = REAL["sendmsg"](sock, buffers, *args)
        self._took(process, sock, size)
        return size

    def sendall(self, process: Process, sock: Any, data: Any, flags: int = 0) -> None:
        """socket.sendall."""
        view = memoryview(data).cast("B")
        while len(view):
            view = view[self.send(process, sock, view, flags) :]

    def _took(self, process: Process, sock: Any, size: int) -> None:
        side = self._network.sides.get(sock)
        if side is not None and side.inner is not None:
            side.took(size, process.clock)

    def shutdown(self, process: Process, sock: Any, how: int) -> None:
        """socket.shutdown."""
        REAL["shutdown"](sock, how)
        side = self._network.sides.get(sock)
        if side is not None and how != socket.SHUT_RD:
            process.tick()
            side.ends(process.clock)

    def real_close(self, sock: Any, *args: Any) -> None:
        """The last use of a socket ends."""
        Selector.hidden.discard(sock.fileno())
        Selector.touched.pop(sock.fileno(), None)
        side = self._network.sides.pop(sock, None)
        REAL["_real_close"](sock, *args)
        if side is not None and not side.closed:
            side.closed = True
            process = here()
            if process is not None and process is side.process:
                process.tick()
            side.ends(self._network.world.now if process is None else process.clock)

    # -- names

    def getaddrinfo(self, host: Any, port: Any, family: int = 0, kind: int = 0, *args: int, **named: int) -> Any:
        """socket.getaddrinfo: names of hosts, and addresses."""
        process = here()
        if process is None:
            return real_lookup(host, port, family, kind, *args, **named)
        kind = named.get("type", kind)
        name = host.decode() if isinstance(host, bytes) else host
        if name in {None, "", "localhost"} or _literal(name):
            return real_lookup(host, port, named.get("family", family), kind, *args)
        found = self._network.known(name)
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not process.working:
            process.pause(LOOKUP_NS)
        family = named.get("family", family)
        both = zip(_FAMILIES, found, strict=True)
        return [each for version, own in both if family in {0, version} for each in real_lookup(own, port, 0, kind)]


def _literal(name: str) -> bool:
    return ":" in name or name.replace(".", "").isdigit()


def _gethostname() -> str:
    process = here()
    return "localhost" if process is None else process.host


def _shaped(family: int, address: Any) -> Any:
    return address if family == socket.AF_INET else (*address, 0, 0)


def _pending(sock: Any) -> bool:
    try:
        return bool(sock.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)) or True
    except OSError:
        return False
