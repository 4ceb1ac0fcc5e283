"""`os` on descriptors: files, pipes and sockets alike."""

import errno
import os
import stat
from collections.abc import Sequence
from typing import Any

from mainstay.prove.machine import current, signals
from mainstay.prove.machine.files.disk import disk_of
from mainstay.prove.machine.files.handles import Console, OpenFile, kernel, pipe
from mainstay.prove.machine.files.nodes import File, Node
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, refuse

_CONSOLES = 3
_SIGPIPE = 13


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


def opened(fd: Any) -> OpenFile:  # noqa: ANN401 - a descriptor
    """The open file behind a descriptor; raises `OSError` EINVAL where it is something else."""
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
    """Write to any description; how many bytes. Where nobody reads any more SIGPIPE comes first."""
    kernel()
    view = memoryview(data).cast("B")
    try:
        return _sent(what, view)
    except BrokenPipeError:
        signals.send(current.process(), _SIGPIPE)
        raise


def _sent(what: Any, view: memoryview) -> int:  # noqa: ANN401 - a description
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
    return _placed(fd, offset).pread(length, offset)


def pwrite(fd: int, data: Any, offset: int, /) -> int:  # noqa: ANN401 - any buffer
    """os.pwrite."""
    kernel()
    return _placed(fd, offset).pwrite(memoryview(data).cast("B"), offset)


def preadv(fd: int, buffers: Sequence[Any], offset: int, flags: int = 0, /) -> int:
    """os.preadv."""
    del flags
    views = [memoryview(buffer).cast("B") for buffer in buffers]
    return _scatter(pread(fd, sum(map(len, views)), offset), views)


def pwritev(fd: int, buffers: Sequence[Any], offset: int, flags: int = 0, /) -> int:
    """os.pwritev."""
    del flags
    return pwrite(fd, b"".join(bytes(buffer) for buffer in buffers), offset)


def _placed(fd: int, offset: int) -> OpenFile:
    if offset < 0:
        raise refuse(errno.EINVAL)
    found = described(fd)
    if not isinstance(found, OpenFile):
        raise refuse(errno.ESPIPE)
    return found


def sendfile(out_fd: Any, in_fd: Any, offset: int | None, count: int, **_: object) -> int:  # noqa: ANN401 - descriptors
    """os.sendfile."""
    source = opened(in_fd)
    data = receive(source, count) if offset is None else pread(in_fd, count, offset)
    sent = send(described(out_fd), data) if data else 0
    if offset is None:
        source.position -= len(data) - sent
    return sent


def copy_file_range(src: int, dst: int, count: int, *offsets: int | None, **named: int | None) -> int:
    """os.copy_file_range; the offsets are `offset_src` and `offset_dst`."""
    offset_src = offsets[0] if offsets else named.get("offset_src")
    offset_dst = offsets[1] if len(offsets) > 1 else named.get("offset_dst")
    data = read(src, count) if offset_src is None else pread(src, count, offset_src)
    return write(dst, data) if offset_dst is None else pwrite(dst, data, offset_dst)


# -- descriptors themselves


def shut(process: Process, fd: int) -> None:
    """Close a descriptor of a process, with what POSIX does to its locks on the file."""
    found = process.descriptions.get(fd)
    if found is None:
        raise refuse(BAD_DESCRIPTOR)
    if isinstance(found, OpenFile):
        found.node.locks.forget_ranges(process)
    process.close(fd)
    inherited(process).discard(fd)


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


def dup2(fd: int, fd2: int, inheritable: bool = True) -> int:
    """os.dup2."""
    what, process = described(fd), current.process()
    if fd2 < 0:
        raise refuse(BAD_DESCRIPTOR)
    if fd != fd2:
        if fd2 in process.descriptions:
            shut(process, fd2)
        what.links += 1
        process.descriptions[fd2] = what
        if inheritable:
            inherited(process).add(fd2)
    return fd2


def lseek(fd: int, position: int, whence: int, /) -> int:
    """os.lseek."""
    what = described(fd)
    if not hasattr(what, "seek"):
        raise refuse(errno.ESPIPE)
    return what.seek(position, whence)


def fsync(fd: Any) -> None:  # noqa: ANN401 - a descriptor, or anything with fileno()
    """os.fsync and os.fdatasync, which differ in nothing that is simulated."""
    opened(fd).sync()


def sync() -> None:
    """os.sync."""
    disk = disk_of(current.host())
    disk.flush("everything")
    disk.sync_all()


def ftruncate(fd: int, length: int, /) -> None:
    """os.ftruncate."""
    kernel()
    opened(fd).truncate(length)


def posix_fallocate(fd: int, offset: int, length: int, /) -> None:
    """os.posix_fallocate."""
    file = opened(fd)
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
    return opened(fd).node


def pipe_of_two() -> tuple[int, int]:
    """os.pipe."""
    return pipe2(0)


def pipe2(flags: int, /) -> tuple[int, int]:
    """os.pipe2."""
    process = current.process()
    reader, writer = pipe(flags)
    return process.open(reader), process.open(writer)


def set_blocking(fd: int, blocking: bool, /) -> None:
    """os.set_blocking."""
    described(fd).nonblocking = not blocking


def get_blocking(fd: int, /) -> bool:
    """os.get_blocking."""
    return not described(fd).nonblocking


def get_inheritable(fd: int, /) -> bool:
    """os.get_inheritable."""
    described(fd)
    return fd < _CONSOLES or fd in inherited(current.process())


def set_inheritable(fd: int, inheritable: bool, /) -> None:
    """os.set_inheritable."""
    described(fd)
    known = inherited(current.process())
    if inheritable:
        known.add(fd)
    else:
        known.discard(fd)


def inherited(process: Process) -> set[int]:
    """The descriptors that programs started by `process` get where they are not told which."""
    none: set[int] = set()
    found: Any = process.state.setdefault("inheritable", none)
    return found


def memfd_create(name: str, flags: int = 0) -> int:
    """os.memfd_create: a file with no name."""
    del flags
    disk = disk_of(current.host())
    file = File(disk, 0o777, f"memfd:{name}", at_ns=disk.wall_ns())
    return current.process().open(OpenFile(disk, file, os.O_RDWR, f"/memfd:{name}"))
