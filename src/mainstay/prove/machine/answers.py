"""Trapped system calls that have an answer in the simulation: what C code asks by itself, and may know."""

import ctypes
from collections.abc import Callable

from mainstay.prove.machine import accounts, children, clock, entropy, inside

_TICKS_PER_S = 100  # sysconf(_SC_CLK_TCK)
_ERRORS = 2  # the descriptor of errors


def _getrandom(arguments: list[int]) -> int:
    data = entropy.urandom(arguments[1])
    ctypes.memmove(arguments[0], data, len(data))
    return len(data)


def _clock_gettime(arguments: list[int]) -> int:
    """Clocks of processors; the others need no system call, and the library before the C library answers them."""
    seconds, nanoseconds = divmod(clock.steady_ns(), 1_000_000_000)
    (ctypes.c_long * 2).from_address(arguments[1])[:] = [seconds, nanoseconds]
    return 0


def _times(arguments: list[int]) -> int:
    ticks = clock.steady_ns() * _TICKS_PER_S // 1_000_000_000
    if arguments[0]:
        (ctypes.c_long * 4).from_address(arguments[0])[:] = [ticks, 0, 0, 0]
    return ticks


def _sched_getaffinity(arguments: list[int]) -> int:
    size = min(arguments[1], 8)
    ctypes.memset(arguments[2], 0, size)
    ctypes.c_ubyte.from_address(arguments[2]).value = (1 << children.CORES) - 1
    return size


def _write(arguments: list[int]) -> int:
    """What C code prints (printf, perror): lines of its program."""
    data = ctypes.string_at(arguments[1], arguments[2])
    stream = inside.shared_stream("stderr" if arguments[0] == _ERRORS else "stdout")
    stream.write(data.decode("utf-8", "backslashreplace"))
    return len(data)


def _user(_: list[int]) -> int:
    return accounts.USER


ANSWERS: dict[str, Callable[[list[int]], int]] = {
    "getrandom": _getrandom,
    "clock_gettime": _clock_gettime,
    "times": _times,
    "sched_getaffinity": _sched_getaffinity,
    "getppid": lambda _: children.getppid(),
    "write": _write,
    **dict.fromkeys(("getuid", "geteuid", "getgid", "getegid"), _user),
}
