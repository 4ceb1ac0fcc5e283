"""Advisory locks: flock of open files, and fcntl's of ranges of bytes, which belong to processes."""

import errno
import fcntl as real

from mainstay.prove.machine.watched import Watched, refuse

Range = tuple[int, int | None]  # from, up to (None: for ever)


class Locks(Watched):
    """The locks on one file."""

    def __init__(self) -> None:
        super().__init__()
        self._whole: dict[object, int] = {}
        self._ranges: list[tuple[object, Range, int]] = []

    def flock(self, owner: object, operation: int) -> None:
        """Lock the whole file; blocks unless LOCK_NB is set, then raises `BlockingIOError`."""
        mode = operation & ~real.LOCK_NB
        if mode == real.LOCK_UN:
            self._whole.pop(owner, None)
            self.changed()
            return
        if mode not in {real.LOCK_SH, real.LOCK_EX}:
            raise refuse(errno.EINVAL)
        # Going from one mode to the other gives up the first, as Linux does.
        if self._whole.pop(owner, mode) != mode:
            self.changed()
        while any(real.LOCK_EX in {mode, held} for held in self._whole.values()):
            if operation & real.LOCK_NB:
                raise refuse(errno.EWOULDBLOCK)
            self.wait(None, "flock")
        self._whole[owner] = mode

    def lockf(self, owner: object, operation: int, wanted: Range) -> None:
        """Lock or unlock a range for a process; blocks unless LOCK_NB is set, then raises `BlockingIOError`."""
        mode = operation & ~real.LOCK_NB
        if mode not in {real.LOCK_UN, real.LOCK_SH, real.LOCK_EX}:
            raise refuse(errno.EINVAL)
        while mode != real.LOCK_UN and self.holder(owner, mode, wanted) is not None:
            if operation & real.LOCK_NB:
                raise refuse(errno.EAGAIN)
            self.wait(None, "lockf")
        self._unlock(owner, wanted)
        if mode != real.LOCK_UN:
            self._ranges.append((owner, wanted, mode))
        self.changed()

    def holder(self, owner: object, mode: int, wanted: Range) -> object | None:
        """Who else holds a lock that excludes this one."""
        for other, span, held in self._ranges:
            if other is not owner and real.LOCK_EX in {mode, held} and _meet(span, wanted):
                return other
        return None

    def _unlock(self, owner: object, gone: Range) -> None:
        kept: list[tuple[object, Range, int]] = []
        for other, span, held in self._ranges:
            if other is not owner or not _meet(span, gone):
                kept.append((other, span, held))
                continue
            if span[0] < gone[0]:
                kept.append((other, (span[0], gone[0]), held))
            if gone[1] is not None and (span[1] is None or span[1] > gone[1]):
                kept.append((other, (gone[1], span[1]), held))
        self._ranges = kept

    def forget_ranges(self, owner: object) -> None:
        """A process has closed the file, or ended: POSIX takes all its locks on it."""
        if self._ranges:
            self._unlock(owner, (0, None))
            self.changed()

    def forget(self, owner: object) -> None:
        """An open file is closed for the last time."""
        if self._whole.pop(owner, None) is not None:
            self.changed()

    def clear(self) -> None:
        """The kernel is gone."""
        self._whole.clear()
        self._ranges.clear()


def _meet(one: Range, other: Range) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])
