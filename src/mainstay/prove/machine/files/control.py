"""`fcntl`: flags of descriptors, duplicates, advisory locks."""

import errno
import fcntl as real
import os
import struct
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.files.descriptors import described, get_inheritable, opened, set_inheritable
from mainstay.prove.machine.files.handles import OpenFile, kernel
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, refuse

_FLOCK = "hhqqi"  # struct flock of 64-bit Linux: kind, whence, start, length, process
_KEPT_FLAGS = os.O_NONBLOCK | os.O_APPEND | os.O_ACCMODE


def flock(fd: Any, operation: int, /) -> None:  # noqa: ANN401 - a descriptor, or anything with fileno()
    """fcntl.flock."""
    kernel()
    file = opened(fd)
    file.disk.locked[file.node] = None
    file.node.locks.flock(file, operation)


def lockf(fd: Any, cmd: int, length: int = 0, *place: int) -> None:  # noqa: ANN401 - or anything with fileno()
    """fcntl.lockf; `place` is a start and from where it counts."""
    start, whence = (*place, 0, 0)[:2]
    kernel()
    if cmd != real.LOCK_UN and not cmd & (real.LOCK_SH | real.LOCK_EX):
        message = "unrecognized lockf argument"
        raise ValueError(message)
    file = opened(fd)
    if (cmd & real.LOCK_EX and not file.writable) or (cmd & real.LOCK_SH and not file.readable):
        raise refuse(BAD_DESCRIPTOR)
    start += (0, file.position, file.node.size)[whence]
    file.disk.locked[file.node] = None
    file.node.locks.lockf(current.process(), cmd, (start, start + length if length else None))


def posix_lockf(fd: int, command: int, length: int, /) -> None:
    """os.lockf."""
    modes = {os.F_LOCK: real.LOCK_EX, os.F_TLOCK: real.LOCK_EX | real.LOCK_NB, os.F_ULOCK: real.LOCK_UN}
    if command == os.F_TEST:
        file = opened(fd)
        span = (file.position, file.position + length if length else None)
        if file.node.locks.holder(current.process(), real.LOCK_EX, span) is not None:
            raise refuse(errno.EACCES)
        return
    lockf(fd, modes[command], length, 0, 1)


def fcntl(fd: Any, cmd: int, arg: Any = 0, /) -> Any:  # noqa: ANN401 - as fcntl.fcntl
    """fcntl.fcntl: flags, duplicates and locks; other commands are refused with EINVAL."""
    what, process = described(fd), current.process()
    match cmd:
        case real.F_DUPFD | real.F_DUPFD_CLOEXEC:
            made = process.open(what, lowest=arg)
            set_inheritable(made, cmd == real.F_DUPFD)
            return made
        case real.F_GETFD:
            return 0 if get_inheritable(_fd(fd)) else real.FD_CLOEXEC
        case real.F_SETFD:
            set_inheritable(_fd(fd), not arg & real.FD_CLOEXEC)
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


def _fd(file: Any) -> int:  # noqa: ANN401 - a descriptor, or anything with fileno()
    return file if isinstance(file, int) else file.fileno()


def _lock(fd: int, command: int, packed: bytes) -> bytes:
    kind, whence, start, length, _ = struct.unpack(_FLOCK, packed[: struct.calcsize(_FLOCK)])
    mode = {real.F_RDLCK: real.LOCK_SH, real.F_WRLCK: real.LOCK_EX, real.F_UNLCK: real.LOCK_UN}[kind]
    if command == real.F_GETLK:
        file = opened(fd)
        span = (start, start + length if length else None)
        found = file.node.locks.holder(current.process(), mode, span)
        if not isinstance(found, Process):
            return struct.pack(_FLOCK, real.F_UNLCK, whence, start, length, 0)
        return struct.pack(_FLOCK, kind, whence, start, length, found.pid)
    lockf(fd, mode | (real.LOCK_NB if command == real.F_SETLK else 0), length, start, whence)
    return packed


def ioctl(fd: Any, request: int, arg: Any = 0, mutate_flag: bool = True, /) -> Any:  # noqa: ANN401 - as fcntl.ioctl
    """fcntl.ioctl: no description knows any request."""
    del request, arg, mutate_flag
    described(fd)
    raise refuse(errno.ENOTTY)
