"""What is in a file: what programs see, and what a loss of power would leave of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol
from weakref import ref

if TYPE_CHECKING:
    from mainstay.prove.machine.files.mapping import Mapping

PAGE = 4096
SECTOR = 512
WRITEBACK_NS = 35_000_000_000


class Fate(Protocol):
    """Who decides what a loss of power takes."""

    ordered: bool

    def lost(self, what: str) -> bool:
        """Whether one unsynced thing is lost."""
        ...

    def torn(self, sectors: int) -> list[bool]:
        """For each of the sectors of a page that is kept, whether it is lost after all."""
        ...


class Content:
    """The bytes of one file.

    `data` is what programs see. `_old` holds, for each page that was changed since it was last synced, what it was then
    and the nanosecond of the first change; `durable_size` is the size that was last synced.
    """

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)
        self.durable_size = len(data)
        self._resized_ns = 0
        self._old: dict[int, tuple[bytes, int]] = {}
        self.mappings: list[ref[Mapping]] = []

    @property
    def dirty(self) -> bool:
        """Whether a loss of power now could change it."""
        return bool(self._old) or self.durable_size != len(self.data)

    # -- what programs do

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`."""
        self.settle()
        return bytes(self.data[offset : offset + size])

    def write(self, offset: int, data: memoryview, now: int) -> None:
        """Put `data` at `offset`; a gap before it becomes zeros."""
        self.settle()
        self._put(offset, data, now)
        for mapping in self._mapped():
            mapping.take(offset, data)

    def _put(self, offset: int, data: memoryview, now: int) -> None:
        end = offset + len(data)
        self._remember(offset, end, now)
        if offset > len(self.data):
            self.data.extend(bytes(offset - len(self.data)))
        if end > len(self.data):
            self._resized_ns = now
        self.data[offset:end] = data

    def truncate(self, size: int, now: int) -> None:
        """Cut, or lengthen with zeros."""
        self.settle()
        if size < len(self.data):
            self._remember(size, len(self.data), now)
            del self.data[size:]
        else:
            self.data.extend(bytes(size - len(self.data)))
        self._resized_ns = now

    def _remember(self, start: int, end: int, now: int) -> None:
        for page in range(start // PAGE, (max(end, start + 1) - 1) // PAGE + 1):
            if page not in self._old:
                self._old[page] = (bytes(self.data[page * PAGE : (page + 1) * PAGE]), now)

    def sync(self, start: int = 0, end: int | None = None) -> None:
        """Make the bytes from `start` to `end` durable, and the size as far as they need it; all, without `end`."""
        self.settle()
        if end is None:
            self._old.clear()
            self.durable_size = len(self.data)
            return
        for page in range(start // PAGE, (end - 1) // PAGE + 1):
            self._old.pop(page, None)
        self.durable_size = max(self.durable_size, min(end, len(self.data)))

    # -- mappings

    def _mapped(self) -> "list[Mapping]":
        if not self.mappings:
            return []
        return [mapping for one in self.mappings if (mapping := one()) is not None and not mapping.closed]

    def map(self, mapping: "Mapping") -> bool:
        """Be kept equal to one more mapping; whether there are others."""
        self.mappings = [ref(each) for each in (*self._mapped(), mapping)]
        return len(self.mappings) > 1

    def settle(self) -> bool:
        """Take over what was written into mapped memory, as all would see it at once; whether several map it."""
        mapped = self._mapped()
        for mapping in mapped:
            mapping.give()
        return len(mapped) > 1

    def absorb(self, offset: int, data: bytes, now: int, giver: "Mapping") -> None:
        """A mapping was written to: the other mappings see it too."""
        view = memoryview(data)[: max(len(self.data) - offset, 0)]
        self._put(offset, view, now)
        for mapping in self._mapped():
            if mapping is not giver:
                mapping.take(offset, view)

    # -- loss of power

    def crash(self, now: int, fate: Fate) -> None:
        """Become what the disk has."""
        self.settle()
        size = len(self.data)
        fresh = self._resized_ns + WRITEBACK_NS > now
        if size < self.durable_size and fresh and fate.lost("size"):
            self._uncut(size)
        kept_end = self.durable_size
        for page in sorted(self._old):
            if page * PAGE < size and self._page(page, size, now, fate):
                kept_end = max(kept_end, min((page + 1) * PAGE, size))
        if size > self.durable_size and fresh and (fate.ordered or fate.lost("size")):
            del self.data[kept_end:]
        self._old.clear()
        self.durable_size = len(self.data)
        self.mappings.clear()

    def _uncut(self, size: int) -> None:
        """The file was shortened, and the disk does not know it."""
        self.data.extend(bytes(self.durable_size - size))
        for page, (old, _) in self._old.items():
            start = max(page * PAGE, size)
            part = old[start - page * PAGE :]
            if part:
                self.data[start : start + len(part)] = part
        del self.data[self.durable_size :]

    def _page(self, page: int, size: int, now: int, fate: Fate) -> bool:
        """Decide about one changed page; whether any of it is kept."""
        old, since = self._old[page]
        if since + WRITEBACK_NS <= now:
            return True
        start, end = page * PAGE, min((page + 1) * PAGE, size)
        before = old.ljust(PAGE, b"\0")[: end - start]
        if fate.lost(f"page {page}"):
            self.data[start:end] = before
            return False
        changed = [
            at for at in range(0, end - start, SECTOR)
            if bytes(self.data[start + at : start + at + SECTOR]) != before[at : at + SECTOR]
        ]  # fmt: skip
        if len(changed) > 1:
            for at, lost in zip(changed, fate.torn(len(changed)), strict=True):
                if lost:
                    self.data[start + at : min(start + at + SECTOR, end)] = before[at : at + SECTOR]
        return True


Loader = Callable[[], Content]
