"""`mmap.mmap` on simulated files.

A mapping is a real anonymous, private one (so that buffers, searches and `struct` work on it, and a forked simulation
has its own), kept equal to the file: what is written through it is given to the file at the next touch of either, or at
once where the write goes through a method. Where there are several of one file, also before another process runs.
"""

import errno
import mmap as real
from typing import Any, Self

from mainstay.prove.machine import current
from mainstay.prove.machine.files import descriptors
from mainstay.prove.machine.files.content import PAGE, Content
from mainstay.prove.machine.files.handles import OpenFile
from mainstay.prove.machine.files.nodes import File
from mainstay.prove.machine.watched import refuse

_Real: type[real.mmap] = real.mmap
_CHUNK = 16 * PAGE


_DEFAULTS = {
    "flags": real.MAP_SHARED, "prot": real.PROT_READ | real.PROT_WRITE, "access": real.ACCESS_DEFAULT, "offset": 0
}  # fmt: skip


class Mapping(_Real):
    """`mmap.mmap`."""

    _content: Content | None
    _file: File | None
    _at: int
    _access: int
    _handle: OpenFile | None
    _size: int

    def __new__(cls, fileno: int, length: int, *rest: int, **named: int) -> Self:
        """As mmap.mmap of Unix: flags, prot, access, offset."""
        given = {**_DEFAULTS, **dict(zip(_DEFAULTS, rest, strict=False)), **named}
        flags, prot, access, offset = (given[name] for name in _DEFAULTS)
        handle: OpenFile | None = None
        if fileno != -1:
            handle = descriptors.described(fileno)
            length = _length(handle, length, offset)
        anonymous = real.MAP_PRIVATE | real.MAP_ANONYMOUS
        made = _Real.__new__(cls, -1, length, flags=anonymous, prot=real.PROT_READ | real.PROT_WRITE)
        made._begin(offset, length, access or _access(flags, prot), handle)  # noqa: SLF001 - its own
        return made

    def _begin(self, offset: int, length: int, access: int, handle: OpenFile | None) -> None:
        self._content, self._file, self._handle = None, None, None
        self._at, self._size, self._access = offset, length, access
        if handle is not None and isinstance(handle.node, File):
            self._join(handle, handle.node)

    def _join(self, handle: OpenFile, file: File) -> None:
        if self._access == real.ACCESS_WRITE and not (handle.writable and handle.readable):
            raise refuse(errno.EACCES)
        content = file.content
        content.settle()
        self.take(self._at, memoryview(content.data)[self._at : self._at + self._size])
        if self._access != real.ACCESS_COPY:
            self._content, self._file, self._handle = content, file, handle
            if content.map(self) and content not in current.hub.shared:
                current.hub.shared.append(content)

    # -- keeping equal

    def take(self, offset: int, data: memoryview) -> None:
        """The file was written at `offset`."""
        if self.closed:
            return
        start = max(offset - self._at, 0)
        end = min(offset - self._at + len(data), self._size)
        if start < end:
            cut = start - (offset - self._at)
            with memoryview(self) as view:
                view[start:end] = data[cut : cut + end - start]

    def give(self) -> None:
        """Write into the file what was changed through the memory."""
        content = self._content
        if content is None or self._access == real.ACCESS_READ or self.closed:
            return
        size = min(self._size, len(content.data) - self._at)
        with memoryview(self) as mine:
            for start in range(0, size, _CHUNK):
                end = min(start + _CHUNK, size)
                if bytes(mine[start:end]) != bytes(content.data[self._at + start : self._at + end]):
                    self._give_pages(content, mine, start, end)

    def _give_pages(self, content: Content, mine: memoryview, start: int, end: int) -> None:
        for at in range(start, end, PAGE):
            until = min(at + PAGE, end)
            part = bytes(mine[at:until])
            if part != bytes(content.data[self._at + at : self._at + until]):
                self._absorb(content, self._at + at, part)

    def _absorb(self, content: Content, offset: int, data: bytes) -> None:
        content.absorb(offset, data, current.hub.now, self)
        if self._file is not None:
            self._file.below = None
            self._file.disk.dirty[self._file] = None

    def _written(self, start: int, end: int) -> None:
        content = self._content
        if content is not None and start < end:
            with memoryview(self) as view:
                self._absorb(content, self._at + start, bytes(view[start:end]))

    def _fresh(self) -> None:
        """What others wrote through their mappings is seen here."""
        content = self._content
        if content is not None and len(content.mappings) > 1:
            content.settle()

    def _may_write(self) -> None:
        if self._access == real.ACCESS_READ:
            message = "mmap can't modify a readonly memory map."
            raise TypeError(message)

    # -- what programs call

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as mmap
        self._fresh()
        return super().__getitem__(key)  # pyright: ignore[reportUnknownVariableType] - of a key of any kind

    def __setitem__(self, key: Any, value: Any) -> None:  # noqa: ANN401 - as mmap
        self._may_write()
        super().__setitem__(key, value)
        if isinstance(key, slice):
            start, end, step = key.indices(self._size)
            if step == 1:
                self._written(start, end)
            else:
                self.give()
        else:
            at = key + self._size if key < 0 else key
            self._written(at, at + 1)

    def read(self, n: int | None = None) -> bytes:
        """As mmap.read."""
        self._fresh()
        return super().read(n)

    def readline(self) -> bytes:
        """As mmap.readline."""
        self._fresh()
        return super().readline()

    def read_byte(self) -> int:
        """As mmap.read_byte."""
        self._fresh()
        return super().read_byte()

    def find(self, *args: Any) -> int:  # noqa: ANN401 - as mmap
        """As mmap.find."""
        self._fresh()
        return super().find(*args)

    def rfind(self, *args: Any) -> int:  # noqa: ANN401 - as mmap
        """As mmap.rfind."""
        self._fresh()
        return super().rfind(*args)

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        """As mmap.write."""
        self._may_write()
        start = self.tell()
        written = super().write(data)
        self._written(start, start + written)
        return written

    def write_byte(self, byte: int) -> None:
        """As mmap.write_byte."""
        self._may_write()
        start = self.tell()
        super().write_byte(byte)
        self._written(start, start + 1)

    def move(self, dest: int, src: int, count: int) -> None:
        """As mmap.move."""
        self._may_write()
        super().move(dest, src, count)
        self._written(dest, dest + count)

    def resize(self, newsize: int) -> None:
        """As mmap.resize: the file gets the new size too."""
        if self._access in {real.ACCESS_READ, real.ACCESS_COPY}:
            message = "mmap can't resize a readonly or copy-on-write memory map."
            raise TypeError(message)
        self.give()
        super().resize(newsize)
        old, self._size = self._size, newsize
        if self._file is not None and self._content is not None:
            self._file.truncate(self._at + newsize)
            if newsize > old:
                self.take(self._at + old, memoryview(bytes(newsize - old)))

    def size(self) -> int:
        """The size of the file; of the mapping, where it has none."""
        return self._size if self._file is None else self._file.size

    def flush(self, offset: int = 0, size: int = -1) -> None:
        """As mmap.flush: returns when the bytes are durable (msync, MS_SYNC)."""
        size = self._size - offset if size < 0 else size
        if offset < 0 or offset % PAGE or offset + size > self._size:
            message = "flush values out of range"
            raise ValueError(message)
        content, file = self._content, self._file
        if content is None or file is None or self._access == real.ACCESS_READ:
            return
        self.give()
        file.disk.flush(file.label)
        content.sync(self._at + offset, self._at + offset + size)
        if file.disk.ordered:
            file.disk.synced(file)

    def close(self) -> None:
        """As mmap.close."""
        if not self.closed:
            self.give()
            super().close()
            self._content = self._file = self._handle = None

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if not self.closed:
            self.give()


def _length(handle: Any, length: int, offset: int) -> int:  # noqa: ANN401 - a description
    """How much to map; raises `ValueError` and `OSError` as mmap does."""
    if not isinstance(handle, OpenFile):
        raise refuse(errno.ENODEV)
    if offset < 0 or length < 0 or offset % PAGE:
        if offset % PAGE:
            raise refuse(errno.EINVAL)
        message = "memory mapped offset must be positive" if offset < 0 else "memory mapped length must be positive"
        raise OverflowError(message)
    size = handle.node.size
    if length == 0:
        if size == 0:
            message = "cannot mmap an empty file"
            raise ValueError(message)
        if offset >= size:
            message = "mmap offset is greater than file size"
            raise ValueError(message)
        return size - offset
    if offset > size or size - offset < length:
        message = "mmap length is greater than file size"
        raise ValueError(message)
    return length


def _access(flags: int, prot: int) -> int:
    if flags & real.MAP_PRIVATE:
        return real.ACCESS_COPY
    return real.ACCESS_WRITE if prot & real.PROT_WRITE else real.ACCESS_READ
