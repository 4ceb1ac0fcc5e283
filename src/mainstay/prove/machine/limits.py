"""A program that computes for ever never gives the processor back: found by the real processor clock, with its stack.

`arm` starts a real interval timer of the operating-system process. At each tick it asks whether the hub has come
further since the last one; after `LIMIT_S` seconds of processor time without an event the running thread is abandoned.
Code in C that does not even return to Python is ended by the kernel a little later, after writing the Python stack
(RLIMIT_CPU, SIGXCPU, faulthandler). Timers are not inherited by fork: who continues from a snapshot winds it up again.
Each tick also looks whether anybody still waits for the outcome: who asked may have been killed.
"""

# pyright: reportMissingImports=false, reportUnknownVariableType=false
# `_signal` has no stubs; `signal` wraps its functions in ones that call what will be replaced.

import faulthandler
import os
import resource
import select
import signal
import traceback
from _signal import setitimer as _setitimer  # type: ignore[import-not-found] # the real ones, which `signal` wraps
from _signal import signal as _handle  # type: ignore[import-not-found]
from pathlib import Path
from types import FrameType

from mainstay.prove.machine import current

LIMIT_S = 5
_TICK_S = 1.0
_GRACE_S = 5
# The real ones, before the surface is replaced.
_getrusage, _getrlimit, _setrlimit = resource.getrusage, resource.getrlimit, resource.setrlimit
_register, _poll, _exit = faulthandler.register, select.poll, os._exit
_SELF, _CPU = resource.RUSAGE_SELF, resource.RLIMIT_CPU
_OWN = str(Path(__file__).parents[1])


class BusyLoop(Exception):  # noqa: N818 - a limit, reported as a broken property
    """A thread did not give the processor back; the argument is the frame that it was in.

    What its stack looks like is asked later: showing it reads files, and a thread that runs would read simulated ones,
    as events of the simulation, which would depend on when the real clock rang.
    """


class _Watch:
    """How far the hub had come, and for how many ticks it has not come further."""

    def __init__(self, fd: int, limit_s: float) -> None:
        self.limit_s = limit_s
        self._asker = _poll()
        self._asker.register(fd, 0)  # no more than whether the other end has hung up
        self._events = -1
        self._idle_s = 0.0

    def tick(self, _number: int, frame: FrameType | None) -> None:
        """The timer rang; `frame` is what runs."""
        if self._asker.poll(0):
            _exit(1)
        hub = current.hub
        if hub.events != self._events or current.thread is None:
            self._events, self._idle_s = hub.events, 0.0
            allow(self.limit_s)
            return
        self._idle_s += _TICK_S
        if self._idle_s >= self.limit_s:
            hub.interrupt(BusyLoop(frame))
            hub.leave()


def arm(fd: int, limit_s: float = LIMIT_S) -> None:
    """Watch from now on; `fd` is the real connection to who asked, and where the stack of what hangs in C goes."""
    watch = _Watch(fd, limit_s)
    _handle(signal.SIGVTALRM, watch.tick)
    _register(signal.SIGXCPU, file=fd, all_threads=False, chain=True)
    wind_up(limit_s)


def wind_up(limit_s: float = LIMIT_S) -> None:
    """Watch on in a fork of a process that was armed, whose connection has the same number."""
    allow(limit_s)
    _setitimer(signal.ITIMER_VIRTUAL, _TICK_S, _TICK_S)


def allow(limit_s: float) -> None:
    """Let this process use so many more seconds of the processor, and a few to say where it is."""
    used = _getrusage(_SELF)
    _setrlimit(_CPU, (int(used.ru_utime + used.ru_stime + limit_s + _GRACE_S), _getrlimit(_CPU)[1]))


def stack_of(frame: FrameType | None) -> str:
    """The lines of a stack, as tracebacks show them, without how the simulation started the program."""
    lines = traceback.extract_stack(frame)
    kept = [line for line in lines if not line.filename.startswith(_OWN)]
    return "".join(traceback.format_list(kept or lines))
