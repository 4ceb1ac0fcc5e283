"""Starting threads: what `_thread` and `threading` offer, as green threads. Written for CPython 3.11 to 3.13."""

import _threading_local
import itertools
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, cast

from mainstay.prove.machine import current, signals
from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.threads import preempting
from mainstay.prove.machine.threads.locks import Lock, RLock, get_ident

_POLL_NS = 1_000_000
_SIGINT = 2
_NUMBERED = "numbered threads"


def start_new_thread(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any] | None = None
) -> int:
    """_thread.start_new_thread: the new thread's identifier."""
    process = current.process()
    preempting.begin()
    name = getattr(function, "__qualname__", "thread")
    return current.hub.spawn(process, lambda: _run(function, args, kwargs or {}), f"{process.name}/{name}").ident


def _run(function: Callable[..., object], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
    preempting.begin()
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    finally:
        held: Any = current.process().state.pop(f"sentinels {get_ident()}", ())
        for lock in held:
            if lock.locked():
                lock.release()


def set_sentinel() -> Lock:
    """_thread._set_sentinel (up to 3.12): a lock that is released when the running thread has ended."""
    lock = Lock()
    held: Any = current.process().state.setdefault(f"sentinels {get_ident()}", [])
    held.append(lock)
    return lock


class Handle:
    """_thread._ThreadHandle (from 3.13): a thread that can be joined."""

    def __init__(self) -> None:
        self.ident: int | None = None
        self._done = Lock()
        self._started = False
        self._over = False

    def start(self, function: Callable[[], object], *, daemon: bool = True) -> None:
        """Start it."""
        del daemon
        self._started = True
        self._done.acquire()

        def body() -> None:
            try:
                function()
            finally:
                self._set_done()

        self.ident = start_new_thread(body, ())

    def _set_done(self) -> None:
        self._over = True
        if self._done.locked():
            self._done.release()

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        if not self._started or self._over:
            return
        if self._done.acquire(timeout=-1 if timeout is None or timeout < 0 else timeout):
            self._done.release()

    def is_done(self) -> bool:
        """Whether it has ended."""
        return self._over


def start_joinable_thread(
    function: Callable[[], object], *, handle: Handle | None = None, daemon: bool = True
) -> Handle:
    """_thread.start_joinable_thread (from 3.13)."""
    made = handle or Handle()
    made.start(function, daemon=daemon)
    return made


def make_thread_handle(ident: int) -> Handle:
    """_thread._make_thread_handle (from 3.13)."""
    made = Handle()
    made.ident = ident
    return made


class MainThread(threading.Thread):
    """What `threading.main_thread()` gives in a simulated process."""

    def __init__(self, thread: Thread) -> None:
        super().__init__(name="MainThread", daemon=False)
        self._ident = thread.ident
        self._native_id = thread.ident
        own: Any = self
        own._started.set()  # noqa: SLF001 - as threading's own main thread does
        threading._active[thread.ident] = self  # type: ignore[attr-defined] # noqa: SLF001 - where current_thread looks

    def is_alive(self) -> bool:
        """It lives as long as its process does."""
        return True

    def join(self, timeout: float | None = None) -> None:
        """The main thread cannot be joined by itself, and nobody else needs to."""
        del timeout


_numbers = itertools.count(1)


def thread_hash(thread: threading.Thread) -> int:
    """hash(threading.Thread): by order of creation, where Python has the address.

    Executors keep their threads in a set, and join them in its order.
    """
    found: Any = thread.__dict__.get("_mainstay_number")
    if found is None:
        found = thread.__dict__["_mainstay_number"] = next(_numbers)
    return found


def main_thread() -> threading.Thread:
    """threading.main_thread."""
    found: Any = current.process().state.get("main thread")
    return found if found is not None else _real_main


_real_main = threading.main_thread()


def know_main() -> None:
    """Modules are imported by the simulation itself, whose thread has another identifier from now on."""
    threading.Thread.__hash__ = thread_hash  # type: ignore[method-assign, assignment]
    threading._active[get_ident()] = _real_main  # type: ignore[attr-defined] # noqa: SLF001 - where current_thread looks


def enter_main(thread: Thread) -> None:
    """The running green thread is the main thread of its process."""
    thread.process.state["main thread"] = MainThread(thread)


def enumerate_threads() -> list[threading.Thread]:
    """threading.enumerate: those of the running process."""
    own = current.process().threads
    return [thread for ident, thread in threading._active.items() if ident in own]  # type: ignore[attr-defined] # noqa: SLF001


def active_count() -> int:
    """threading.active_count."""
    return len(enumerate_threads())


def interrupt_main(signum: int = _SIGINT) -> None:
    """_thread.interrupt_main: as if the signal had arrived."""
    signals.send(current.process(), signum)


def outliving(process: Process) -> list[threading.Thread]:
    """The threads that a process waits for at its end: not daemons, and not workers of executors that are idle."""
    executor: Any = sys.modules.get("concurrent.futures.thread")
    queues: Any = {} if executor is None else executor._threads_queues  # noqa: SLF001 - what its own exit hook uses
    active = cast("dict[int, threading.Thread]", threading._active)  # type: ignore[attr-defined] # noqa: SLF001 - as threading.enumerate
    found: list[threading.Thread] = []
    for ident in sorted(process.threads):
        thread = active.get(ident)
        if thread is None or thread.daemon or isinstance(thread, MainThread):
            continue
        work = queues.get(thread)
        if work is not None and process.threads[ident].waiting and work.empty():
            continue
        found.append(thread)
    return found


def shut_down() -> None:
    """threading._shutdown: wait for the threads that the running process waits for at its end."""
    while outliving(current.process()):
        current.hub.pause(_POLL_NS)


def next_number() -> int:
    """threading._counter: what the next thread without a name is called by."""
    state = current.process().state
    last: Any = state.get(_NUMBERED, 0)
    state[_NUMBERED] = last + 1
    return last + 1


THREAD_FUNCTIONS: dict[str, Any] = {
    "start_new_thread": start_new_thread,
    "start_new": start_new_thread,
    "allocate_lock": Lock,
    "allocate": Lock,
    "LockType": Lock,
    "lock": Lock,
    "RLock": RLock,
    "get_ident": get_ident,
    "get_native_id": get_ident,
    "_set_sentinel": set_sentinel,
    "interrupt_main": interrupt_main,
    "start_joinable_thread": start_joinable_thread,
    "_ThreadHandle": Handle,
    "_make_thread_handle": make_thread_handle,
    "_local": _threading_local.local,
}
THREADING_FUNCTIONS: dict[str, Any] = {
    "main_thread": main_thread,
    "enumerate": enumerate_threads,
    "_shutdown": shut_down,
    "active_count": active_count,
    "activeCount": active_count,
    "_counter": next_number,
}
SIMPLE_QUEUE: Any = queue._PySimpleQueue  # type: ignore[attr-defined] # noqa: SLF001 - the same queue in Python
