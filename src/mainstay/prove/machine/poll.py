"""select, poll and epoll on simulated descriptors."""

import errno
from collections.abc import Callable, Iterable
from typing import Any, Self

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Woken
from mainstay.prove.machine.process import Description
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, ERR, HUP, IN, OUT, Watched, refuse

_ALWAYS = ERR | HUP
_INVALID = 0x020  # POLLNVAL
_TIMEOUT, _SIGNAL = Woken.TIMEOUT, Woken.SIGNAL
_ET, _ONESHOT = 1 << 31, 1 << 30


def _number(file: Any) -> int:  # noqa: ANN401 - an int, or anything with fileno()
    fd = file if isinstance(file, int) else file.fileno()
    if fd < 0:
        message = f"file descriptor cannot be a negative integer ({fd})"
        raise ValueError(message)
    return fd


def _deadline(seconds: float | None) -> int | None:
    if seconds is None or seconds < 0:
        return None
    return current.hub.now + int(seconds * 1e9)


def _sleep(deadline: int | None, waits_for: str) -> bool:
    """Block the running thread; False at the deadline."""
    woken = current.hub.block(deadline, waits_for)
    if woken is _SIGNAL:
        process = current.process()
        process.host.machine.signals(process)
    return woken is not _TIMEOUT


class Registration:
    """One descriptor of one epoll: what is asked of it."""

    __slots__ = ("call", "description", "fd", "mask")

    def __init__(self, fd: int, description: Description, mask: int, call: Callable[[], None]) -> None:
        self.fd, self.description, self.mask, self.call = fd, description, mask, call


class Epoll(Watched):
    """`select.epoll`: only descriptors that changed are looked at, so a wait costs what is ready, not what is open."""

    def __init__(self, sizehint: int = -1, flags: int = 0) -> None:
        super().__init__()
        del sizehint, flags
        self._registered: dict[int, Registration] = {}
        self._maybe: dict[int, Registration] = {}
        self._process = current.process()
        self._fd = self._process.open(self)
        self._sleeper: Any = None

    def fileno(self) -> int:
        """The epoll's own descriptor."""
        return self._fd

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._fd < 0

    def close(self) -> None:
        """Watch nothing any more."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            for fd_registered in list(self._registered):
                self._drop(fd_registered)
            if self._process.descriptions.get(fd) is self:
                self._process.close(fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def fromfd(cls, fd: int) -> "Epoll":
        """The epoll behind a descriptor."""
        found = current.process().descriptions.get(fd)
        if not isinstance(found, cls):
            raise refuse(BAD_DESCRIPTOR)
        return found

    def register(self, fd: Any, eventmask: int = IN | OUT | 0x002) -> None:  # noqa: ANN401 - int or fileno()
        """Watch a descriptor; raises `FileExistsError` where it is watched already."""
        number = _number(fd)
        description = self._process.descriptions.get(number)
        if description is None:
            raise refuse(BAD_DESCRIPTOR)
        if description is self:
            raise refuse(errno.EINVAL)
        known = self._registered.get(number)
        if known is not None:
            _follow(known)
            if known.description is description:
                raise refuse(errno.EEXIST)
            self._drop(number)  # the descriptor was closed and given out again; the kernel has forgotten it
        made = Registration(number, description, eventmask | _ALWAYS, lambda: self._touched(made))
        self._registered[number] = made
        self._maybe[number] = made
        description.watch(made.call)
        self._notify()

    def modify(self, fd: Any, eventmask: int) -> None:  # noqa: ANN401 - int or fileno()
        """Ask for something else; raises `FileNotFoundError` where it is not watched."""
        known = self._known(_number(fd))
        known.mask = eventmask | _ALWAYS
        self._maybe[known.fd] = known
        self._notify()

    def unregister(self, fd: Any) -> None:  # noqa: ANN401 - int or fileno()
        """Watch a descriptor no more."""
        self._known(_number(fd))
        self._drop(_number(fd))

    def _known(self, fd: int) -> Registration:
        known = self._registered.get(fd)
        if known is not None:
            _follow(known)
        description = self._process.descriptions.get(fd)
        if description is None:
            raise refuse(BAD_DESCRIPTOR)
        if known is None or description is not known.description:
            raise refuse(errno.ENOENT)
        return known

    def _drop(self, fd: int) -> None:
        gone = self._registered.pop(fd)
        self._maybe.pop(fd, None)
        gone.description.unwatch(gone.call)

    def _touched(self, registration: Registration) -> None:
        if self._registered.get(registration.fd) is not registration:
            return  # dropped by somebody who was told before
        self._maybe[registration.fd] = registration
        self._notify()

    def _notify(self) -> None:
        sleeper = self._sleeper
        if sleeper is not None:
            self._sleeper = None
            current.hub.wake(sleeper)
        if self._calls:
            self.changed()

    def readiness(self) -> int:
        """Readable where anything watched is ready: an epoll can be watched by another."""
        return IN if self._ready(1, consume=False) else 0

    def _ready(self, most: int, *, consume: bool = True) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        if not self._maybe:
            return found
        for fd, registration in list(self._maybe.items()):
            _follow(registration)
            if (
                self._process.descriptions.get(fd) is not registration.description
                and registration.description.links == 0
            ):
                self._drop(fd)
                continue
            bits = registration.description.readiness() & registration.mask
            if not bits:
                del self._maybe[fd]
                continue
            found.append((fd, bits))
            if consume:
                self._consume(registration)
            if len(found) >= most:
                break
        return found

    def _consume(self, registration: Registration) -> None:
        """What is told once is not told again before it changes (EPOLLET), or is asked for again (EPOLLONESHOT)."""
        if registration.mask & (_ET | _ONESHOT):
            del self._maybe[registration.fd]
        if registration.mask & _ONESHOT:
            registration.mask = 0

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        """Wait up to `timeout` seconds (None: for ever) until something is ready."""
        if self._fd < 0:
            message = "I/O operation on closed epoll object"
            raise ValueError(message)
        hub = current.hub
        most = maxevents if maxevents > 0 else 1 << 30
        if timeout == 0:
            hub.pause()
            return self._ready(most)
        deadline = _deadline(timeout)
        while True:
            if self._maybe:
                ready = self._ready(most)
                if ready:
                    hub.pause()
                    return ready
            self._sleeper = current.thread
            woken = _sleep(deadline, "epoll")
            self._sleeper = None
            if not woken:
                return self._ready(most)


def _follow(registration: Registration) -> None:
    """A socket that listens is another description, but still the file that is watched."""
    while (successor := getattr(registration.description, "successor", None)) is not None:
        registration.description = successor


class Poll:
    """`select.poll`: looks at every registered descriptor, as the real one does."""

    def __init__(self) -> None:
        self._masks: dict[int, int] = {}

    def register(self, fd: Any, eventmask: int = IN | OUT | 0x002) -> None:  # noqa: ANN401 - int or fileno()
        """Watch a descriptor, or ask for something else."""
        self._masks[_number(fd)] = eventmask

    def modify(self, fd: Any, eventmask: int) -> None:  # noqa: ANN401 - int or fileno()
        """Ask for something else; raises `FileNotFoundError` where it is not watched."""
        number = _number(fd)
        if number not in self._masks:
            raise refuse(errno.ENOENT)
        self._masks[number] = eventmask

    def unregister(self, fd: Any) -> None:  # noqa: ANN401 - int or fileno()
        """Watch a descriptor no more; raises `KeyError` where it is not watched."""
        del self._masks[_number(fd)]

    def poll(self, timeout: float | None = None) -> list[tuple[int, int]]:
        """Wait up to `timeout` milliseconds (None or negative: for ever) until something is ready."""
        seconds = None if timeout is None or timeout < 0 else timeout / 1000
        return look_at(self._masks, seconds)


def _bits(fds: dict[int, int]) -> list[tuple[int, int]]:
    open_ones = current.process().descriptions
    found: list[tuple[int, int]] = []
    for fd, mask in fds.items():
        description = open_ones.get(fd)
        bits = _INVALID if description is None else description.readiness() & (mask | _ALWAYS)
        if bits:
            found.append((fd, bits))
    return found


def look_at(fds: dict[int, int], seconds: float | None) -> list[tuple[int, int]]:
    """Wait until one of the descriptors is ready for what its mask asks; (descriptor, bits) of each that is."""
    hub, thread = current.hub, current.thread
    if seconds is not None and seconds <= 0:
        hub.pause()
        return _bits(fds)
    deadline = _deadline(seconds)
    descriptions = [found for fd in fds if (found := current.process().descriptions.get(fd)) is not None]

    def wake() -> None:
        if thread is not None:
            hub.wake(thread)

    while True:
        ready = _bits(fds)
        if ready:
            hub.pause()
            return ready
        for description in descriptions:
            description.watch(wake)
        try:
            woken = _sleep(deadline, f"poll of descriptors {sorted(fds)}")
        finally:
            for description in descriptions:
                description.unwatch(wake)
        if not woken:
            return _bits(fds)


def select(
    rlist: Iterable[Any], wlist: Iterable[Any], xlist: Iterable[Any], timeout: float | None = None
) -> tuple[list[Any], list[Any], list[Any]]:
    """`select.select`. Who is closed while this waits has no number any more, and is told with what is ready."""
    readers, writers, others = ([(file, _number(file)) for file in files] for files in (rlist, wlist, xlist))
    masks: dict[int, int] = {}
    for files, mask in ((readers, IN), (writers, OUT), (others, 0x002)):
        for _, fd in files:
            masks[fd] = masks.get(fd, 0) | mask
    if any(fd not in current.process().descriptions for fd in masks):
        raise refuse(BAD_DESCRIPTOR)
    ready = dict(look_at(masks, timeout))
    read = [file for file, fd in readers if ready.get(fd, 0) & (IN | HUP | ERR | _INVALID)]
    write = [file for file, fd in writers if ready.get(fd, 0) & (OUT | ERR | _INVALID)]
    return read, write, [file for file, fd in others if ready.get(fd, 0) & (0x002 | _INVALID)]
