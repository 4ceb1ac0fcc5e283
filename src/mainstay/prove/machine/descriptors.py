"""`os.read`, `os.write`, `os.pipe`, `os.dup` and their relatives on descriptors of the running simulated process.

Whatever a descriptor refers to is read with `receive(size)` (None: nothing yet) and written with `send(data)` (0:
nothing fits); what lacks one of the two refuses it with EBADF, as a pipe's wrong end does.
"""

# ruff: noqa: ANN401
# What `os` and `open` take and give has no one type.

import errno
import fcntl as real_fcntl
import io
import os
import stat
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current, signals
from mainstay.prove.machine import refuse as refuse_outside
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.pipes import Console, Entropy, Null, ReadEnd, pipe
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import Watched, refuse

_STANDARD = 3  # descriptors below are the console unless something else was put there
_SIGPIPE = 13
_real_open = io.open


def description(fd: int, process: Process | None = None) -> Any:
    """What a descriptor refers to; raises `OSError` EBADF."""
    process = process or current.process()
    found = process.descriptions.get(fd)
    if found is None and 0 <= fd < _STANDARD:
        found = Console(fd)
        process.descriptions[fd] = found
        found.links += 1
    if found is None:
        raise refuse(errno.EBADF)
    return found


def read(fd: int, size: int) -> bytes:
    """os.read."""
    what = description(fd)
    receive = getattr(what, "receive", None)
    if receive is None:
        raise refuse(errno.EBADF)
    while (data := receive(size)) is None:
        _wait(what, f"read({fd})")
    return data if isinstance(what, (ReadEnd, Null, Console, Stream)) else bytes(data[0][:size])  # a datagram


def write(fd: int, data: Any) -> int:
    """os.write."""
    what = description(fd)
    send: Any = getattr(what, "send", None)
    if send is None or isinstance(what, Datagrams):
        raise refuse(errno.EBADF)
    view = memoryview(data).cast("B")
    try:
        while not (sent := send(view)) and len(view):
            _wait(what, f"write({fd})")
    except BrokenPipeError:
        signals.send(current.process(), _SIGPIPE)
        raise
    return sent


def _wait(what: Any, waits_for: str) -> None:
    if getattr(what, "nonblocking", False):
        raise refuse(errno.EAGAIN)
    what.wait(None, waits_for)


def close(fd: int) -> None:
    """os.close."""
    description(fd)
    current.process().close(fd)


def closerange(low: int, high: int) -> None:
    """os.closerange."""
    process = current.process()
    for fd in [fd for fd in process.descriptions if low <= fd < high]:
        process.close(fd)


def open_pipe() -> tuple[int, int]:
    """os.pipe."""
    process = current.process()
    reader, writer = pipe()
    return process.open(reader), process.open(writer)


def open_pipe2(flags: int) -> tuple[int, int]:
    """os.pipe2."""
    pair = open_pipe()
    if flags & os.O_NONBLOCK:
        for fd in pair:
            set_blocking(fd, blocking=False)
    return pair


def dup(fd: int) -> int:
    """os.dup."""
    return current.process().open(description(fd))


def dup2(fd: int, fd2: int, inheritable: bool = True) -> int:
    """os.dup2."""
    del inheritable
    process, what = current.process(), description(fd)
    if fd != fd2:
        if fd2 in process.descriptions:
            process.close(fd2)
        process.descriptions[fd2] = what
        what.links += 1
    return fd2


def set_blocking(fd: int, blocking: bool) -> None:
    """os.set_blocking."""
    description(fd).nonblocking = not blocking


def get_blocking(fd: int) -> bool:
    """os.get_blocking."""
    return not getattr(description(fd), "nonblocking", False)


def inheritable(process: Process) -> set[int]:
    """The descriptors that programs started by `process` get where they are not told which."""
    none: set[int] = set()
    found: Any = process.state.setdefault("inheritable", none)
    return found


def set_inheritable(fd: int, flag: bool) -> None:
    """os.set_inheritable."""
    description(fd)
    known = inheritable(current.process())
    if flag:
        known.add(fd)
    else:
        known.discard(fd)


def get_inheritable(fd: int) -> bool:
    """os.get_inheritable."""
    description(fd)
    return fd < _STANDARD or fd in inheritable(current.process())


def isatty(fd: int) -> bool:
    """os.isatty: programs run as under a supervisor."""
    return fd < 0  # no descriptor is a terminal


def fstat(fd: int) -> os.stat_result:
    """os.fstat: says what kind of thing it is."""
    what = description(fd)
    kind = stat.S_IFIFO if hasattr(what, "nonblocking") and not hasattr(what, "peer") else stat.S_IFSOCK
    if isinstance(what, Console):
        kind = stat.S_IFCHR
    return os.stat_result((kind | 0o600, fd, 0, 1, 0, 0, 0, 0, 0, 0))


def fcntl(fd: Any, command: int, argument: int = 0) -> int:
    """fcntl.fcntl: flags and duplicates of descriptors."""
    fd = fd if isinstance(fd, int) else fd.fileno()
    if command == real_fcntl.F_GETFL:
        return os.O_RDWR | (0 if get_blocking(fd) else os.O_NONBLOCK)
    if command == real_fcntl.F_SETFL:
        set_blocking(fd, not argument & os.O_NONBLOCK)
        return 0
    if command == real_fcntl.F_GETFD:
        return 0 if get_inheritable(fd) else real_fcntl.FD_CLOEXEC
    if command == real_fcntl.F_SETFD:
        set_inheritable(fd, not argument & real_fcntl.FD_CLOEXEC)
        return 0
    if command in {real_fcntl.F_DUPFD, real_fcntl.F_DUPFD_CLOEXEC}:
        return current.process().open(description(fd), lowest=argument)
    raise refuse(errno.EINVAL)


class Raw(io.RawIOBase):
    """A file object on a descriptor, unbuffered."""

    def __init__(self, fd: int, mode: str, *, closefd: bool) -> None:
        super().__init__()
        self._fd, self.mode, self._closefd = fd, mode, closefd
        self.name = fd
        self._process = current.process()
        description(fd)

    def fileno(self) -> int:
        """The descriptor."""
        if self.closed:
            message = "I/O operation on closed file"
            raise ValueError(message)
        return self._fd

    def readable(self) -> bool:
        """Whether it was opened for that."""
        return "r" in self.mode or "+" in self.mode

    def writable(self) -> bool:
        """Whether it was opened for that."""
        return "r" not in self.mode or "+" in self.mode

    def readinto(self, buffer: Any) -> int | None:
        """One `os.read`."""
        view = memoryview(buffer).cast("B")
        try:
            data = read(self.fileno(), len(view))
        except BlockingIOError:
            return None
        view[: len(data)] = data
        return len(data)

    def write(self, data: Any) -> int | None:
        """One `os.write`."""
        try:
            return write(self.fileno(), data)
        except BlockingIOError:
            return None

    def close(self) -> None:
        """Close the descriptor too, unless it was lent."""
        if self.closed:
            return
        super().close()
        if self._closefd and self._process.alive and self._fd in self._process.descriptions:
            self._process.close(self._fd)


def open_descriptor(fd: int, mode: str = "r", buffering: int = -1, *, text: dict[str, Any], closefd: bool) -> Any:
    """`open(fd, …)`: the file object that Python would make. `text` are encoding, errors and newline."""
    raw = Raw(fd, mode.replace("b", "").replace("t", ""), closefd=closefd)
    if buffering == 0:
        return raw
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    kind: Any = io.BufferedReader if not raw.writable() else io.BufferedWriter
    buffered = kind(raw, size)
    if "b" in mode:
        return buffered
    options: dict[str, Any] = {"encoding": "utf-8", **text}
    wrapped = io.TextIOWrapper(buffered, line_buffering=buffering == 1, **options)
    wrapped.mode = mode  # type: ignore[misc] # as io.open sets it
    return wrapped


def open_file(file: Any, mode: str = "r", buffering: int = -1, *args: Any, **options: Any) -> Any:
    """`open`, where the file is given as a descriptor of the running process; all else as before."""
    if current.thread is not None and file in _DEVICES:
        file = open_device(file, 0)
    elif current.thread is not None and not isinstance(file, int):
        refuse_outside.require_shipped(file, writes=not mode.startswith("r") or "+" in mode)
    if not isinstance(file, int) or current.thread is None:
        return _real_open(file, mode, buffering, *args, **options)
    options.update(zip(("encoding", "errors", "newline", "closefd", "opener"), args, strict=False))
    text = {name: options[name] for name in ("encoding", "errors", "newline") if options.get(name) is not None}
    return open_descriptor(file, mode, buffering, text=text, closefd=options.get("closefd", True))


_DEVICES: dict[Any, Callable[[], Watched]] = {"/dev/null": Null, "/dev/urandom": Entropy, "/dev/random": Entropy}
_real_os_open = os.open


def open_device(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    """os.open, of the devices that every program expects; all else as before."""
    device = _DEVICES.get(path) if current.thread is not None else None
    if device is None:
        if current.thread is not None:
            refuse_outside.require_shipped(path, writes=bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)))
        return _real_os_open(path, flags, mode, dir_fd=dir_fd)
    return current.process().open(device())


OS: dict[str, Callable[..., Any]] = {
    "open": open_device,
    "read": read,
    "write": write,
    "close": close,
    "closerange": closerange,
    "pipe": open_pipe,
    "pipe2": open_pipe2,
    "dup": dup,
    "dup2": dup2,
    "set_blocking": set_blocking,
    "get_blocking": get_blocking,
    "set_inheritable": set_inheritable,
    "get_inheritable": get_inheritable,
    "isatty": isatty,
    "fstat": fstat,
}
