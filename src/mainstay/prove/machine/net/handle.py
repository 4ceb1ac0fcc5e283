"""What a socket object is before it does anything: a descriptor, a time limit, addresses and options."""

# ruff: noqa: A002, ANN401, SLF001
# The signatures are those of `socket.socket`: a parameter is called `type`, an address has the shape of its family.
# Some objects are made without the constructor, as the kernel makes them.

import errno
import os
import socket as real
import struct
from typing import Any, Self, cast

from mainstay.prove.machine import current, unclosed
from mainstay.prove.machine.net import groups, local, names
from mainstay.prove.machine.net.addresses import Address, mapped, unmapped
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.net.ports import ANY_6, own_address
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, Watched, refuse

_RealSocket = real.socket
_FAMILIES = (real.AF_INET, real.AF_INET6, real.AF_UNIX)
KIND = 0xF  # the bits of `type` that are the kind; the others are SOCK_NONBLOCK and SOCK_CLOEXEC
_PAIR = 2  # an address of IPv4, and the least of any: host and port
_LAST_PORT = 65_535
_BUFFER = 212_992  # net.core.rmem_default, Linux
_TIMEOUT = "default timeout"
_timeout_at_import: list[float | None] = [None]  # before there was a process


def default_timeout() -> float | None:
    """socket.getdefaulttimeout: of the running process."""
    if current.thread is None:
        return _timeout_at_import[0]
    known: Any = current.process().state.get(_TIMEOUT, _timeout_at_import[0])
    return known


def set_default_timeout(value: float | None) -> None:
    """socket.setdefaulttimeout."""
    if current.thread is None:
        _timeout_at_import[0] = _checked(value)
    else:
        current.process().state[_TIMEOUT] = _checked(value)


def _checked(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    if seconds < 0:
        message = "Timeout value out of range"
        raise ValueError(message)
    return float(seconds)


class Closed(Watched):
    """What a socket refers to before it is bound or connected: nothing yet."""

    def readiness(self) -> int:
        """A fresh TCP socket polls as hung up and writable (Linux)."""
        return 0x004 | 0x010


def _is_pair(address: object) -> bool:
    return isinstance(address, tuple) and len(cast("tuple[object, ...]", address)) >= _PAIR


class Handle:
    """A socket's descriptor of the running process, and what is known of it."""

    def __init__(
        self,
        family: int = -1,
        type: int = -1,
        proto: int = -1,
        fileno: int | None = None,
    ) -> None:
        self._process: Process = current.process()
        self._timeout = default_timeout()
        self._io_refs = 0
        self._closed = False
        self._options: dict[tuple[int, int], int | bytes] = {}
        self._bound: tuple[str, str, int] | None = None
        self._fd = -1
        if fileno is not None:
            self._adopt(fileno)
            return
        self.family = real.AddressFamily(real.AF_INET if family == -1 else family)
        kind = real.SOCK_STREAM if type == -1 else type & KIND
        if self.family not in _FAMILIES or kind not in {real.SOCK_STREAM, real.SOCK_DGRAM}:
            raise refuse(errno.EAFNOSUPPORT)
        if type != -1 and type & real.SOCK_NONBLOCK:
            self._timeout = 0.0
        self.type = real.SocketKind(kind)
        self.proto = 0 if proto == -1 else proto
        self._set(self._fresh(), first=True)

    def _adopt(self, fileno: int) -> None:
        found = self._process.descriptions.get(fileno)
        if found is None:
            raise refuse(BAD_DESCRIPTOR)
        if not isinstance(found, (Stream, Listener, Datagrams, Closed)):
            raise refuse(errno.ENOTSOCK)
        self._fd, self._what = fileno, found
        address = getattr(found, "local", "")
        family = real.AF_UNIX if isinstance(address, str) else real.AF_INET6 if len(address) > _PAIR else real.AF_INET
        self.family = real.AddressFamily(family)
        self.type = real.SocketKind(real.SOCK_DGRAM if isinstance(found, Datagrams) else real.SOCK_STREAM)
        self.proto = 0

    def _fresh(self) -> Watched:
        host = self._process.host
        if self.type == real.SOCK_DGRAM:
            return Datagrams(host, host.machine.network)
        made = Stream(host, host.machine.network)
        made.immediate = self.family == real.AF_UNIX
        return made

    def _set(self, what: Watched, *, first: bool = False) -> None:
        """Let the descriptor refer to `what`; whoever watches the old one goes on watching the new."""
        if first:
            self._fd = self._process.open(what)
        else:
            old: Any = self._what
            what.links, old.links = old.links, 0
            what.nonblocking = old.nonblocking
            what.take_over(old)
            for fd, known in list(self._process.descriptions.items()):
                if known is old:
                    self._process.descriptions[fd] = what
        self._what: Any = what

    @classmethod
    def of(cls, what: Watched, family: int, kind: int) -> Self:
        """A socket object for a description that the kernel made: an accepted connection, half of a pair."""
        made = cls.__new__(cls)
        made._process = current.process()
        made._timeout = default_timeout()
        made._io_refs, made._closed, made._options, made._bound = 0, False, {}, None
        made.family, made.type, made.proto = real.AddressFamily(family), real.SocketKind(kind), 0
        made._set(what, first=True)
        return made

    # -- descriptors

    def fileno(self) -> int:
        """The descriptor; -1 once closed."""
        return self._fd

    def detach(self) -> int:
        """Give the descriptor away; the socket object is closed, the descriptor is not."""
        fd, self._fd, self._closed = self._fd, -1, True
        return fd

    def dup(self) -> Self:
        """Another descriptor of the same socket."""
        made = type(self).__new__(type(self))
        made.__dict__.update(self.__dict__)
        made._fd = self._process.open(self._what)
        made._io_refs = 0
        return made

    def close(self) -> None:
        """Close, once all file objects made of it are closed too."""
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def _real_close(self, *_: object) -> None:
        fd, self._fd = self._fd, -1
        if fd >= 0 and self._process.descriptions.get(fd) is self._what:
            self._process.close(fd)

    def _decref_socketios(self) -> None:
        """A file object made of it is closed (called by socket.SocketIO)."""
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    makefile = _RealSocket.makefile  # works on any object with these methods

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._closed:
            self.close()

    def __del__(self) -> None:
        if not self._closed and self._fd >= 0 and self._process.alive:
            try:
                unclosed.warn(self._process, repr(self), self)
            finally:
                self._real_close()

    def __repr__(self) -> str:
        kind = type(self)
        closed = " [closed]" if self._closed else ""
        ends = "" if self._fd < 0 else "".join(f", {name}={end}" for name, end in self._ends() if end)
        told = f"fd={self._fd}, family={self.family:d}, type={self.type:d}, proto={self.proto}{ends}"
        return f"<{kind.__module__}.{kind.__qualname__}{closed} {told}>"

    def _ends(self) -> list[tuple[str, Any]]:
        try:
            return [("laddr", self.getsockname()), ("raddr", self.getpeername())]
        except OSError:
            return [("laddr", self.getsockname())]

    # -- time limits

    def settimeout(self, value: float | None) -> None:
        """Seconds that calls may block; None for ever, 0 not at all."""
        what, self._timeout = self._live(), _checked(value)
        what.nonblocking = value is not None

    def gettimeout(self) -> float | None:
        """Seconds that calls may block."""
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag: bool) -> None:
        """Whether calls may block."""
        self.settimeout(None if flag else 0.0)

    def getblocking(self) -> bool:
        """Whether calls may block."""
        return self._timeout != 0.0

    def _deadline(self) -> int | None:
        return None if self._timeout is None else current.hub.now + int(self._timeout * 1e9)

    def _wait(self, deadline: int | None, what: str) -> None:
        """Block until something changes; raises `BlockingIOError` or `TimeoutError`."""
        if self._timeout == 0.0:
            raise refuse(errno.EAGAIN)
        if not self._what.wait(deadline, f"{what} on {self!r}"):
            message = "timed out"
            raise TimeoutError(message)
        if self._fd < 0:
            raise refuse(BAD_DESCRIPTOR)

    def _live(self) -> Any:
        if self._fd < 0:
            raise refuse(BAD_DESCRIPTOR)
        return self._what

    # -- addresses

    def _address(self, address: Any) -> tuple[str, int]:
        if not _is_pair(address):
            message = f"{self.family.name}: address must be a tuple (host, port), not {type(address).__name__}"
            raise TypeError(message)
        host, port = str(address[0]), int(address[1])
        if not 0 <= port <= _LAST_PORT:
            message = "port must be 0-65535."
            raise OverflowError(message)
        if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - what an empty host means
            return self._any, port
        if host == "<broadcast>":
            return "255.255.255.255", port
        if host.startswith("::ffff:") and self.family == real.AF_INET6:
            return unmapped(host), port
        return names.resolve(host, self.family), port

    @property
    def _any(self) -> str:
        return "0.0.0.0" if self.family == real.AF_INET else "::"  # noqa: S104 - the kernel's own name for any address

    def _shaped(self, address: str, port: int) -> Address:
        return (address, port) if self.family == real.AF_INET else (mapped(address), port, 0, 0)

    def bind(self, address: Any) -> None:
        """Take a local address."""
        what = self._live()
        host = self._process.host
        if self.family == real.AF_UNIX:
            path = what.local = local.name_of(address)
            local.take(self._process, path)
            if isinstance(what, Datagrams):
                local.occupy(self._process, path, what)
                what.on_close = lambda: local.release(host, path, what)
            return
        name, port = self._address(address)
        if not own_address(host, name, 6 if ":" in name else 4):
            raise refuse(errno.EADDRNOTAVAIL)
        sharing = (real.SO_REUSEPORT, real.SO_REUSEADDR) if isinstance(what, Datagrams) else (real.SO_REUSEPORT,)
        shared = any(self._options.get((real.SOL_SOCKET, option)) for option in sharing)
        only6 = name == "::" and self._options.get((real.IPPROTO_IPV6, real.IPV6_V6ONLY))
        place = ANY_6 if only6 else name
        port = host.ports.reserve(self._protocol, place, port, shared=shared)
        what.local = self._shaped(name, port)
        self._bind_to((self._protocol, place, port), what)

    def _bind_to(self, place: tuple[str, str, int], what: Any) -> None:
        """Let `what` have a place, and answer there, until its last descriptor is closed or its process ends."""
        self._bound, ports = place, self._process.host.ports  # those of this boot
        what.on_close = lambda: ports.release(*place, what)
        if not isinstance(what, Stream):
            ports.occupy(*place, what)

    @property
    def _protocol(self) -> str:
        return "tcp" if self.type == real.SOCK_STREAM else "udp"

    def getsockname(self) -> Any:
        """The local address."""
        own = self._live().local
        if own == "" and self.family != real.AF_UNIX:
            return self._shaped("0.0.0.0" if self.family == real.AF_INET else "::", 0)  # noqa: S104 - the kernel's own name for any address
        return own

    def getpeername(self) -> Any:
        """The other end's address; raises `OSError` ENOTCONN."""
        what = self._live()
        if isinstance(what, Stream) and what.connected and not what.connecting and not what.broken:
            return what.remote
        if isinstance(what, Datagrams) and what.default is not None:
            return what.default
        raise refuse(errno.ENOTCONN)

    # -- options

    def setsockopt(self, level: int, option: int, value: Any, length: int | None = None) -> None:
        """Remember an option; some have an effect (SO_REUSEPORT, SO_LINGER with 0 s)."""
        self._live()
        self._options[(level, option)] = bytes(length or 0) if value is None else value
        if (level, option) == (real.SOL_SOCKET, real.SO_LINGER) and isinstance(value, bytes):
            on, seconds = struct.unpack("ii", value[:8])
            what = self._what
            if on and seconds == 0 and isinstance(what, Stream):
                what.close = what.abort
        if isinstance(self._what, Datagrams) and isinstance(value, bytes):
            groups.set_option(self._what, level, option, value)

    def getsockopt(self, level: int, option: int, buflen: int = 0) -> Any:
        """An option's value; SO_ERROR tells, once, how connecting went."""
        what = self._live()
        if level == real.SOL_SOCKET:
            if option == real.SO_ERROR:
                number = getattr(what, "error", 0)
                if number:
                    what.error = 0
                return number
            if option == real.SO_TYPE:
                return int(self.type)
            if option == real.SO_ACCEPTCONN:
                return int(isinstance(what, Listener))
            if option in {real.SO_RCVBUF, real.SO_SNDBUF} and (level, option) not in self._options:
                return _BUFFER
        value = self._options.get((level, option), 0)
        if buflen:
            return value if isinstance(value, bytes) else value.to_bytes(buflen, "little")
        return value

    def get_inheritable(self) -> bool:
        """Whether programs that are started get its descriptor."""
        return os.get_inheritable(self._fd)

    def set_inheritable(self, inheritable: bool) -> None:
        """Whether programs that are started get its descriptor, where they are not told which."""
        os.set_inheritable(self._fd, inheritable)
