"""`socket.socket`, on the simulated network: the whole class, so that `isinstance` and subclasses hold."""

# ruff: noqa: A002, ANN401
# The signatures are those of `socket.socket`: a parameter is called `type`, an address has the shape of its family, a
# buffer is anything that memoryview takes.

import errno
import socket as real
from collections.abc import Iterable
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.net import groups, local
from mainstay.prove.machine.net.addresses import is_broadcast, is_group, unmapped
from mainstay.prove.machine.net.connecting import Connecting
from mainstay.prove.machine.net.datagram import Arrived, Datagrams
from mainstay.prove.machine.net.handle import KIND
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, refuse

_LOOP_4 = (real.IPPROTO_IP, real.IP_MULTICAST_LOOP)
_LOOP_6 = (real.IPPROTO_IPV6, real.IPV6_MULTICAST_LOOP)
# Numbers, as each `&` with one of the enumeration makes another of it.
_PEEK, _ERRQUEUE = int(real.MSG_PEEK), int(real.MSG_ERRQUEUE)
_DONTWAIT, _WAITALL = int(real.MSG_DONTWAIT), int(real.MSG_WAITALL)
_NOBODY = None  # a stream does not say where its bytes come from
_NOTHING = Arrived(b"", _NOBODY)


class Socket(Connecting):
    """A simulated socket. Families INET, INET6 and UNIX; kinds STREAM and DGRAM. Others are refused: EAFNOSUPPORT."""

    def accept(self) -> "tuple[Socket, Any]":
        """Wait for a connection; the new socket and the other end's address."""
        what = self._live()
        if not isinstance(what, Listener):
            raise refuse(errno.EOPNOTSUPP if isinstance(what, Datagrams) else errno.EINVAL)
        deadline = self._deadline()
        while (served := what.accept(wait=self._timeout != 0)) is None:
            self._wait(deadline, "accept")
        return Socket.of(served, self.family, self.type), served.remote

    # -- receiving

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Up to `bufsize` bytes."""
        return self._receive(bufsize, flags).data[:bufsize]

    def recvfrom(self, bufsize: int, flags: int = 0) -> tuple[bytes, Any]:
        """Up to `bufsize` bytes, and where they came from."""
        found = self._receive(bufsize, flags)
        return found.data[:bufsize], found.source

    def _receive(self, size: int, flags: int) -> Arrived:
        """What has arrived: of a stream at most `size` bytes, a whole datagram."""
        what = self._live()
        peek = bool(flags & _PEEK)
        if flags & _ERRQUEUE:
            raise refuse(errno.EAGAIN)  # no errors are kept there (IP_RECVERR)
        deadline = self._deadline()
        if size < 0:
            message = "negative buffersize in recv"
            raise ValueError(message)
        while True:
            if isinstance(what, Datagrams):
                arrived = what.receive(peek=peek)
                if arrived is not None:
                    return arrived
                if what.deaf and self._timeout is None and not flags & _DONTWAIT:
                    return _NOTHING
            elif isinstance(what, Stream):
                data = what.receive(size, peek=peek)
                if data is not None:
                    return Arrived(self._whole(what, data, size, flags), _NOBODY)
            else:
                raise refuse(errno.EINVAL if self.family == real.AF_UNIX else errno.ENOTCONN)
            if flags & _DONTWAIT:
                raise refuse(errno.EAGAIN)
            self._wait(deadline, "recv")

    def _whole(self, what: Stream, data: bytes, size: int, flags: int) -> bytes:
        """With MSG_WAITALL, `size` bytes unless the stream ends."""
        deadline = self._deadline()
        while flags & _WAITALL and len(data) < size:
            more = what.receive(size - len(data))
            if more == b"":
                break
            if more is None:
                self._wait(deadline, "recv")
            else:
                data += more
        return data

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receive into `buffer`; how many bytes."""
        return self.recvfrom_into(buffer, nbytes, flags)[0]

    def recvfrom_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> tuple[int, Any]:
        """Receive into `buffer`; how many bytes, and where they came from."""
        view = memoryview(buffer).cast("B")
        data, source = self.recvfrom(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data), source

    def recvmsg(self, bufsize: int, ancbufsize: int = 0, flags: int = 0) -> tuple[bytes, list[Any], int, Any]:
        """Receive; the only ancillary data is which address a datagram was sent to."""
        found = self._receive(bufsize, flags)
        ancillary = groups.packet_information(self._options, found.target) if ancbufsize else []
        truncated = real.MSG_TRUNC if len(found.data) > bufsize else 0
        return found.data[:bufsize], ancillary, truncated, found.source

    def recvmsg_into(
        self, buffers: Iterable[Any], ancbufsize: int = 0, flags: int = 0
    ) -> tuple[int, list[Any], int, Any]:
        """Receive into several buffers, as `recvmsg`."""
        views = [memoryview(buffer).cast("B") for buffer in buffers]
        data, ancillary, told, source = self.recvmsg(sum(len(view) for view in views), ancbufsize, flags)
        at = 0
        for view in views:
            part = data[at : at + len(view)]
            view[: len(part)] = part
            at += len(part)
        return len(data), ancillary, told, source

    # -- sending

    def send(self, data: Any, flags: int = 0) -> int:
        """Send what fits; how many bytes."""
        what = self._live()
        if isinstance(what, Datagrams):
            if self.family == real.AF_UNIX:
                return what.send_locally(bytes(data), what.peer)
            if what.default is None:
                raise refuse(errno.EDESTADDRREQ)
            return self._send_datagram(what, bytes(data), what.default)
        if not isinstance(what, Stream):
            raise refuse(errno.ENOTCONN if self.family == real.AF_UNIX else errno.EPIPE)
        deadline = self._deadline()
        view = memoryview(data).cast("B")
        while True:
            sent = what.send(view)
            if sent or not len(view):
                return sent
            if flags & _DONTWAIT:
                raise refuse(errno.EAGAIN)
            self._wait(deadline, "send")

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send everything."""
        view = memoryview(data).cast("B")
        while len(view):
            view = view[self.send(view, flags) :]

    def sendto(self, data: Any, *args: Any) -> int:
        """Send a datagram to an address."""
        what = self._live()
        address = args[-1]
        if not isinstance(what, Datagrams):
            return self.send(data)
        if self.family == real.AF_UNIX:
            return what.send_locally(bytes(data), local.find(self._process, local.name_of(address)))
        return self._send_datagram(what, bytes(data), self._address(address))

    def _send_datagram(self, what: Datagrams, data: bytes, address: Any) -> int:
        self._bind_somewhere(what)
        host = self._process.host
        name, port = unmapped(address[0]), address[1]
        if is_group(name):
            option = _LOOP_6 if ":" in name else _LOOP_4
            return what.spread(data, (name, port), loop=bool(self._options.get(option, 1)))
        if is_broadcast(name):
            if not self._options.get((real.SOL_SOCKET, real.SO_BROADCAST)):
                raise refuse(errno.EACCES)
            return what.spread(data, (name, port))
        return what.send(data, host.machine.network.find(name, host), (name, port))

    def sendmsg(self, buffers: Iterable[Any], ancdata: Any = (), flags: int = 0, address: Any = None) -> int:
        """Send several buffers as one. Which address a datagram is sent from is not heeded; descriptors are refused."""
        if any(level == real.SOL_SOCKET for level, _, _ in ancdata):
            raise refuse(errno.EOPNOTSUPP)
        data = b"".join(bytes(buffer) for buffer in buffers)
        return self.send(data, flags) if address is None else self.sendto(data, flags, address)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
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


# As programs, and what they log, know it.
Socket.__module__, Socket.__qualname__, Socket.__name__ = real.socket.__module__, "socket", "socket"


def socketpair(family: int = real.AF_UNIX, type: int = real.SOCK_STREAM, proto: int = 0) -> tuple[Socket, Socket]:
    """Two connected sockets of the running process."""
    del proto
    host = current.host()
    kind = type & KIND
    if kind == real.SOCK_DGRAM:
        return _datagram_pair(family)
    one, two = (Stream(host, host.machine.network) for _ in range(2))
    one.immediate = two.immediate = True
    one.join(two)
    return Socket.of(one, family, kind), Socket.of(two, family, kind)


def _datagram_pair(family: int) -> tuple[Socket, Socket]:
    host = current.host()
    one, two = (Datagrams(host, host.machine.network) for _ in range(2))
    one.connect_locally(two, "")
    two.connect_locally(one, "")
    return Socket.of(one, family, real.SOCK_DGRAM), Socket.of(two, family, real.SOCK_DGRAM)


def fromfd(fd: int, family: int, type: int, proto: int = 0) -> Socket:
    """A socket object on a duplicate of `fd`."""
    process = current.process()
    what = process.descriptions.get(fd)
    if what is None:
        raise refuse(BAD_DESCRIPTOR)
    return Socket(family, type, proto, fileno=process.open(what))


def create_listener(address: Any, **options: Any) -> Socket:
    """socket.create_server."""
    family = options.get("family", real.AF_INET)
    made = Socket(family, real.SOCK_STREAM)
    if options.get("reuse_port"):
        made.setsockopt(real.SOL_SOCKET, real.SO_REUSEPORT, 1)
    made.bind(address)
    made.listen(options.get("backlog") or 128)
    return made
