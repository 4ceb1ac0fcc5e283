"""Threads lose the processor between any two lines, as they do where the interpreter switches by itself.

Where a process has more than one thread, some calls of functions are picked by chance; in each of those the thread
stops before a line that is picked likewise, and the others go on. Lines of the standard library, and of the simulation
itself, are left alone: what is sought is what programs and their packages forget to guard.

What a program does seldom (it starts, expires, closes) is seldom picked, and is where guards are forgotten. So the
first calls of each function are picked more often than later ones. And where others do little, it takes long until one
of them comes by: some threads stop for much longer than most. Where others do much, they would be through with all
of it by then, and nobody would be left to meet what the stopped thread does next. So many stops end as soon as the
other threads have had a few turns, as they do where a scheduler is fair.
"""

import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.host import gap

_OWN = str(Path(__file__).parents[2])
_STANDARD = sysconfig.get_paths()["stdlib"]
_PACKAGES = sysconfig.get_paths()["purelib"]
_LINE = 0.15  # the share of lines of a picked call at which it stops: most stop within the first dozen
_FRESH = 4  # a function's n-th call is picked 1 + _FRESH / n times as often as one of many
_FRESH_CALLS = 16  # later ones are all alike
_CALL = 0.2  # what calling a function is beside a call into the kernel, where loops that never end are sought
_LONG, _LONGER = 0.1, 20  # the share of stops that take so many times as long
_BY_TURNS, _MOST_TURNS = 0.5, 16  # the share of stops that end, too, when other threads went on so many times at most
Trace = Callable[[FrameType, str, Any], Any]
_interesting: dict[str, bool] = {}


def begin() -> None:
    """Another thread may go on now: from here on watch calls, where the fault plan asks for it."""
    hub = current.hub
    if hub.on_resume is None and current.host().machine.faults.host.preempt:
        hub.on_resume = _resume
    if hub.on_resume is not None:
        sys.settrace(_called)


def _resume(thread: Thread) -> None:
    """A thread goes on. Watching costs as much as running, so it is done only where another could go on meanwhile.

    It is set each time, since a greenlet does not know what was set while another one ran.
    """
    for other, turns in thread.process.stopped.items():
        if other is not thread:
            thread.process.stopped[other] = turns - 1
            if turns == 1:
                current.hub.wake(other)
    awake = any(other is not thread and not other.dormant for other in thread.process.threads.values())
    sys.settrace(_called if awake else None)


def _called(frame: FrameType, _event: str, _argument: object) -> Trace | None:
    """A function is called: whether its lines are watched."""
    thread = current.thread
    if thread is None or len(thread.process.threads) < 2:  # noqa: PLR2004 - nobody could go on meanwhile
        return None
    file = frame.f_code.co_filename
    if not (_interesting[file] if file in _interesting else _look(file)):
        return None
    process = thread.process
    place = (file, frame.f_code.co_firstlineno)
    number = process.functions.get(place, 0)
    if number < _FRESH_CALLS:
        process.functions[place] = number + 1
    process.functions_left -= 1 + _FRESH / (number + 1) if number < _FRESH_CALLS else 1
    if process.functions_left > 0:
        return None
    chance, key = current.hub.chance, f"{process.host.name} {process.name}"
    probability = process.host.machine.faults.host.preempt
    process.functions_left = apart = gap(chance.stream(f"functions {key}"), probability)
    thread.restless += computed(apart)
    return None if not chance.armed else _until(gap(chance.stream(f"lines {key}"), _LINE), key)


def computed(functions: float) -> int:
    """As how many calls into the kernel so many calls of functions count, for a thread that never waits."""
    return 1 + int(functions * _CALL)


def _look(file: str) -> bool:
    own = file.startswith((_OWN, "<"))
    _interesting[file] = not own and (file.startswith(_PACKAGES) or not file.startswith(_STANDARD))
    return _interesting[file]


def _stop(thread: Thread, key: str) -> None:
    """The thread that runs loses the processor until its time has come or, often, until others have had some turns."""
    hub, stopped = current.hub, thread.process.stopped
    long = hub.chance.stream(f"long {key}").random() < _LONG
    took = thread.process.host.slowness(f"preempted {key}") * (_LONGER if long else 1)
    share = hub.chance.stream(f"turns {key}").random()
    if share >= _BY_TURNS:
        hub.preempt(took)
        return
    stopped[thread] = int(_MOST_TURNS ** (share / _BY_TURNS))
    try:
        hub.preempt(took)
    finally:
        del stopped[thread]


def _until(left: int, key: str) -> Trace:
    """Watch the lines of one call, and stop before the `left`-th."""

    def line(_frame: FrameType, event: str, _argument: object) -> Trace | None:
        nonlocal left
        left -= event == "line"
        thread = current.thread
        if left or thread is None:
            return line if left > 0 else None
        if current.hub.chance.strikes("preempt", key, 1.0):
            _stop(thread, key)
        return None

    return line
