"""Coverage: which edges of the programs under test were taken, by this simulation and by all of its search.

An edge is a number: the place of its file in a map of `SIZE`, and how many edges of the file come before it. It is the
same in every process, so the map can be shared memory (a file): whoever takes an edge first writes it there. A program
asks only `FRESH[number]`, a list, so an edge costs its first time, and one look afterwards.

Which edges the search knows decides where snapshots are offered, and nothing else: no event, no draw of chance.
"""

import mmap
import os
import zlib
from collections.abc import Callable

SIZE = 1 << 16  # two edges may share a number; programs have some thousands of them
# Of an edge on the map: taken; taken, and a snapshot is there; the fork server knows that too. 0: never taken.
_TAKEN, _OFFERED, _TAKEN_OVER = 1, 2, 3

FRESH: list[bool] = [True] * SIZE
_known: mmap.mmap | bytearray = bytearray(SIZE)
_on_new: Callable[[], object] = bool


def share(path: str) -> None:
    """Know from now on what all know that share the file at `path`, of `SIZE` bytes."""
    global _known  # noqa: PLW0603 - one interpreter, one map
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        _known = mmap.mmap(fd, SIZE)
    finally:
        os.close(fd)


def beside(socket: str) -> str:
    """Where the file of a pool is that listens at `socket`."""
    return f"{socket}.edges"


def tell(on_new: Callable[[], object]) -> None:
    """Call `on_new` whenever an edge is taken that is new to the search; true says that a snapshot will be left."""
    global _on_new  # noqa: PLW0603 - one simulation for each process
    _on_new = on_new


def hit(number: int) -> None:
    """An edge is taken for the first time in this process."""
    FRESH[number] = False
    if _known[number] < _OFFERED:
        # Without a snapshot it stays new, so that another simulation can leave one.
        _known[number] = _OFFERED if _on_new() else _TAKEN


def forget_known() -> None:
    """Ask no more for what others have found: for the fork server, whose simulations then start without."""
    at = _known.find(b"\2")
    while at >= 0:
        FRESH[at] = False
        _known[at] = _TAKEN_OVER
        at = _known.find(b"\2", at + 1)


def place(path: str) -> int:
    """The number of the first edge of a file."""
    return zlib.crc32(path.encode("utf-8", "surrogateescape")) % SIZE
