"""What descriptors of files refer to: open files, pipes, and the three that every process begins with."""

import errno
import os
import stat
from collections.abc import Callable

from mainstay.prove.machine import current, inside
from mainstay.prove.machine.files.disk import Disk
from mainstay.prove.machine.files.nodes import Directory, Node
from mainstay.prove.machine.hub import CALL_NS
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, ERR, HUP, IN, OUT, Watched, refuse

_PIPE_SIZE = 65_536  # pipe(7)
_ATOMIC = 4096  # PIPE_BUF


def kernel() -> None:
    """What a call into the kernel costs; others whose time has come run meanwhile."""
    if current.thread is not None:
        current.host().uses_files()
        current.hub.pause(CALL_NS)


class OpenFile(Watched):
    """An open file description: a node, a position and flags."""

    def __init__(self, disk: Disk, node: Node, flags: int, path: str) -> None:
        super().__init__()
        self.disk, self.node, self.flags, self.path = disk, node, flags, path
        self.boot = disk.host.boots
        self.position = 0
        self.nonblocking = bool(flags & os.O_NONBLOCK)
        self.on_close: Callable[[], None] = lambda: None
        self.process = current.process()

    @property
    def readable(self) -> bool:
        """Whether it was opened for reading."""
        return self.flags & os.O_ACCMODE != os.O_WRONLY

    @property
    def writable(self) -> bool:
        """Whether it was opened for writing."""
        return self.flags & os.O_ACCMODE != os.O_RDONLY

    def live(self, *, write: bool = False) -> Node:
        """The node; raises `OSError` EBADF where no descriptor is left or it was not opened for this."""
        if self.links <= 0 or self.boot != self.disk.host.boots or not (self.writable if write else self.readable):
            raise refuse(BAD_DESCRIPTOR)
        return self.node

    def pread(self, size: int, offset: int) -> bytes:
        """Up to `size` bytes from `offset`."""
        node = self.live()
        if isinstance(node, Directory):
            raise refuse(errno.EISDIR)
        return node.read(offset, size)

    def pwrite(self, data: memoryview, offset: int) -> int:
        """Write `data` at `offset`; how many bytes."""
        node = self.live(write=True)
        if not len(data):
            return 0
        # Linux appends wherever the data should go (pwrite(2), BUGS).
        node.write(node.size if self.flags & os.O_APPEND else offset, data)
        if self.flags & (os.O_SYNC | os.O_DSYNC):
            self.sync()
        return len(data)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes from the position."""
        data = self.pread(size, self.position)
        self.position += len(data)
        return data

    def write(self, data: memoryview) -> int:
        """Write at the position, or at the end if it was opened for appending."""
        if self.flags & os.O_APPEND:
            self.position = self.node.size
        written = self.pwrite(data, self.position)
        self.position += written
        return written

    def seek(self, offset: int, whence: int) -> int:
        """As lseek; the new position."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: self.node.size}.get(whence)
        if whence in {os.SEEK_DATA, os.SEEK_HOLE}:
            if offset >= self.node.size:
                raise refuse(errno.ENXIO)
            base, offset = (offset, 0) if whence == os.SEEK_DATA else (self.node.size, 0)
        if base is None or base + offset < 0:
            raise refuse(errno.EINVAL)
        self.position = base + offset
        return self.position

    def truncate(self, size: int) -> None:
        """As ftruncate."""
        if not self.writable or size < 0:
            raise refuse(errno.EINVAL)
        self.live(write=True).truncate(size)

    def sync(self) -> None:
        """As fsync: returns when all is durable."""
        if self.links <= 0:
            raise refuse(BAD_DESCRIPTOR)
        self.disk.flush(self.path)
        if isinstance(self.node, Directory):
            self.disk.sync_folder(self.node)
        else:
            self.node.sync()

    def stat(self) -> os.stat_result:
        """As fstat."""
        return self.node.stat()

    def close(self) -> None:
        """Locks that it holds are given up."""
        self.node.locks.forget(self)
        self.node.locks.forget_ranges(self.process)
        self.on_close()


class _Pipe:
    """What lies between the two ends of a pipe."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.readers: Reader | None = None
        self.writers: Writer | None = None

    def changed(self) -> None:
        """Tell both ends."""
        for end in (self.readers, self.writers):
            if end is not None:
                end.changed()


class _End(Watched):
    """One end of a pipe."""

    flags = os.O_RDONLY

    def __init__(self, pipe: _Pipe, *, nonblocking: bool) -> None:
        super().__init__()
        self.pipe = pipe
        self.nonblocking = nonblocking
        self.number = current.host().machine.pairs = current.host().machine.pairs + 1

    def live(self) -> _Pipe:
        """The pipe; raises `OSError` EBADF once closed."""
        if self.links <= 0:
            raise refuse(BAD_DESCRIPTOR)
        return self.pipe

    def pause(self, what: str) -> None:
        """Wait until something changes; raises `BlockingIOError` where it may not."""
        if self.nonblocking:
            raise refuse(errno.EAGAIN)
        self.wait(None, what)

    def seek(self, offset: int, whence: int) -> int:
        """Pipes have no position."""
        del offset, whence
        raise refuse(errno.ESPIPE)

    def stat(self) -> os.stat_result:
        """As fstat."""
        return os.stat_result((stat.S_IFIFO | 0o600, self.number, 0xD, 1, 0, 0, 0, 0, 0, 0))


class Reader(_End):
    """The end of a pipe that is read from."""

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; nothing once all writers are gone."""
        pipe = self.live()
        while not pipe.data:
            if pipe.writers is None or size == 0:
                return b""
            self.pause("reading from a pipe")
        data = bytes(pipe.data[:size])
        del pipe.data[:size]
        pipe.changed()
        return data

    def write(self, data: memoryview) -> int:
        """It is the other end."""
        del data
        raise refuse(BAD_DESCRIPTOR)

    def readiness(self) -> int:
        """Readable where there is data; hung up where there are no writers."""
        return (IN if self.pipe.data else 0) | (HUP if self.pipe.writers is None else 0)

    def close(self) -> None:
        """Writers get EPIPE from now on."""
        self.pipe.readers = None
        self.pipe.changed()


class Writer(_End):
    """The end of a pipe that is written to."""

    flags = os.O_WRONLY

    def read(self, size: int) -> bytes:
        """It is the other end."""
        del size
        raise refuse(BAD_DESCRIPTOR)

    def write(self, data: memoryview) -> int:
        """Write all, or what fits if it may not block; up to 4 KiB all or nothing. Raises `BrokenPipeError`."""
        done = 0
        while done < len(data):
            pipe = self.live()
            if pipe.readers is None:
                raise refuse(errno.EPIPE)
            room = _PIPE_SIZE - len(pipe.data)
            if room <= 0 or (len(data) <= _ATOMIC and room < len(data)):
                if done and self.nonblocking:
                    break
                self.pause("writing into a pipe")
                continue
            part = data[done : done + room]
            pipe.data.extend(part)
            done += len(part)
            pipe.changed()
        return done

    def readiness(self) -> int:
        """Writable where a page fits; an error where there are no readers."""
        room = _PIPE_SIZE - len(self.pipe.data) >= _ATOMIC
        return (OUT if room else 0) | (ERR if self.pipe.readers is None else 0)

    def close(self) -> None:
        """Readers come to the end."""
        self.pipe.writers = None
        self.pipe.changed()


def pipe(flags: int = 0) -> tuple[Reader, Writer]:
    """A pipe; O_NONBLOCK is the flag that matters."""
    made = _Pipe()
    nonblocking = bool(flags & os.O_NONBLOCK)
    made.readers, made.writers = Reader(made, nonblocking=nonblocking), Writer(made, nonblocking=nonblocking)
    return made.readers, made.writers


class Console(Watched):
    """Descriptors 0, 1 and 2 as a process begins: no input, and lines of output."""

    flags = os.O_RDWR
    nonblocking = False

    def __init__(self, fd: int) -> None:
        super().__init__()
        self.fd = fd

    def read(self, size: int) -> bytes:
        """There is no input."""
        del size
        return b""

    def write(self, data: memoryview) -> int:
        """Lines of the process."""
        # Not `sys.stdout`: a program that another has started writes to this descriptor through a file of its own.
        stream = inside.shared_stream("stderr" if self.fd == 2 else "stdout")  # noqa: PLR2004 - the descriptor of errors
        stream.write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)

    def seek(self, offset: int, whence: int) -> int:
        """A console has no position."""
        del offset, whence
        raise refuse(errno.ESPIPE)

    def stat(self) -> os.stat_result:
        """As fstat: a pipe, as under a supervisor."""
        return os.stat_result((stat.S_IFIFO | 0o600, self.fd, 0xD, 1, 0, 0, 0, 0, 0, 0))
