"""Coverage: which edges of the programs under test were taken, by this simulation and by all of its search.

An edge is a number: the place of its file in a map of `PLACES`, and how many edges of the file come before it. It is
the same in every process, so what is known of it can be shared memory (a file). A program asks only `FRESH[number]`, a
list, so an edge costs its first time, and one look afterwards.

What the search knows of edges decides where snapshots are offered, and nothing else: no event, no draw of chance.
"""

import mmap
import os
import zlib
from collections.abc import Callable

PLACES = 1 << 16  # two edges may share a number; programs have some thousands of them
_BYTES = 4
SIZE = 2 * _BYTES * PLACES
# Further is not counted: larger numbers are objects, and objects that come and go move those of the programs.
_MANY = 255

FRESH: list[bool] = [True] * PLACES


class Known:
    """What the simulations of one search know of edges, in memory that they share, of `SIZE` bytes that were 0.

    `times` counts the processes that have taken each edge, up to 255, `offered` is the number of events after which a
    snapshot was left at it, at the earliest (0: none was). Two that write at once may lose one of both, which does no
    harm.
    """

    def __init__(self, memory: "mmap.mmap | bytearray") -> None:
        numbers = memoryview(memory).cast("B")[:SIZE].cast("I")
        self.times, self.offered = numbers[:PLACES], numbers[PLACES:]

    @property
    def count(self) -> int:
        """How many edges were taken."""
        return sum(map(bool, self.times))


known = Known(bytearray(SIZE))
_on_new: Callable[[int], object] = bool


def share(path: str) -> None:
    """Know from now on what all know that share the file at `path`, of `SIZE` bytes."""
    global known  # noqa: PLW0603 - one interpreter, one map
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        known = Known(mmap.mmap(fd, SIZE))
    finally:
        os.close(fd)


def beside(socket: str) -> str:
    """Where the file of a pool is that listens at `socket`."""
    return f"{socket}.edges"


def tell(on_new: Callable[[int], object]) -> None:
    """Call `on_new` with each edge that this process takes for the first time."""
    global _on_new  # noqa: PLW0603 - one simulation for each process
    _on_new = on_new


def hit(number: int) -> None:
    """An edge is taken for the first time in this process."""
    FRESH[number] = False
    if known.times[number] < _MANY:
        known.times[number] += 1
    _on_new(number)


def place(path: str) -> int:
    """The number of the first edge of a file."""
    return zlib.crc32(path.encode("utf-8", "surrogateescape")) % PLACES
