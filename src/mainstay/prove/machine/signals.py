"""Signals between simulated processes: dispositions, masks, timers, and what `signal` and `os.kill` do.

A signal is *sent* to a process, waits while it is blocked or the process is stopped, is *taken* by a thread (the main
one, where that does not block it: Linux's choice, signal(7)), and its Python handler runs in the main thread, at once
where that is running, else when it wakes from what blocks it.
"""

# ruff: noqa: ANN401, S101
# Handlers are functions, numbers or None; the asserts tell the type checker what only programs can cause.

import errno
import signal as real
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.watched import refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.process import Process

SIGKILL, SIGSTOP, SIGCONT, SIGCHLD = 9, 19, 18, 17  # Linux
_STATE = "signals"
_STOPS = frozenset({SIGSTOP, real.SIGTSTP, real.SIGTTIN, real.SIGTTOU})
_IGNORED = frozenset({SIGCHLD, SIGCONT, real.SIGURG, real.SIGWINCH})  # by default
_DEFAULT, _IGNORE = 0, 1

# Handlers that modules installed while they were imported, before there was a process: whose copies → handlers.
_at_import: dict[str, dict[int, Any]] = {}


class Signals:
    """What one process does about signals."""

    def __init__(self, process: "Process") -> None:
        self.process = process
        # Python itself ignores these two and raises KeyboardInterrupt at SIGINT.
        self.handlers: dict[int, Any] = {
            real.SIGINT: real.default_int_handler, real.SIGPIPE: _IGNORE, real.SIGXFSZ: _IGNORE
        }  # fmt: skip
        self.handlers.update(_at_import.get(process.space, {}))
        self.masks: dict[int, set[int]] = {}  # thread → blocked signals
        self.waiting: list[int] = []  # sent, and taken by no thread yet
        self.tripped: list[int] = []  # taken; the Python handler has still to run
        self.wakeup_fd = -1
        self.handled = 0  # how many handlers have run, for `pause`
        self.sleepers: list[Thread] = []  # in sigwait
        self.timers: dict[int, tuple[int, int, int]] = {}  # clock → end, interval, generation
        process.state["deliver signals"] = self.run_handlers

    def mask(self, thread: Thread) -> set[int]:
        """The signals that `thread` blocks."""
        return self.masks.setdefault(thread.ident, set())

    def send(self, number: int) -> None:
        """A signal arrives from the kernel or another process."""
        process = self.process
        if not process.alive:
            return
        if number == SIGKILL:
            process.host.kill(process)
            return
        if number == SIGCONT:
            process.resume()
            self.waiting = [known for known in self.waiting if known not in _STOPS]
        if number == SIGSTOP:
            process.pause()
            return
        if number not in self.waiting:  # a second one of a standard signal is lost, signal(7)
            self.waiting.append(number)
        for sleeper in self.sleepers:
            current.hub.wake(sleeper)
        self.take()

    def take(self) -> None:
        """Let threads take what waits and is not blocked."""
        for number in tuple(self.waiting):
            thread = self._taker(number)
            if thread is not None and self.process.alive:
                self.waiting.remove(number)
                self._act(number, thread)

    def _taker(self, number: int) -> Thread | None:
        main = self.process.main
        threads = [thread for thread in self.process.threads.values() if number not in self.masks.get(thread.ident, ())]
        return main if main in threads else next(iter(threads), None)

    def _act(self, number: int, thread: Thread) -> None:
        handler = self.handlers.get(number, _DEFAULT)
        if handler == _IGNORE or (handler == _DEFAULT and number in _IGNORED):
            return
        if handler == _DEFAULT:
            if number in _STOPS:
                self.process.pause()
            else:
                self.process.end(-number)
            return
        if number not in self.tripped:
            self.tripped.append(number)
        self._ring(number)
        if thread is not self.process.main or thread is current.thread:
            return
        thread.pending = True
        if thread.waiting:
            thread.pending = False
            current.hub.wake(thread, Woken.SIGNAL)

    def _ring(self, number: int) -> None:
        """One byte into the wakeup descriptor, where there is one and it has room."""
        what: Any = self.process.descriptions.get(self.wakeup_fd)
        if what is not None:
            what.send(bytes([number]))

    def run_handlers(self) -> None:
        """Run the Python handlers of what was taken; what they raise goes through. Only in the main thread."""
        if current.thread is not self.process.main:
            return
        while self.tripped:
            number = self.tripped.pop(0)
            handler = self.handlers.get(number)
            self.handled += 1
            if callable(handler):
                handler(number, None)


def of(process: "Process") -> Signals:
    """The signals of a process."""
    found: Any = process.state.get(_STATE)
    if found is None:
        found = process.state[_STATE] = Signals(process)
    return found


def own() -> Signals:
    """The signals of the running process."""
    return of(current.process())


def send(process: "Process", number: int) -> None:
    """Send a signal; where the running process has ended or stopped itself, this returns only when it goes on."""
    if number:
        process.host.machine.tell(process.host.name, "signal", f"{_name(number)} to {process.name}")
        of(process).send(number)
    thread = current.thread
    if thread is None or process is not thread.process:
        return
    if not process.alive:
        current.hub.leave()
    if process.held is not None:
        current.hub.pause()
    of(process).run_handlers()


def _name(number: int) -> str:
    return str(next((name for name in dir(real) if name.startswith("SIG") and getattr(real, name) == number), number))


# -- os.kill and its relatives


def kill(pid: int, number: int) -> None:
    """os.kill: to a process of the running host; 0 is the own group, -1 everybody, another negative one a group."""
    own = current.process()
    known = own.host.processes
    _checked(number, 0)
    if pid > 0:
        targets = [known[pid]] if pid in known else []
    elif pid == -1:
        targets = [process for process in known.values() if process is not own]
    else:
        group = -pid or group_of(own)
        targets = [process for process in known.values() if group_of(process) == group]
    if not targets:
        raise refuse(errno.ESRCH)
    for process in sorted(targets, key=lambda process: process is own):  # who kills itself does so last
        send(process, int(number))


def killpg(group: int, number: int) -> None:
    """os.killpg."""
    kill(-(group or group_of(current.process())), number)


def group_of(process: "Process") -> int:
    """The process group: its own unless a parent has given it its."""
    found: Any = process.state.get("group")
    return process.pid if found is None else found


def raise_signal(number: int) -> None:
    """signal.raise_signal."""
    _checked(number)
    send(current.process(), int(number))


def pthread_kill(ident: int, number: int) -> None:
    """signal.pthread_kill: the thread only decides whether the signal is blocked."""
    process = current.process()
    if ident not in process.threads:
        raise refuse(errno.ESRCH)
    raise_or_check = _checked(number, 0)
    if raise_or_check:
        send(process, raise_or_check)


def _checked(number: int, lowest: int = 1) -> int:
    if not lowest <= int(number) < real.NSIG:
        message = f"signal number out of range [{lowest}; {real.NSIG - 1}]"
        raise ValueError(message)
    return int(number)


# -- dispositions


def signal(number: int, handler: Any) -> Any:
    """signal.signal."""
    _checked(number)
    if not callable(handler) and handler not in {_DEFAULT, _IGNORE}:
        message = "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        raise TypeError(message)
    thread = current.thread
    if thread is None:
        table = _at_import.setdefault(current.space(), {})
        old = table.get(number, getsignal(number))
        table[number] = handler
        return old
    if thread is not thread.process.main:
        message = "signal only works in main thread of the main interpreter"
        raise ValueError(message)
    if number in {SIGKILL, SIGSTOP}:
        raise refuse(errno.EINVAL)
    own = of(current.process())
    own.run_handlers()
    old = own.handlers.get(number, _DEFAULT)
    own.handlers[number] = handler
    return old


def getsignal(number: int) -> Any:
    """signal.getsignal."""
    return of(current.process()).handlers.get(_checked(number), _DEFAULT)


def siginterrupt(number: int, flag: bool) -> None:
    """signal.siginterrupt: Python goes on with what was interrupted either way (PEP 475)."""
    del flag
    _checked(number)


def set_wakeup_fd(fd: int, *, warn_on_full_buffer: bool = True) -> int:
    """signal.set_wakeup_fd."""
    del warn_on_full_buffer
    thread = current.thread
    if thread is not None and thread is not thread.process.main:
        message = "set_wakeup_fd only works in main thread of the main interpreter"
        raise ValueError(message)
    own = of(current.process())
    if fd != -1 and fd not in own.process.descriptions:
        raise refuse(errno.EBADF)
    old, own.wakeup_fd = own.wakeup_fd, fd
    return old


def pthread_sigmask(how: int, numbers: Iterable[int]) -> set[int]:
    """signal.pthread_sigmask: of the running thread; the mask that it had."""
    own, thread = of(current.process()), current.thread
    if thread is None:
        return set()
    mask = own.mask(thread)
    old, given = set(mask), {int(number) for number in numbers} - {SIGKILL, SIGSTOP}
    if how == real.SIG_BLOCK:
        mask |= given
    elif how == real.SIG_UNBLOCK:
        mask -= given
    elif how == real.SIG_SETMASK:
        own.masks[thread.ident] = given
    else:
        raise refuse(errno.EINVAL)
    own.take()
    if not own.process.alive:
        current.hub.leave()
    own.run_handlers()
    return old


def sigpending() -> set[int]:
    """signal.sigpending."""
    return set(of(current.process()).waiting)


# -- waiting for signals


def pause() -> None:
    """signal.pause: until a handler has run."""
    own = of(current.process())
    before = own.handled
    while own.handled == before:
        if current.hub.block(None, "signal.pause()") is Woken.SIGNAL:
            own.run_handlers()


def sigwait(numbers: Iterable[int]) -> int:
    """signal.sigwait."""
    found = _await(numbers, None)
    assert found is not None
    return found


def sigtimedwait(numbers: Iterable[int], seconds: float) -> real.struct_siginfo | None:
    """signal.sigtimedwait."""
    found = _await(numbers, current.hub.now + int(seconds * SECOND))
    return None if found is None else _told(found)


def sigwaitinfo(numbers: Iterable[int]) -> real.struct_siginfo:
    """signal.sigwaitinfo."""
    return _told(sigwait(numbers))


def _told(number: int) -> real.struct_siginfo:
    """What is known of a signal: its number. Who has sent it is not."""
    fields: Any = (number, 0, 0, 0, 0, 0, 0)
    return real.struct_siginfo(fields)


def _await(numbers: Iterable[int], deadline: int | None) -> int | None:
    own, thread = of(current.process()), current.thread
    wanted = {int(number) for number in numbers}
    assert thread is not None
    while True:
        for number in own.waiting:
            if number in wanted:
                own.waiting.remove(number)
                return number
        own.sleepers.append(thread)
        woken = current.hub.block(deadline, f"sigwait({sorted(_name(number) for number in wanted)})")
        own.sleepers.remove(thread)
        if woken is Woken.SIGNAL:
            own.run_handlers()
        elif woken is Woken.TIMEOUT:
            return None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "signal": signal,
    "getsignal": getsignal,
    "siginterrupt": siginterrupt,
    "set_wakeup_fd": set_wakeup_fd,
    "raise_signal": raise_signal,
    "pthread_kill": pthread_kill,
    "pthread_sigmask": pthread_sigmask,
    "sigpending": sigpending,
    "sigwait": sigwait,
    "sigwaitinfo": sigwaitinfo,
    "sigtimedwait": sigtimedwait,
    "pause": pause,
}
# `signal` wraps these in functions of its own, which turn numbers into enums and call the ones above.
WRAPPED = frozenset({"signal", "getsignal", "pthread_sigmask", "sigpending", "sigwait"})
