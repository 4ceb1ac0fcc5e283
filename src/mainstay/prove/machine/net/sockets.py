"""`socket.socket`, on the simulated network: the whole class, so that `isinstance` and subclasses hold."""

import errno
import socket as real
import struct
from collections.abc import Callable, Iterable
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.net import names
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.ports import ANY_6, own_address
from mainstay.prove.machine.net.stream import Address, Listener, Stream
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, Watched, refuse

_RealSocket = real.socket
_FAMILIES = (real.AF_INET, real.AF_INET6, real.AF_UNIX)
_KIND = 0xF  # the bits of `type` that are the kind; the others are SOCK_NONBLOCK and SOCK_CLOEXEC
_default_timeout: list[float | None] = [None]


class Closed(Watched):
    """What a socket refers to before it is bound or connected: nothing yet."""

    def readiness(self) -> int:
        """A fresh TCP socket polls as hung up and writable (Linux)."""
        return 0x004 | 0x010


class Socket:
    """A simulated socket. Families INET, INET6 and UNIX; kinds STREAM and DGRAM. Others are refused with EAFNOSUPPORT."""

    def __init__(
        self,
        family: int = -1,
        type: int = -1,
        proto: int = -1,
        fileno: int | None = None,
    ) -> None:
        self._process: Process = current.process()
        self._timeout = _default_timeout[0]
        self._io_refs = 0
        self._closed = False
        self._options: dict[tuple[int, int], int | bytes] = {}
        self._bound: tuple[str, str, int] | None = None
        self._fd = -1
        if fileno is not None:
            self._adopt(fileno)
            return
        self.family = real.AddressFamily(real.AF_INET if family == -1 else family)
        kind = real.SOCK_STREAM if type == -1 else type & _KIND
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
        family = real.AF_UNIX if isinstance(address, str) else real.AF_INET6 if len(address) > 2 else real.AF_INET  # noqa: PLR2004
        self.family = real.AddressFamily(family)
        self.type = real.SocketKind(real.SOCK_DGRAM if isinstance(found, Datagrams) else real.SOCK_STREAM)
        self.proto = 0

    def _fresh(self) -> Watched:
        host = self._process.host
        if self.type == real.SOCK_DGRAM:
            return Datagrams(host, host.machine.network)
        return Stream(host, host.machine.network)

    def _set(self, what: Watched, *, first: bool = False) -> None:
        """Let the descriptor refer to `what`; whoever watches the old one goes on watching the new."""
        if first:
            self._fd = self._process.open(what)
        else:
            old: Any = self._what
            what.links, old.links = old.links, 0
            what.nonblocking = old.nonblocking
            what._calls, old._calls = old._calls, []  # noqa: SLF001 - the same descriptor from now on
            for fd, known in list(self._process.descriptions.items()):
                if known is old:
                    self._process.descriptions[fd] = what
        self._what: Any = what

    @classmethod
    def of(cls, what: Watched, family: int, kind: int) -> "Socket":
        """A socket object for a description that the kernel made: an accepted connection, half of a pair."""
        made = cls.__new__(cls)
        made._process = current.process()
        made._timeout = _default_timeout[0]
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

    def dup(self) -> "Socket":
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
        if self._bound is not None and self._what.links == 0:
            self._process.host.ports.release(*self._bound)

    def _decref_socketios(self) -> None:
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    _decref_socketios.__doc__ = "A file object made of it is closed (called by socket.SocketIO)."

    makefile = _RealSocket.makefile  # works on any object with these methods

    def __enter__(self) -> "Socket":
        return self

    def __exit__(self, *_: object) -> None:
        if not self._closed:
            self.close()

    def __del__(self) -> None:
        if not self._closed and self._fd >= 0 and self._process.alive:
            self._real_close()

    def __repr__(self) -> str:
        return f"<socket.socket fd={self._fd}, family={self.family}, type={self.type}, proto={self.proto}>"

    # -- time limits

    def settimeout(self, value: float | None) -> None:
        """Seconds that calls may block; None for ever, 0 not at all."""
        if value is not None and value < 0:
            message = "Timeout value out of range"
            raise ValueError(message)
        self._timeout = value
        self._what.nonblocking = value is not None

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

    def _live(self) -> Any:  # noqa: ANN401 - one of the descriptions
        if self._fd < 0:
            raise refuse(BAD_DESCRIPTOR)
        return self._what

    # -- addresses

    def _address(self, address: Any) -> tuple[str, int]:  # noqa: ANN401 - a tuple of the family's shape
        if not isinstance(address, tuple) or len(address) < 2:  # noqa: PLR2004
            message = f"{self.family.name}: address must be a tuple (host, port), not {type(address).__name__}"
            raise TypeError(message)
        host, port = str(address[0]), int(address[1])
        if not 0 <= port <= 65_535:  # noqa: PLR2004
            message = "port must be 0-65535."
            raise OverflowError(message)
        if host in {"", "0.0.0.0", "::"}:  # noqa: S104 - what an empty host means
            return ("0.0.0.0" if self.family == real.AF_INET else "::"), port  # noqa: S104
        if host == "<broadcast>":
            return "255.255.255.255", port
        return names.getaddrinfo(host, port, self.family)[0][4][:2]

    def _shaped(self, address: str, port: int) -> Address:
        return (address, port) if self.family == real.AF_INET else (address, port, 0, 0)

    def bind(self, address: Any) -> None:  # noqa: ANN401 - a tuple of the family's shape, or a path
        """Take a local address."""
        what = self._live()
        host = self._process.host
        if self.family == real.AF_UNIX:
            path = address.decode() if isinstance(address, bytes) else str(address)
            if path in host.ports.paths:
                raise refuse(errno.EADDRINUSE)
            what.local = path
            if isinstance(what, Datagrams):
                host.ports.paths[path] = what
            return
        name, port = self._address(address)
        if not own_address(host, name, 4 if self.family == real.AF_INET else 6):
            raise refuse(errno.EADDRNOTAVAIL)
        shared = bool(self._options.get((real.SOL_SOCKET, real.SO_REUSEPORT)))
        only6 = name == "::" and self._options.get((real.IPPROTO_IPV6, real.IPV6_V6ONLY))
        place = ANY_6 if only6 else name
        port = host.ports.reserve(self._protocol, place, port, shared=shared)
        self._bound = (self._protocol, place, port)
        what.local = self._shaped(name, port)
        if isinstance(what, Datagrams):
            host.ports.occupy(*self._bound, what)

    @property
    def _protocol(self) -> str:
        return "tcp" if self.type == real.SOCK_STREAM else "udp"

    def getsockname(self) -> Any:  # noqa: ANN401 - a tuple of the family's shape, or a path
        """The local address."""
        local = self._live().local
        if local == "" and self.family != real.AF_UNIX:
            return self._shaped("0.0.0.0" if self.family == real.AF_INET else "::", 0)  # noqa: S104
        return local

    def getpeername(self) -> Any:  # noqa: ANN401 - a tuple of the family's shape, or a path
        """The other end's address; raises `OSError` ENOTCONN."""
        what = self._live()
        if isinstance(what, Stream) and what.connected and not what.connecting and not what.broken:
            return what.remote
        if isinstance(what, Datagrams) and what.default is not None:
            return what.default
        raise refuse(errno.ENOTCONN)

    # -- connecting and accepting

    def listen(self, backlog: int = 128) -> None:
        """Accept connections at the bound address."""
        what = self._live()
        if isinstance(what, Listener):
            what.backlog = max(backlog, 1)
            return
        host = self._process.host
        if what.local == "":
            self.bind(("", 0))
        listener = Listener(host, host.machine.network, what.local)
        listener.backlog = max(backlog, 1)
        self._set(listener)
        if self.family == real.AF_UNIX:
            path = str(listener.local)
            host.ports.paths[path] = listener
            listener.on_close = lambda: host.ports.paths.pop(path, None)
        else:
            assert self._bound is not None  # noqa: S101 - bind has set it
            place = self._bound
            host.ports.occupy(*place, listener)
            listener.on_close = lambda: host.ports.release(*place)

    def accept(self) -> "tuple[Socket, Any]":
        """Wait for a connection; the new socket and the other end's address."""
        what = self._live()
        if not isinstance(what, Listener):
            raise refuse(errno.EINVAL)
        deadline = self._deadline()
        while (served := what.accept()) is None:
            self._wait(deadline, "accept")
        return Socket.of(served, self.family, self.type), served.remote

    def connect(self, address: Any) -> None:  # noqa: ANN401 - a tuple of the family's shape, or a path
        """Connect; blocks as long as the time limit allows, raises `BlockingIOError` EINPROGRESS where it is 0."""
        number = self.connect_ex(address)
        if number == errno.ETIMEDOUT and self._timeout:
            message = "timed out"
            raise TimeoutError(message)
        if number:
            raise refuse(number)

    def connect_ex(self, address: Any) -> int:  # noqa: ANN401 - a tuple of the family's shape, or a path
        """Connect; the errno instead of an exception."""
        what = self._live()
        if isinstance(what, Datagrams):
            self._connect_datagrams(what, address)
            return 0
        if not isinstance(what, Stream):
            return errno.EISCONN
        if what.connecting:
            return errno.EALREADY
        if what.broken or what.error:
            number, what.error = what.error or what.broken, 0
            return number
        if what.connected:
            return errno.EISCONN
        if self.family == real.AF_UNIX:
            return self._connect_path(what, address)
        self._start(what, *self._address(address))
        if self._timeout == 0.0:
            return errno.EINPROGRESS
        deadline = self._deadline()
        while what.connecting:
            if not what.wait(deadline, f"connect to {address}"):
                return errno.ETIMEDOUT
        number, what.error = what.error, 0
        return number

    def _start(self, what: Stream, name: str, port: int) -> None:
        """Send the first segment of a connection."""
        host = self._process.host
        network = host.machine.network
        target = network.find(name, host)
        version6 = self.family == real.AF_INET6
        if what.local == "":
            own = name if name.startswith("127.") or name == "::1" else host.address6 if version6 else host.address
            if name in {"0.0.0.0", "::"}:  # noqa: S104 - connecting to any address means this host
                own = name = "::1" if version6 else "127.0.0.1"
            local_port = host.ports.reserve("tcp", own, 0)
            self._bound = ("tcp", own, local_port)
            what.local = self._shaped(own, local_port)
            place = self._bound
            what.on_close = lambda: host.ports.release(*place)
        what.remote = self._shaped(name, port)
        what.connecting = True
        what.boot = host.boots
        what.expect_answer()
        if target is None:
            return  # nobody has this address: no answer ever comes

        def knock() -> None:
            listener = target.ports.find("tcp", name, port)
            if isinstance(listener, Listener) and what.connecting:
                listener.knock(what)
            else:
                network.segment(target, host, earliest_ns=0, arrive=lambda: what.refused(errno.ECONNREFUSED))

        network.segment(host, target, earliest_ns=0, arrive=knock)

    def _connect_path(self, what: Stream, address: Any) -> int:  # noqa: ANN401 - str or bytes
        path = address.decode() if isinstance(address, bytes) else str(address)
        listener = self._process.host.ports.paths.get(path)
        if listener is None:
            return errno.ENOENT
        if not isinstance(listener, Listener):
            return errno.EPROTOTYPE
        what.remote, what.connecting = path, True
        listener.knock(what)
        deadline = None if not self._timeout else self._deadline()
        while what.connecting:  # the kernel connects local sockets at once
            if not what.wait(deadline, f"connect to {path}"):
                return errno.ETIMEDOUT
        number, what.error = what.error, 0
        return number

    def _connect_datagrams(self, what: Datagrams, address: Any) -> None:  # noqa: ANN401
        if self.family == real.AF_UNIX:
            what.default = str(address)
            return
        self._bind_somewhere(what)
        what.default = self._shaped(*self._address(address))

    def _bind_somewhere(self, what: Datagrams) -> None:
        if what.local == "" and self.family != real.AF_UNIX:
            host = self._process.host
            own = host.address if self.family == real.AF_INET else host.address6
            self.bind((own, 0))

    def shutdown(self, how: int) -> None:
        """Close one direction."""
        what = self._live()
        if not isinstance(what, Stream) or not what.connected:
            raise refuse(errno.ENOTCONN)
        if what.broken:
            raise refuse(errno.ENOTCONN)
        if how in {real.SHUT_RD, real.SHUT_RDWR}:
            what.shut_read()
        if how in {real.SHUT_WR, real.SHUT_RDWR}:
            what.shut_write()

    # -- receiving

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes."""
        return self._receive(bufsize, flags)[0]

    def recvfrom(self, bufsize: int, flags: int = 0) -> tuple[bytes, Any]:
        """Up to `bufsize` bytes, and where they came from."""
        return self._receive(bufsize, flags)

    def _receive(self, size: int, flags: int) -> tuple[bytes, Any]:
        what = self._live()
        peek = bool(flags & real.MSG_PEEK)
        deadline = self._deadline()
        if size < 0:
            message = "negative buffersize in recv"
            raise ValueError(message)
        while True:
            if isinstance(what, Datagrams):
                arrived = what.receive(peek=peek)
                if arrived is not None:
                    return arrived[0][:size], arrived[1]
            elif isinstance(what, Stream):
                data = what.receive(size, peek=peek)
                if data is not None:
                    return self._whole(what, data, size, flags), None
            else:
                raise refuse(errno.ENOTCONN)
            if flags & real.MSG_DONTWAIT:
                raise refuse(errno.EAGAIN)
            self._wait(deadline, "recv")

    def _whole(self, what: Stream, data: bytes, size: int, flags: int) -> bytes:
        """With MSG_WAITALL, `size` bytes unless the stream ends."""
        deadline = self._deadline()
        while flags & real.MSG_WAITALL and len(data) < size:
            more = what.receive(size - len(data))
            if more == b"":
                break
            if more is None:
                self._wait(deadline, "recv")
            else:
                data += more
        return data

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:  # noqa: ANN401 - any writable buffer
        """Receive into `buffer`; how many bytes."""
        return self.recvfrom_into(buffer, nbytes, flags)[0]

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:  # noqa: ANN401
        """Receive into `buffer`; how many bytes, and where they came from."""
        view = memoryview(buffer).cast("B")
        data, source = self._receive(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data), source

    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0) -> tuple[bytes, list[Any], int, Any]:
        """Receive; no ancillary data ever comes."""
        del ancbufsize
        data, source = self._receive(bufsize, flags)
        return data, [], 0, source

    def recvmsg_into(
        self, buffers: Iterable[Any], ancbufsize: int = 0, flags: int = 0
    ) -> tuple[int, list[Any], int, Any]:
        """Receive into several buffers; no ancillary data ever comes."""
        del ancbufsize
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        data, source = self._receive(sum(len(view) for view in views), flags)
        at = 0
        for view in views:
            part = data[at : at + len(view)]
            view[: len(part)] = part
            at += len(part)
        return len(data), [], 0, source

    # -- sending

    def send(self, data: Any, flags: int = 0) -> int:  # noqa: ANN401 - any buffer
        """Send what fits; how many bytes."""
        what = self._live()
        if isinstance(what, Datagrams):
            if what.default is None:
                raise refuse(errno.EDESTADDRREQ)
            return self._send_datagram(what, bytes(data), what.default)
        if not isinstance(what, Stream):
            raise refuse(errno.EPIPE)
        deadline = self._deadline()
        view = memoryview(data).cast("B")
        while True:
            sent = what.send(view)
            if sent or not len(view):
                return sent
            if flags & real.MSG_DONTWAIT:
                raise refuse(errno.EAGAIN)
            self._wait(deadline, "send")

    def sendall(self, data: Any, flags: int = 0) -> None:  # noqa: ANN401 - any buffer
        """Send everything."""
        view = memoryview(data).cast("B")
        while len(view):
            view = view[self.send(view, flags) :]

    def sendto(self, data: Any, *args: Any) -> int:  # noqa: ANN401 - sendto(data, [flags,] address)
        """Send a datagram to an address."""
        what = self._live()
        address = args[-1]
        if not isinstance(what, Datagrams):
            return self.send(data)
        if self.family == real.AF_UNIX:
            return self._send_datagram(what, bytes(data), str(address))
        return self._send_datagram(what, bytes(data), self._shaped(*self._address(address)))

    def _send_datagram(self, what: Datagrams, data: bytes, address: Address) -> int:
        self._bind_somewhere(what)
        host = self._process.host
        if isinstance(address, str):
            peer = host.ports.paths.get(address)
            if not isinstance(peer, Datagrams):
                raise refuse(errno.ECONNREFUSED)
            peer.arrive(data, what.local)
            return len(data)
        name, port = address[0], address[1]
        target = host.machine.network.find(name, host)

        def find() -> Datagrams | None:
            found = target.ports.find("udp", name, port) if target is not None else None
            return found if isinstance(found, Datagrams) else None

        return what.send(data, target, find)

    def sendmsg(self, buffers: Iterable[Any], ancdata: Any = (), flags: int = 0, address: Any = None) -> int:  # noqa: ANN401
        """Send several buffers as one; ancillary data (descriptors) is refused."""
        if ancdata:
            raise refuse(errno.EOPNOTSUPP)
        data = b"".join(bytes(buffer) for buffer in buffers)
        return self.send(data, flags) if address is None else self.sendto(data, flags, address)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:  # noqa: ANN401 - a file object
        """Send what is in a file; how many bytes."""
        if offset:
            file.seek(offset)
        total = 0
        while count is None or total < count:
            part = file.read(8192 if count is None else min(8192, count - total))
            if not part:
                break
            self.sendall(part)
            total += len(part)
        return total

    # -- options

    def setsockopt(self, level: int, option: int, value: Any, length: int | None = None) -> None:  # noqa: ANN401
        """Remember an option; some have an effect (SO_REUSEPORT, SO_LINGER with 0 s)."""
        self._live()
        self._options[(level, option)] = bytes(length or 0) if value is None else value
        if (level, option) == (real.SOL_SOCKET, real.SO_LINGER) and isinstance(value, bytes):
            on, seconds = struct.unpack("ii", value[:8])
            what = self._what
            if on and seconds == 0 and isinstance(what, Stream):
                what.close = what.abort

    def getsockopt(self, level: int, option: int, buflen: int = 0) -> Any:  # noqa: ANN401 - int, or bytes of `buflen`
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
                return 212_992
        value = self._options.get((level, option), 0)
        if buflen:
            return value if isinstance(value, bytes) else value.to_bytes(buflen, "little")
        return value

    def get_inheritable(self) -> bool:
        """Descriptors are never inherited."""
        return False

    def set_inheritable(self, inheritable: bool) -> None:
        """Accepted and ignored: descriptors are never inherited."""


def socketpair(family: int = real.AF_UNIX, type: int = real.SOCK_STREAM, proto: int = 0) -> tuple[Socket, Socket]:  # noqa: A002
    """Two connected sockets of the running process."""
    del proto
    host = current.host()
    kind = type & _KIND
    if kind == real.SOCK_DGRAM:
        return _datagram_pair(family)
    one, two = (Stream(host, host.machine.network) for _ in range(2))
    one.immediate = two.immediate = True
    one.join(two)
    return Socket.of(one, family, kind), Socket.of(two, family, kind)


def _datagram_pair(family: int) -> tuple[Socket, Socket]:
    host = current.host()
    pair = tuple(Datagrams(host, host.machine.network) for _ in range(2))
    host.machine.pairs += 1
    for index, one in enumerate(pair):
        one.local = f"\0pair-{host.machine.pairs}-{index}"
        host.ports.paths[one.local] = one
    pair[0].default, pair[1].default = pair[1].local, pair[0].local
    return Socket.of(pair[0], family, real.SOCK_DGRAM), Socket.of(pair[1], family, real.SOCK_DGRAM)


def fromfd(fd: int, family: int, type: int, proto: int = 0) -> Socket:  # noqa: A002 - as in socket
    """A socket object on a duplicate of `fd`."""
    process = current.process()
    what = process.descriptions.get(fd)
    if what is None:
        raise refuse(BAD_DESCRIPTOR)
    return Socket(family, type, proto, fileno=process.open(what))


def setdefaulttimeout(value: float | None) -> None:
    """socket.setdefaulttimeout."""
    _default_timeout[0] = value


def getdefaulttimeout() -> float | None:
    """socket.getdefaulttimeout."""
    return _default_timeout[0]


def create_listener(address: Any, **options: Any) -> Socket:  # noqa: ANN401 - socket.create_server's signature
    """socket.create_server."""
    family = options.get("family", real.AF_INET)
    made = Socket(family, real.SOCK_STREAM)
    if options.get("reuse_port"):
        made.setsockopt(real.SOL_SOCKET, real.SO_REUSEPORT, 1)
    made.bind(address)
    made.listen(options.get("backlog") or 128)
    return made


Callback = Callable[[], None]
