"""`_multiprocessing.SemLock`: semaphores that processes of one host share by name."""

# ruff: noqa: SLF001, ANN401
# The class has the signature of the C one (all by position), and makes instances without its constructor.

import errno
from collections import deque
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.threads.locks import get_ident
from mainstay.prove.machine.watched import refuse

_RECURSIVE = 0
_LARGEST = 2**31 - 1


class _Shared:
    """The semaphore itself, one for all processes that know its name."""

    def __init__(self, value: int) -> None:
        self.value = value
        self.waiting: deque[Thread] = deque()


def _named() -> dict[str, _Shared]:
    found: Any = current.host().state.setdefault("semaphores", {})
    return found


class Semaphore:
    """_multiprocessing.SemLock: one process's handle on a semaphore. `kind` 0 may be taken again by who holds it."""

    SEM_VALUE_MAX = _LARGEST

    def __init__(self, kind: int, value: int, maxvalue: int, *place: Any) -> None:
        name, unlink = place
        table = _named()
        if name in table:
            raise refuse(errno.EEXIST)
        self._shared = _Shared(value)
        if not unlink:
            table[name] = self._shared
        self.kind, self.maxvalue = kind, maxvalue
        self.name: str | None = None if unlink else name
        self.handle = 0
        self._held, self._owner = 0, 0

    @classmethod
    def _rebuild(cls, handle: int, kind: int, maxvalue: int, name: str) -> "Semaphore":
        made = cls.__new__(cls)
        found = _named().get(name)
        if found is None:
            raise refuse(errno.ENOENT)
        made._shared = found
        made.kind, made.maxvalue, made.name, made.handle = kind, maxvalue, name, handle
        made._held, made._owner = 0, 0
        return made

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
        """Take one; False where there is none and `block` is false, or after `timeout` seconds."""
        if self.kind == _RECURSIVE and self._is_mine():
            self._held += 1
            return True
        thread, shared = current.thread, self._shared
        deadline = None if timeout is None else current.hub.now + int(max(timeout, 0) * 1e9)
        while shared.value <= 0:
            if not block or thread is None:
                current.hub.pause()
                return False
            shared.waiting.append(thread)
            woken = current.hub.block(deadline, f"the semaphore {self.name}")
            if woken is not Woken.EVENT and thread in shared.waiting:
                shared.waiting.remove(thread)
            if woken is Woken.SIGNAL:
                thread.process.host.machine.signals(thread.process)
            elif woken is Woken.TIMEOUT and shared.value <= 0:
                return False
        shared.value -= 1
        self._held, self._owner = self._held + 1, get_ident()
        return True

    def release(self) -> None:
        """Give one back."""
        if self.kind == _RECURSIVE:
            if not self._is_mine():
                message = "attempt to release recursive lock not owned by thread"
                raise AssertionError(message)
            if self._held > 1:
                self._held -= 1
                return
        elif self._shared.value >= self.maxvalue:
            message = "semaphore or lock released too many times"
            raise ValueError(message)
        self._held -= 1
        self._shared.value += 1
        while self._shared.waiting:
            thread = self._shared.waiting.popleft()
            if thread.alive:
                current.hub.wake(thread)
                break

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()

    def _count(self) -> int:
        return self._held

    def _is_mine(self) -> bool:
        return self._held > 0 and self._owner == get_ident()

    def _get_value(self) -> int:
        return self._shared.value

    def _is_zero(self) -> bool:
        return self._shared.value == 0

    def _after_fork(self) -> None:
        self._held = 0


def unlink(name: str) -> None:
    """_multiprocessing.sem_unlink."""
    if _named().pop(name, None) is None:
        raise refuse(errno.ENOENT)


FUNCTIONS: dict[str, Any] = {"SemLock": Semaphore, "sem_unlink": unlink}
