"""Priorities, limits and figures of the machine: what `os`, `resource` and `sysconf` tell of an ordinary small host.

Nothing here changes how a simulation runs; it must only not be the real machine's.
"""

import errno
import os
import resource as real
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.children import CORES
from mainstay.prove.machine.watched import refuse

_PAGES = 1 << 20  # 4 GiB of 4 KiB
_SYSCONF = {
    "SC_NPROCESSORS_CONF": CORES,
    "SC_NPROCESSORS_ONLN": CORES,
    "SC_PHYS_PAGES": _PAGES,
    "SC_AVPHYS_PAGES": _PAGES // 2,
    "SC_OPEN_MAX": 1024,
    "SC_CHILD_MAX": 15_000,
    "SC_PAGESIZE": 4096,
    "SC_PAGE_SIZE": 4096,
}
_KEY = "limits"
_LIMITS = {real.RLIMIT_NOFILE: (1024, 1 << 20), real.RLIMIT_STACK: (8 << 20, real.RLIM_INFINITY)}
_real_sysconf = os.sysconf
_MOST_NICE = 19


def sysconf(name: str | int) -> int:
    """os.sysconf."""
    known = name if isinstance(name, str) else next((key for key, at in os.sysconf_names.items() if at == name), "")
    return _SYSCONF[known] if known in _SYSCONF else _real_sysconf(name)


# -- limits


def getrlimit(which: int) -> tuple[int, int]:
    """resource.getrlimit: what a process may use; nothing keeps it to that."""
    own: Any = current.process().state.get(_KEY, {})
    return own.get(which) or _LIMITS.get(which, (real.RLIM_INFINITY, real.RLIM_INFINITY))


def setrlimit(which: int, limits: tuple[int, int]) -> None:
    """resource.setrlimit: remembered; raises `ValueError` where an ordinary user may not raise a limit."""
    _, hard = getrlimit(which)
    soft, most = (_large(limit) for limit in limits)
    if soft > most:
        message = "current limit exceeds maximum limit"
        raise ValueError(message)
    if most > _large(hard):
        message = "not allowed to raise maximum limit"
        raise ValueError(message)
    own: Any = current.process().state.setdefault(_KEY, {})
    own[which] = tuple(limits)


def _large(limit: int) -> float:
    return float("inf") if limit == real.RLIM_INFINITY else limit


def prlimit(pid: int, which: int, limits: tuple[int, int] | None = None) -> tuple[int, int]:
    """resource.prlimit, of the running process only."""
    if pid not in {0, current.process().pid}:
        raise refuse(errno.EPERM)
    before = getrlimit(which)
    if limits is not None:
        setrlimit(which, limits)
    return before


# -- priorities


def nice(increment: int) -> int:
    """os.nice."""
    return _set_nice(current.process().state, _nice() + increment)


def _nice() -> int:
    found: Any = current.process().state.get("nice", 0)
    return found


def _set_nice(state: dict[str, object], wanted: int) -> int:
    if wanted < _nice():
        raise refuse(errno.EPERM)
    state["nice"] = min(wanted, _MOST_NICE)
    return _nice()


def getpriority(which: int, who: int) -> int:
    """os.getpriority: that of the running process."""
    del which, who
    return _nice()


def setpriority(which: int, who: int, priority: int) -> None:
    """os.setpriority: that of the running process."""
    del which, who
    _set_nice(current.process().state, priority)


def _yield() -> None:
    """os.sched_yield."""
    current.hub.pause()


def _scheduler(pid: int) -> int:
    """os.sched_getscheduler: the ordinary one."""
    del pid
    return os.SCHED_OTHER


def _parameters(pid: int) -> os.sched_param:
    """os.sched_getparam."""
    del pid
    return os.sched_param(0)


def _slice(pid: int) -> float:
    """os.sched_rr_get_interval, in seconds."""
    del pid
    return 0.1


def _forbidden(*_: object) -> None:
    raise refuse(errno.EPERM)


def _nothing(*_: object) -> None:
    """Which processors a process may use makes no difference: there is one sequence of events."""


OS: dict[str, Callable[..., Any]] = {
    "sysconf": sysconf,
    "nice": nice,
    "getpriority": getpriority,
    "setpriority": setpriority,
    "sched_yield": _yield,
    "sched_getscheduler": _scheduler,
    "sched_getparam": _parameters,
    "sched_rr_get_interval": _slice,
    "sched_setscheduler": _forbidden,
    "sched_setparam": _forbidden,
    "sched_setaffinity": _nothing,
}
RESOURCE: dict[str, Callable[..., Any]] = {"getrlimit": getrlimit, "setrlimit": setrlimit, "prlimit": prlimit}
