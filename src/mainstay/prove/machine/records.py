"""What a search knows of the numbers and milestones that guide it, so that no run leaves a snapshot that is no news.

Shared by all simulations of a pool, as the map of edges is: one record for each name, in a file. It decides where
snapshots are offered, and nothing else. Two that write at once may both be offered, or one record be lost for a while.
"""

import mmap
import os
import struct
import zlib

ALIKE = 3  # states of the same worth that are kept: the first may lead nowhere, for want of time for example
_RECORDS = 256  # two names may share one: what is less then waits until it is more
_RECORD = struct.Struct("<ddq")  # the best value, at how many events at the earliest, how many states of that worth
SIZE = _RECORDS * _RECORD.size

_known: mmap.mmap | bytearray = bytearray(SIZE)


def share(path: str, offset: int) -> None:
    """Know from now on what all know that share the file at `path`, from `offset` on `SIZE` bytes that were 0."""
    global _known  # noqa: PLW0603 - one interpreter, one search
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        _known = mmap.mmap(fd, SIZE, offset=offset)
    finally:
        os.close(fd)


def is_news(name: str, value: float, event: int) -> bool:
    """Whether `value` after `event` events is more than any run has reached, or as much but earlier, or as rare yet."""
    at = zlib.crc32(name.encode("utf-8", "backslashreplace")) % _RECORDS * _RECORD.size
    best, earliest, alike = _RECORD.unpack_from(_known, at)
    if alike and (value < best or (value == best and alike >= ALIKE and event >= earliest)):
        return False
    same = bool(alike) and value == best
    _RECORD.pack_into(_known, at, value, min(event, earliest) if same else event, alike + 1 if same else 1)
    return True
