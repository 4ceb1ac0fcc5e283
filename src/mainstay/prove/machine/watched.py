"""What descriptors refer to: the part that all of them share, waiting for a change."""

import errno
import os
from collections.abc import Callable

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread, Woken

IN, OUT, ERR, HUP, RDHUP = 0x001, 0x004, 0x008, 0x010, 0x2000  # poll(2), Linux


class Watched:
    """A description whose readiness changes: sockets, pipes, event descriptors."""

    def __init__(self) -> None:
        self.links = 0
        self.nonblocking = False  # O_NONBLOCK
        self.successor: Watched | None = None  # what its descriptors refer to instead, once a socket listens
        self._calls: list[Callable[[], None]] = []
        self._blocked: list[Thread] = []

    def readiness(self) -> int:
        """The poll(2) bits that hold now."""
        return IN | OUT

    def close(self) -> None:
        """The last descriptor is gone."""

    def watch(self, call: Callable[[], None]) -> None:
        """Call `call` whenever `readiness` may have changed."""
        self._calls.append(call)

    def unwatch(self, call: Callable[[], None]) -> None:
        """Stop calling; unknown calls are ignored, as a description may outlive who watched it."""
        if call in self._calls:
            self._calls.remove(call)

    def take_over(self, other: "Watched") -> None:
        """Whoever watches `other` watches this from now on: the same descriptor refers to it."""
        other.successor = self
        self._calls, other._calls = other._calls, []  # noqa: SLF001 - of the same class

    def changed(self) -> None:
        """Tell everybody who waits that something may be possible now."""
        if self._blocked:
            blocked, self._blocked = self._blocked, []
            for thread in blocked:
                current.hub.wake(thread)
        for call in tuple(self._calls):
            call()

    def wait(self, deadline_ns: int | None, waits_for: str) -> bool:
        """Block the running thread until something changes; False at the deadline. Signals are handled meanwhile."""
        thread = current.thread
        assert thread is not None  # noqa: S101 - only programs call what blocks
        self._blocked.append(thread)
        woken = current.hub.block(deadline_ns, waits_for)
        if woken is not Woken.EVENT and thread in self._blocked:
            self._blocked.remove(thread)
        if woken is Woken.SIGNAL:
            thread.process.host.machine.signals(thread.process)
        return woken is not Woken.TIMEOUT


def refuse(number: int, *names: str | int) -> OSError:
    """The error that the kernel would answer with, as `OSError` or the subclass that belongs to the number."""
    return OSError(number, os.strerror(number), *names)


BAD_DESCRIPTOR = errno.EBADF
