"""Interval timers of simulated processes: `signal.setitimer` and `signal.alarm`, in simulated time."""

import errno
import signal as real
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current, signals
from mainstay.prove.machine.hub import SECOND

# ITIMER_*: a simulated process is always on its processor, so all three run alike.
_CLOCKS: dict[int, int] = {0: real.SIGALRM, 1: real.SIGVTALRM, 2: real.SIGPROF}


def setitimer(which: int, seconds: float, interval: float = 0.0) -> tuple[float, float]:
    """signal.setitimer."""
    if which not in _CLOCKS or seconds < 0 or interval < 0:
        raise real.ItimerError(errno.EINVAL, "Invalid argument")
    own, hub = signals.own(), current.hub
    old, generation = getitimer(which), own.timers.get(which, (0, 0, 0))[2] + 1
    until = hub.now + int(seconds * SECOND) if seconds else 0
    own.timers[which] = (until, int(interval * SECOND), generation)
    if seconds:
        hub.at(until, _rings, own, which, generation)
    return old


def _rings(own: signals.Signals, which: int, generation: int) -> None:
    until, interval, latest = own.timers[which]
    if generation != latest or not own.process.alive:
        return
    own.timers[which] = (until + interval if interval else 0, interval, generation)
    if interval:
        current.hub.at(until + interval, _rings, own, which, generation)
    own.send(int(_CLOCKS[which]))


def getitimer(which: int) -> tuple[float, float]:
    """signal.getitimer: seconds until it rings, and between rings."""
    if which not in _CLOCKS:
        raise real.ItimerError(errno.EINVAL, "Invalid argument")
    until, interval, _ = signals.own().timers.get(which, (0, 0, 0))
    return (max(until - current.hub.now, 0) / 1e9 if until else 0.0), interval / 1e9


def alarm(seconds: int) -> int:
    """signal.alarm: how many seconds the earlier one had left."""
    return -int(-setitimer(0, seconds)[0] // 1)


FUNCTIONS: dict[str, Callable[..., Any]] = {"setitimer": setitimer, "getitimer": getitimer, "alarm": alarm}
