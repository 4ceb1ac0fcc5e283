"""Every clock that Python knows, on simulated time: `time`, `datetime`, and waiting for them.

Each look at a clock takes `LOOK_NS`, so that a loop which waits by looking comes to an end: about what the few lines of
Python around it take. With much less, a loop that works "until 100 ms are over" would go round a million times.
"""

import calendar
import datetime as real_datetime
import time as real
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Woken
from mainstay.prove.machine.hub import SECOND

LOOK_NS = 1_000
# Simulations begin at this moment (UTC), unless a test says otherwise. It is long enough ago to be nobody's deadline.
EPOCH_S = calendar.timegm((2026, 1, 1, 0, 0, 0))
_CPU_CLOCKS = frozenset({real.CLOCK_PROCESS_CPUTIME_ID, real.CLOCK_THREAD_CPUTIME_ID})
_real_localtime, _real_gmtime, _real_strftime = real.localtime, real.gmtime, real.strftime
_real_ctime, _real_asctime, _real_info = real.ctime, real.asctime, real.get_clock_info


def wall_ns() -> int:
    """Nanoseconds since 1970 by the clock of the running host, which may be skewed, drift and jump."""
    hub = current.hub
    hub.now += LOOK_NS
    return current.process().host.wall_ns(hub.now)


def steady_ns() -> int:
    """Nanoseconds since the running host started, by a clock that drifts and never jumps."""
    hub = current.hub
    hub.now += LOOK_NS
    return current.process().host.steady_ns(hub.now)


def time() -> float:
    """time.time."""
    return wall_ns() / 1e9


def monotonic() -> float:
    """time.monotonic."""
    # As `steady_ns`, with fewer calls: event loops look at this clock twice a turn.
    hub = current.hub
    hub.now += LOOK_NS
    return current.process().host.steady_ns(hub.now) / 1e9


def clock_gettime_ns(clock: int) -> int:
    """time.clock_gettime_ns."""
    return wall_ns() if clock == real.CLOCK_REALTIME else steady_ns()


def clock_gettime(clock: int) -> float:
    """time.clock_gettime."""
    return clock_gettime_ns(clock) / 1e9


def sleep(seconds: float) -> None:
    """time.sleep: only this thread waits."""
    if seconds < 0:
        message = "sleep length must be non-negative"
        raise ValueError(message)
    until = current.hub.now + current.host().real_ns(int(seconds * SECOND))
    while current.hub.block(until, f"sleep({seconds:g})") is Woken.SIGNAL:
        process = current.process()
        process.host.machine.signals(process)


def localtime(seconds: float | None = None) -> real.struct_time:
    """time.localtime."""
    return _real_localtime(time() if seconds is None else seconds)


def gmtime(seconds: float | None = None) -> real.struct_time:
    """time.gmtime."""
    return _real_gmtime(time() if seconds is None else seconds)


def strftime(pattern: str, moment: Any = None) -> str:  # noqa: ANN401 - a struct_time or a tuple
    """time.strftime."""
    return _real_strftime(pattern, localtime() if moment is None else moment)


def ctime(seconds: float | None = None) -> str:
    """time.ctime."""
    return _real_ctime(time() if seconds is None else seconds)


def asctime(moment: Any = None) -> str:  # noqa: ANN401 - a struct_time or a tuple
    """time.asctime."""
    return _real_asctime(localtime() if moment is None else moment)


def get_clock_info(name: str) -> SimpleNamespace:
    """time.get_clock_info; the resolution is a nanosecond."""
    asked: Any = name
    found = _real_info(asked)
    return SimpleNamespace(
        implementation="simulated", monotonic=found.monotonic, adjustable=found.adjustable, resolution=1e-9
    )


def clock_settime(clock: int, seconds: float) -> None:
    """time.clock_settime: sets the clock of the running host."""
    del clock
    host = current.host()
    host.skew_ns += int(seconds * SECOND) - host.wall_ns(current.hub.now)


def clock_settime_ns(clock: int, nanoseconds: int) -> None:
    """time.clock_settime_ns: sets the clock of the running host."""
    clock_settime(clock, nanoseconds / 1e9)


# -- datetime: methods of C types, replaced in their dictionaries


def _now(cls: type[real_datetime.datetime], tz: real_datetime.tzinfo | None = None) -> real_datetime.datetime:
    """datetime.datetime.now, on simulated time."""
    nanoseconds = wall_ns()
    whole, rest = divmod(nanoseconds, SECOND)
    moment = cls.fromtimestamp(whole, tz)
    return moment.replace(microsecond=rest // 1000)


def _utcnow(cls: type[real_datetime.datetime]) -> real_datetime.datetime:
    """datetime.datetime.utcnow, on simulated time."""
    return _now(cls, real_datetime.UTC).replace(tzinfo=None)


def _today(cls: type[real_datetime.datetime]) -> real_datetime.datetime:
    """datetime.datetime.today, on simulated time."""
    return _now(cls)


def _date_today(cls: type[real_datetime.date]) -> real_datetime.date:
    """datetime.date.today, on simulated time."""
    return cls.fromtimestamp(wall_ns() // SECOND)


METHODS: tuple[tuple[type, str, Callable[..., Any]], ...] = (
    (real_datetime.datetime, "now", _now),
    (real_datetime.datetime, "utcnow", _utcnow),
    (real_datetime.datetime, "today", _today),
    (real_datetime.date, "today", _date_today),
)
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "time": time,
    "time_ns": wall_ns,
    "monotonic": monotonic,
    "monotonic_ns": steady_ns,
    "perf_counter": monotonic,
    "perf_counter_ns": steady_ns,
    "process_time": monotonic,
    "process_time_ns": steady_ns,
    "thread_time": monotonic,
    "thread_time_ns": steady_ns,
    "clock_gettime": clock_gettime,
    "clock_gettime_ns": clock_gettime_ns,
    "clock_settime": clock_settime,
    "clock_settime_ns": clock_settime_ns,
    "sleep": sleep,
    "localtime": localtime,
    "gmtime": gmtime,
    "strftime": strftime,
    "ctime": ctime,
    "asctime": asctime,
    "get_clock_info": get_clock_info,
}
