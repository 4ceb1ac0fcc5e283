"""`os` and `fcntl` on descriptors: files, pipes and sockets alike."""

import errno
import fcntl as real
import os
import stat
import struct
from collections.abc import Sequence
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.files.disk import disk_of
from mainstay.prove.machine.files.handles import Console, OpenFile, kernel, pipe
from mainstay.prove.machine.files.nodes import File, Node
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, refuse

_CONSOLES = 3
_FLOCK = "hhqqi"  # struct flock of 64-bit Linux: kind, whence, start, length, process
_KEPT_FLAGS = os.O_NONBLOCK | os.O_APPEND | os.O_ACCMODE


def described(fd: Any) -> Any:  # noqa: ANN401 - one of the descriptions
    """What a descriptor of the running process refers to; raises `OSError` EBADF."""
    if not isinstance(fd, int):
        fd = _numbered(fd)
    process = current.process()
    found = process.descriptions.get(fd)
    if found is None:
        if not 0 <= fd < _CONSOLES or f"closed {fd}" in process.state:
            raise refuse(BAD_DESCRIPTOR)
        found = Console(fd)
        process.descriptions[fd] = found
        found.links = 1
    return found


def _numbered(file: Any) -> int:  # noqa: ANN401 - anything with fileno()
    if not hasattr(file, "fileno"):
        message = f"argument must be an int, or have a fileno() method, not {type(file).__name__}"
        raise TypeError(message)
    return file.fileno()


def _opened(fd: Any) -> OpenFile:  # noqa: ANN401 - a descriptor
    found = described(fd)
    if not isinstance(found, OpenFile):
        raise refuse(errno.EINVAL)
    return found


# -- reading and writing


def receive(what: Any, size: int) -> bytes:  # noqa: ANN401 - a description
    """Read from any description."""
    kernel()
    if not isinstance(what, Stream):
        if not hasattr(what, "read"):
            raise refuse(errno.EINVAL)
        return what.read(size)
    while (data := what.receive(size)) is None:
        if what.nonblocking:
            raise refuse(errno.EAGAIN)
        what.wait(None, "read")
    return data


def send(what: Any, data: Any) -> int:  # noqa: ANN401 - a description, a buffer
    """Write to any description; how many bytes."""
    kernel()
    view = memoryview(data).cast("B")
    if not isinstance(what, Stream):
        if not hasattr(what, "write"):
            raise refuse(errno.EINVAL)
        return what.write(view)
    while not (sent := what.send(view)) and len(view):
        if what.nonblocking:
            raise refuse(errno.EAGAIN)
        what.wait(None, "write")
    return sent


def read(fd: int, length: int, /) -> bytes:
    """os.read."""
    return receive(described(fd), length)


def write(fd: int, data: Any, /) -> int:  # noqa: ANN401 - any buffer
    """os.write."""
    return send(described(fd), data)


def readv(fd: int, buffers: Sequence[Any], /) -> int:
    """os.readv."""
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    return _scatter(read(fd, sum(map(len, views))), views)


def _scatter(data: bytes, views: list[memoryview]) -> int:
    at = 0
    for view in views:
        part = data[at : at + len(view)]
        view[: len(part)] = part
        at += len(part)
    return at


def writev(fd: int, buffers: Sequence[Any], /) -> int:
    """os.writev."""
    return write(fd, b"".join(bytes(buffer) for buffer in buffers))


def pread(fd: int, length: int, offset: int, /) -> bytes:
    """os.pread."""
    kernel()
    return _placed(fd).pread(length, offset)


def pwrite(fd: int, data: Any, offset: int, /) -> int:  # noqa: ANN401 - any buffer
    """os.pwrite."""
    kernel()
    return _placed(fd).pwrite(memoryview(data).cast("B"), offset)


def preadv(fd: int, buffers: Sequence[Any], offset: int, flags: int = 0, /) -> int:
    """os.preadv."""
    del flags
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    return _scatter(pread(fd, sum(map(len, views)), offset), views)


def pwritev(fd: int, buffers: Sequence[Any], offset: int, flags: int = 0, /) -> int:
    """os.pwritev."""
    del flags
    return pwrite(fd, b"".join(bytes(buffer) for buffer in buffers), offset)


def _placed(fd: int) -> OpenFile:
    found = described(fd)
    if not isinstance(found, OpenFile):
        raise refuse(errno.ESPIPE)
    return found


def sendfile(out_fd: Any, in_fd: Any, offset: int | None, count: int, *_: object, **__: object) -> int:  # noqa: ANN401
    """os.sendfile."""
    source = _opened(in_fd)
    data = receive(source, count) if offset is None else pread(in_fd, count, offset)
    sent = send(described(out_fd), data) if data else 0
    if offset is None:
        source.position -= len(data) - sent
    return sent


def copy_file_range(
    src: int, dst: int, count: int, offset_src: int | None = None, offset_dst: int | None = None
) -> int:  # fmt: skip
    """os.copy_file_range."""
    data = read(src, count) if offset_src is None else pread(src, count, offset_src)
    return write(dst, data) if offset_dst is None else pwrite(dst, data, offset_dst)


# -- descriptors themselves


def shut(process: Process, fd: int) -> None:
    """Close a descriptor of a process, with what POSIX does to its locks on the file."""
    found = process.descriptions.get(fd)
    if found is None:
        raise refuse(BAD_DESCRIPTOR)
    if isinstance(found, OpenFile) and isinstance(found.node, File):
        found.node.locks.forget_ranges(process)
    process.close(fd)


def close(fd: int) -> None:
    """os.close."""
    described(fd)
    process = current.process()
    if fd < _CONSOLES:
        process.state[f"closed {fd}"] = True
    shut(process, fd)


def closerange(low: int, high: int, /) -> None:
    """os.closerange."""
    for fd in [fd for fd in current.process().descriptions if low <= fd < high]:
        close(fd)


def dup(fd: int, /) -> int:
    """os.dup."""
    return current.process().open(described(fd))


def dup2(fd: int, fd2: int, inheritable: bool = True) -> int:  # noqa: FBT001, FBT002 - as in os
    """os.dup2."""
    del inheritable
    what, process = described(fd), current.process()
    if fd2 < 0:
        raise refuse(BAD_DESCRIPTOR)
    if fd != fd2:
        if fd2 in process.descriptions:
            shut(process, fd2)
        what.links += 1
        process.descriptions[fd2] = what
    return fd2


def lseek(fd: int, position: int, whence: int, /) -> int:
    """os.lseek."""
    what = described(fd)
    if not hasattr(what, "seek"):
        raise refuse(errno.ESPIPE)
    return what.seek(position, whence)


def fsync(fd: Any) -> None:  # noqa: ANN401 - a descriptor, or anything with fileno()
    """os.fsync and os.fdatasync, which differ in nothing that is simulated."""
    _opened(fd).sync()


def sync() -> None:
    """os.sync."""
    disk = disk_of(current.host())
    disk.flush("everything")
    disk.sync_all()


def ftruncate(fd: int, length: int, /) -> None:
    """os.ftruncate."""
    kernel()
    _opened(fd).truncate(length)


def posix_fallocate(fd: int, offset: int, length: int, /) -> None:
    """os.posix_fallocate."""
    file = _opened(fd)
    if file.live(write=True).size < offset + length:
        file.truncate(offset + length)


def posix_fadvise(fd: int, offset: int, length: int, advice: int, /) -> None:
    """os.posix_fadvise: nothing follows from it."""
    del offset, length, advice
    described(fd)


def fstat(fd: int) -> os.stat_result:
    """os.fstat."""
    what = described(fd)
    if hasattr(what, "stat"):
        return what.stat()
    return os.stat_result((stat.S_IFSOCK | 0o777, fd, 0x8, 1, 0, 0, 0, 0, 0, 0))


def isatty(fd: int, /) -> bool:
    """os.isatty: no program has a terminal."""
    described(fd)
    return False


def ttyname(fd: int, /) -> str:
    """os.ttyname: no program has a terminal."""
    described(fd)
    raise refuse(errno.ENOTTY)


def get_terminal_size(fd: int = 1, /) -> os.terminal_size:
    """os.get_terminal_size: no program has a terminal."""
    del fd
    raise refuse(errno.ENOTTY)


def node_of(fd: int) -> Node:
    """The inode behind a descriptor."""
    return _opened(fd).node


def pipe_of_two() -> tuple[int, int]:
    """os.pipe."""
    return pipe2(0)


def pipe2(flags: int, /) -> tuple[int, int]:
    """os.pipe2."""
    process = current.process()
    reader, writer = pipe(flags)
    return process.open(reader), process.open(writer)


def set_blocking(fd: int, blocking: bool, /) -> None:  # noqa: FBT001 - as in os
    """os.set_blocking."""
    described(fd).nonblocking = not blocking


def get_blocking(fd: int, /) -> bool:
    """os.get_blocking."""
    return not described(fd).nonblocking


def get_inheritable(fd: int, /) -> bool:
    """os.get_inheritable: descriptors are never inherited."""
    described(fd)
    return False


def set_inheritable(fd: int, inheritable: bool, /) -> None:  # noqa: FBT001 - as in os
    """os.set_inheritable: accepted and ignored."""
    del inheritable
    described(fd)


def memfd_create(name: str, flags: int = 0) -> int:
    """os.memfd_create: a file with no name."""
    del flags
    disk = disk_of(current.host())
    file = File(disk, 0o777, f"memfd:{name}", at_ns=disk.wall_ns())
    return current.process().open(OpenFile(disk, file, os.O_RDWR, f"/memfd:{name}"))


# -- fcntl


def flock(fd: Any, operation: int, /) -> None:  # noqa: ANN401 - a descriptor, or anything with fileno()
    """fcntl.flock."""
    kernel()
    file = _opened(fd)
    if isinstance(file.node, File):
        file.disk.locked[file.node] = None
        file.node.locks.flock(file, operation)


def lockf(fd: Any, cmd: int, len: int = 0, start: int = 0, whence: int = 0, /) -> None:  # noqa: ANN401, A002, PLR0917
    """fcntl.lockf."""
    kernel()
    file = _opened(fd)
    if not isinstance(file.node, File):
        raise refuse(BAD_DESCRIPTOR)
    if (cmd & real.LOCK_EX and not file.writable) or (cmd & real.LOCK_SH and not file.readable):
        raise refuse(BAD_DESCRIPTOR)
    start += (0, file.position, file.node.size)[whence]
    file.disk.locked[file.node] = None
    file.node.locks.lockf(current.process(), cmd, (start, start + len if len else None))


def posix_lockf(fd: int, command: int, length: int, /) -> None:
    """os.lockf."""
    modes = {os.F_LOCK: real.LOCK_EX, os.F_TLOCK: real.LOCK_EX | real.LOCK_NB, os.F_ULOCK: real.LOCK_UN}
    if command == os.F_TEST:
        file = _opened(fd)
        span = (file.position, file.position + length if length else None)
        if isinstance(file.node, File) and file.node.locks.holder(current.process(), real.LOCK_EX, span) is not None:
            raise refuse(errno.EACCES)
        return
    lockf(fd, modes[command], length, 0, 1)


def fcntl(fd: Any, cmd: int, arg: Any = 0, /) -> Any:  # noqa: ANN401 - as fcntl.fcntl
    """fcntl.fcntl: flags, duplicates and locks; other commands are refused with EINVAL."""
    what, process = described(fd), current.process()
    match cmd:
        case real.F_DUPFD | real.F_DUPFD_CLOEXEC:
            return process.open(what, lowest=arg)
        case real.F_GETFD:
            return real.FD_CLOEXEC
        case real.F_SETFD:
            return 0
        case real.F_GETFL:
            flags = getattr(what, "flags", os.O_RDWR) & ~os.O_NONBLOCK & _KEPT_FLAGS
            return flags | (os.O_NONBLOCK if what.nonblocking else 0)
        case real.F_SETFL:
            what.nonblocking = bool(arg & os.O_NONBLOCK)
            if isinstance(what, OpenFile):
                what.flags = what.flags & ~os.O_APPEND | arg & os.O_APPEND
            return 0
        case real.F_SETLK | real.F_SETLKW | real.F_GETLK:
            return _lock(fd, cmd, bytes(arg))
        case _:
            raise refuse(errno.EINVAL)


def _lock(fd: int, command: int, packed: bytes) -> bytes:
    kind, whence, start, length, _ = struct.unpack(_FLOCK, packed[: struct.calcsize(_FLOCK)])
    mode = {real.F_RDLCK: real.LOCK_SH, real.F_WRLCK: real.LOCK_EX, real.F_UNLCK: real.LOCK_UN}[kind]
    if command == real.F_GETLK:
        file = _opened(fd)
        span = (start, start + length if length else None)
        found = file.node.locks.holder(current.process(), mode, span) if isinstance(file.node, File) else None
        if not isinstance(found, Process):
            return struct.pack(_FLOCK, real.F_UNLCK, whence, start, length, 0)
        return struct.pack(_FLOCK, kind, whence, start, length, found.pid)
    lockf(fd, mode | (real.LOCK_NB if command == real.F_SETLK else 0), length, start, whence)
    return packed


def ioctl(fd: Any, request: int, arg: Any = 0, mutate_flag: bool = True, /) -> Any:  # noqa: ANN401, FBT001, FBT002
    """fcntl.ioctl: no description knows any request."""
    del request, arg, mutate_flag
    described(fd)
    raise refuse(errno.ENOTTY)
