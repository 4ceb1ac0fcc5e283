"""Sockets that listen: connections that have come in, until somebody takes them."""

import errno
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mainstay.prove.machine import current
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.net.addresses import Address, seen_by
from mainstay.prove.machine.net.network import Network
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.watched import HUP, IN, OUT, RDHUP, Watched, refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host


class Listener(Watched):
    """A listening socket: connections that have come in and wait to be accepted."""

    def __init__(self, host: "Host", network: Network, local: Address) -> None:
        super().__init__()
        self.host, self.network, self.local = host, network, local
        self.backlog = 0
        self._waiting: deque[Stream] = deque()
        self.deaf = False  # shutdown(SHUT_RD): nobody is let in
        self._shut = False
        self.closed = False
        self.on_close: Callable[[], None] = lambda: None

    @property
    def _is_local(self) -> bool:
        return isinstance(self.local, str)

    def listen(self, backlog: int) -> None:
        """Let in who connects, also again after `shut_down`, which is for ever where the socket is local."""
        self.backlog = max(backlog, 1)
        self.deaf = self.deaf and self._is_local

    def knock(self, client: Stream) -> None:
        """A client's first segment has arrived."""
        if self.closed or self.deaf:
            self._answer(client, errno.ECONNREFUSED)
            return
        if len(self._waiting) > self.backlog:  # one more than asked for, as in Linux
            self._asked_again(client)  # the kernel drops it
            return
        served = Stream(self.host, self.network)
        served.local, served.remote = seen_by(self.local, client.remote), seen_by(self.local, client.local)
        served.immediate = client.immediate
        served.join(client)
        self._waiting.append(served)
        self._answer(client, 0)
        self.changed()

    def _asked_again(self, client: Stream) -> None:
        """The client repeats its first segment, after 1, 2, 4 … s (tcp_syn_retries, tcp(7)), until it gives up."""
        delay = SECOND << client.asked
        client.asked += 1

        def arrive() -> None:
            if client.connecting:
                self.knock(client)

        self.network.segment(client.host, self.host, earliest_ns=current.hub.now + delay, arrive=arrive)

    def _answer(self, client: Stream, number: int) -> None:
        arrive = client.established if not number else (lambda: client.refused(number))
        if client.immediate:
            arrive()
            return
        self.network.segment(self.host, client.host, earliest_ns=0, arrive=arrive)

    def accept(self, *, wait: bool) -> Stream | None:
        """The connection that has waited longest; None where none waits.

        Raises `OSError` EINVAL where none will come; of local sockets only who would `wait` is told.
        """
        if self._waiting:
            return self._waiting.popleft()
        if self.deaf and (wait or not self._is_local):
            raise refuse(errno.EINVAL)
        return None

    def shut_down(self, *, read: bool, write: bool) -> None:
        """shutdown(2): nobody is let in any more; who waits for that is reset, unless the socket is local."""
        self._shut |= write
        if read:
            self.deaf = True
            if not self._is_local:
                self._dismiss()
        self.changed()

    def close(self) -> None:
        """Listen no more; who waits is reset."""
        self.closed = True
        self.on_close()
        self._dismiss()

    def _dismiss(self) -> None:
        while self._waiting:
            self._waiting.popleft().abort()

    def readiness(self) -> int:
        """Readable where a connection waits."""
        if self.deaf and not self._is_local:
            return OUT | HUP  # as if it had never listened
        if self.deaf:
            return IN | RDHUP | (HUP if self._shut else 0)
        return IN if self._waiting else 0
