"""Locks between green threads. They are pure Python; a lock that nobody holds is taken without a switch."""

from _thread import TIMEOUT_MAX
from collections import deque
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.hub import CALL_NS
from mainstay.prove.machine.threads import preempting

_FOREVER = -1


class Lock:
    """`_thread.lock`. Whoever comes first may take it, also past threads that have waited longer (as the real one)."""

    __module__, __qualname__ = "_thread", "LockType"  # where programs, and pickles, look for it
    __slots__ = ("__weakref__", "_locked", "_mainstay_number", "_waiting", "holder")

    def __init__(self) -> None:
        self._locked = False
        self.holder = 0  # the thread that has taken it last, told in reports of deadlocks
        self._waiting: deque[Thread] = deque()

    def acquire(self, blocking: bool = True, timeout: float = _FOREVER) -> bool:
        """Take it; False where it is held and `blocking` is false, or after `timeout` seconds."""
        if timeout != _FOREVER:
            _check(timeout, blocking=blocking)
        if self.take():
            preempt()
            return True
        if not blocking:
            current.hub.pause()  # somebody who tries again and again must let others go on
            return False
        return self._wait(timeout)

    acquire_lock = acquire

    def take(self) -> bool:
        """Take it where nobody holds it; nothing else happens meanwhile."""
        if self._locked and self.holder not in current.hub.killed:
            return False
        self._locked = True
        self.holder = get_ident()
        return True

    def _wait(self, timeout: float) -> bool:
        hub, thread = current.hub, current.thread
        if thread is None:
            message = "the simulation itself waits for a lock that a program holds"
            raise RuntimeError(message)
        deadline = None if timeout == _FOREVER else hub.now + int(timeout * 1e9)
        while self._locked and self.holder not in hub.killed:
            self._waiting.append(thread)
            thread.dormant = deadline is None
            woken = hub.block(deadline, self)
            thread.dormant = False
            if thread in self._waiting:
                self._waiting.remove(thread)
            if woken is Woken.SIGNAL:
                thread.process.host.machine.signals(thread.process)
            elif woken is Woken.TIMEOUT and self._locked:
                return False
        self._locked = True
        self.holder = thread.ident
        return True

    def release(self) -> None:
        """Give it up; raises `RuntimeError` where nobody holds it."""
        if not self._locked:
            message = "release unlocked lock"
            raise RuntimeError(message)
        self._locked = False
        while self._waiting:
            thread = self._waiting.popleft()
            if thread.alive:
                thread.dormant = False
                current.hub.wake(thread)
                preempting.begin()
                break

    release_lock = release

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return self._locked

    locked_lock = locked

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _at_fork_reinit(self) -> None:
        self._locked = False
        self._waiting.clear()

    def __repr__(self) -> str:
        return f"<{'locked' if self._locked else 'unlocked'} _thread.lock>"


class RLock:
    """`_thread.RLock`: the thread that holds it may take it again."""

    __module__ = "_thread"
    __slots__ = ("__weakref__", "_count", "_lock", "_mainstay_number", "_owner")

    def __init__(self) -> None:
        self._lock = Lock()
        self._owner = 0
        self._count = 0

    def acquire(self, blocking: bool = True, timeout: float = _FOREVER) -> bool:
        """Take it once more, or as `Lock.acquire`."""
        if timeout != _FOREVER:
            _check(timeout, blocking=blocking)
        if self._owner == get_ident():
            self._count += 1
            return True
        return self._own(1, blocking=blocking, timeout=timeout)

    def _own(self, count: int, *, blocking: bool = True, timeout: float = _FOREVER) -> bool:
        taken = self._lock.take()
        if not taken and not self._lock.acquire(blocking, timeout):
            return False
        # It is this thread's before anything else runs: a finalizer, or a handler of a signal, may take it again.
        self._owner, self._count = get_ident(), count
        if taken:
            preempt()
        return True

    def release(self) -> None:
        """Give it up once; raises `RuntimeError` where another thread holds it."""
        if self._owner != get_ident():
            message = "cannot release un-acquired lock"
            raise RuntimeError(message)
        self._count -= 1
        if not self._count:
            self._owner = 0
            self._lock.release()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _is_owned(self) -> bool:
        return self._owner == get_ident()

    def _recursion_count(self) -> int:
        return self._count if self._owner == get_ident() else 0

    def _release_save(self) -> tuple[int, int]:
        state = self._count, self._owner
        self._count, self._owner = 0, 0
        self._lock.release()
        return state

    def _acquire_restore(self, state: tuple[int, int]) -> None:
        self._own(state[0])

    def _at_fork_reinit(self) -> None:
        self._owner, self._count = 0, 0
        self._lock = Lock()

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return self._lock.locked()

    def __repr__(self) -> str:
        return f"<{'locked' if self._owner else 'unlocked'} _thread.RLock owner={self._owner} count={self._count}>"


def _check(timeout: float, *, blocking: bool) -> None:
    if not blocking:
        message = "can't specify a timeout for a non-blocking call"
        raise ValueError(message)
    if timeout < 0:
        message = "timeout value must be a non-negative number"
        raise ValueError(message)
    if timeout > TIMEOUT_MAX:
        message = "timeout value is too large"
        raise OverflowError(message)


def get_ident() -> int:
    """threading.get_ident: the simulation itself is thread 1."""
    thread: Any = current.thread
    return 1 if thread is None else thread.ident


def preempt() -> None:
    """Where faults say so, the thread that has just taken a lock loses the processor for a moment."""
    thread = current.thread
    if thread is None:
        return
    host = thread.process.host
    probability = host.machine.faults.host.preempt
    if probability and current.hub.chance.strikes("preempt", f"{host.name} {thread.process.name}", probability):
        thread.restless += preempting.computed(1 / probability)
        current.hub.preempt(CALL_NS * 50)
