"""Large pages for what a process holds: a fork copies one entry for each page, and small pages are many.

Linux gathers the small pages of a range into large ones when asked (madvise(2), MADV_COLLAPSE, from 6.1), and splits
them again where a fork writes. Where the kernel refuses, nothing changes but the time that a fork takes.
"""

import ctypes

from mainstay.prove.machine.files import below

_madvise = ctypes.CDLL(None).madvise
_madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_HUGEPAGE, _COLLAPSE = 14, 25  # asm-generic/mman-common.h
_LARGE = 1 << 21


def gather() -> None:
    """Gather what this process holds: for the fork server, which has imported everything and forks every simulation.

    It takes about 1 ms for each MB. Simulations do not: reading what they hold would move their objects. Theirs are in
    large pages from the start where shim.c could be compiled.
    """
    for line in below.read("/proc/self/maps").splitlines():
        span, rights, _, _, number, *name = line.split()
        if rights == b"rw-p" and number == b"0" and name in ([], [b"[heap]"]):
            _collapse(*(int(edge, 16) for edge in span.split(b"-")))


def _collapse(start: int, end: int) -> None:
    first, last = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
    if last > first and _madvise(first, last - first, _HUGEPAGE) == 0:
        _madvise(first, last - first, _COLLAPSE)
