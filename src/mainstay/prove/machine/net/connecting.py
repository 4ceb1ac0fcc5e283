"""Sockets that connect and listen."""

# ruff: noqa: ANN401
# The signatures are those of `socket.socket`: an address has the shape of its family.

import errno
import socket as real
from typing import Any

from mainstay.prove.machine.net import local
from mainstay.prove.machine.net.addresses import leading_to
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.handle import Handle
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.watched import refuse

_DIRECTIONS = (real.SHUT_RD, real.SHUT_WR, real.SHUT_RDWR)


class Connecting(Handle):
    """A socket that can listen, connect and shut down."""

    def listen(self, backlog: int = 128) -> None:
        """Accept connections at the bound address."""
        what = self._live()
        if isinstance(what, Listener):
            what.listen(backlog)
            return
        if isinstance(what, Datagrams):
            raise refuse(errno.EOPNOTSUPP)
        host = self._process.host
        if what.local == "":
            self.bind(("", 0))
        listener = Listener(host, host.machine.network, what.local)
        listener.listen(backlog)
        self._set(listener)
        if self.family == real.AF_UNIX:
            path = str(listener.local)
            local.occupy(self._process, path, listener)
            listener.on_close = lambda: local.release(host, path, listener)
        else:
            assert self._bound is not None  # noqa: S101 - bind has set it
            self._bind_to(self._bound, listener)

    def connect(self, address: Any) -> None:
        """Connect; blocks as long as the time limit allows, raises `BlockingIOError` EINPROGRESS where it is 0."""
        number = self.connect_ex(address)
        if number == errno.ETIMEDOUT and self._timeout:
            message = "timed out"
            raise TimeoutError(message)
        if number:
            raise refuse(number)

    def connect_ex(self, address: Any) -> int:
        """Connect; the errno instead of an exception."""
        what = self._live()
        if isinstance(what, Datagrams):
            self._connect_datagrams(what, address)
            return 0
        number = errno.EISCONN if not isinstance(what, Stream) else _unable(what)
        if number:
            return number
        if self.family == real.AF_UNIX:
            return self._connect_path(what, address)
        self._start(what, *self._address(address))
        if self._timeout == 0.0:
            return errno.EINPROGRESS
        return _answer(what, self._deadline(), address)

    def _start(self, what: Stream, name: str, port: int) -> None:
        """Send the first segment of a connection."""
        host = self._process.host
        network = host.machine.network
        target = network.find(name, host)
        if what.local == "":
            own = leading_to(host, name)
            if name in {"0.0.0.0", "::"}:  # noqa: S104 - connecting to any address means this host
                name = own
            local_port = host.ports.reserve("tcp", own, 0)
            what.local = self._shaped(own, local_port)
            self._bind_to(("tcp", own, local_port), what)
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

    def _connect_path(self, what: Stream, address: Any) -> int:
        path = local.name_of(address)
        try:
            listener = local.find(self._process, path)
        except OSError as trouble:
            return trouble.errno or errno.ECONNREFUSED
        if not isinstance(listener, Listener):
            return errno.EPROTOTYPE
        what.remote, what.connecting = path, True
        listener.knock(what)
        # The kernel connects local sockets at once.
        return _answer(what, self._deadline() if self._timeout else None, path)

    def _connect_datagrams(self, what: Datagrams, address: Any) -> None:
        if self.family == real.AF_UNIX:
            path = local.name_of(address)
            what.connect_locally(local.find(self._process, path), path)
            return
        name, port = self._address(address)
        own = leading_to(self._process.host, name)
        what.default = self._shaped(own if name == self._any else name, port)
        self._bind_somewhere(what)
        if what.local[0] == self._any:
            what.local = self._shaped(own, int(what.local[1]))

    def _bind_somewhere(self, what: Datagrams) -> None:
        if what.local == "" and self.family != real.AF_UNIX:
            self.bind(("", 0))

    def shutdown(self, how: int) -> None:
        """Close one direction."""
        if how not in _DIRECTIONS:
            raise refuse(errno.EINVAL)
        what = self._live()
        read, write = how != real.SHUT_WR, how != real.SHUT_RD
        if not isinstance(what, Stream):
            what.shut_down(read=read, write=write)
            if isinstance(what, Datagrams) and what.default is None and self.family != real.AF_UNIX:
                raise refuse(errno.ENOTCONN)  # and yet it has had an effect
            return
        if what.broken or not (what.connected or what.immediate):
            raise refuse(errno.ENOTCONN)
        if read:
            what.shut_read()
        if write:
            what.shut_write()


def _unable(what: Stream) -> int:
    """Why a stream cannot begin to connect now; 0 where it can."""
    if what.connecting:
        return errno.EALREADY
    if what.connected:
        return errno.EISCONN
    return _failed(what) if what.broken else 0


def _answer(what: Stream, deadline: int | None, address: object) -> int:
    """Wait for how connecting went: the errno, 0 where it worked."""
    while what.connecting:
        if not what.wait(deadline, f"connect to {address}"):
            return errno.ETIMEDOUT
    return _failed(what) if what.broken else 0


def _failed(what: Stream) -> int:
    """Why it could not connect. It may try again from now on, unless the other end knows of it."""
    number, what.error, what.broken = what.error or errno.ECONNABORTED, 0, what.connected
    return number
