"""The real connection between a simulation and who asked for it: lines of JSON over a local socket.

Everything real is taken before the surface is replaced, since the programs of the simulation share this interpreter.
"""

import _socket
import contextlib
import ctypes
import fcntl
import os
import socket

import msgspec

_read, _write, _close, _exit, _waitpid = os.read, os.write, os.close, os._exit, os.waitpid
_open, _dup2, _pipe = os.open, os.dup2, os.pipe
_Socket = _socket.socket  # the bare type: a class in Python would run code that has been replaced
# The C library's own, since Python's runs hooks in the child (new seeds, new locks) that no two children run alike.
_itself = ctypes.PyDLL(None)
_fork = _itself.fork
# In shim.c, where that could be compiled.
_connect, _forks = getattr(_itself, "mainstay_connected", None), getattr(_itself, "mainstay_forks", None)
_dupfd = fcntl.fcntl
_CHUNK = 1 << 16
# Far above the numbers of simulated descriptors: C code that takes one of those for real meets nothing of ours.
_FIRST_FD = 700


def fork() -> int:
    """0 in the new process, its identifier in the old one."""
    return _fork()


def leave(status: int = 0) -> None:
    """End this process at once: nothing of the simulated programs runs any more."""
    _exit(status)


def pipe() -> tuple[int, int]:
    """A real pipe: where to read, where to write."""
    return _pipe()


def write_all(fd: int, data: bytes) -> None:
    """Write all of `data`."""
    left = memoryview(data)
    while left:
        left = left[_write(fd, left) :]


def read_all(fd: int, other: int) -> bytes:
    """Read until whoever writes has ended; `other` is this process's own end of writing."""
    _close(other)
    parts: list[bytes] = []
    while data := _read(fd, _CHUNK):
        parts.append(data)
    _close(fd)
    return b"".join(parts)


def wait_for(child: int) -> None:
    """Wait until a process that `fork` made has ended."""
    _waitpid(child, 0)


def reap() -> None:
    """Forget children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while _waitpid(-1, os.WNOHANG)[0]:
            pass


def ended_well(process: int) -> bool:
    """Wait for the end of a forked process; whether it ended with status 0."""
    return _waitpid(process, 0)[1] == 0


def silence() -> None:
    """What C code of programs reads or writes by itself comes from nowhere and goes nowhere; errors are kept."""
    null = _open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        _dup2(null, fd)
    _close(null)


class Link:
    """One connection to the pool at `path`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.fd = _connected(path, _FIRST_FD)  # what hangs in C writes its stack there
        self._pending = b""

    def send(self, kind: str, value: object) -> None:
        """Send one value, as `[kind, value]`."""
        write_all(self.fd, msgspec.json.encode([kind, value]) + b"\n")

    def send_encoded(self, kind: str, line: bytes) -> None:
        """Send one value that is JSON already."""
        write_all(self.fd, b'["%s", %s]\n' % (kind.encode(), line))

    def receive(self) -> bytes | None:
        """The next line; None at the end. Blocks this process, simulation and all."""
        while b"\n" not in self._pending:
            data = _read(self.fd, _CHUNK)
            if not data:
                return None
            self._pending += data
        line, _, self._pending = self._pending.partition(b"\n")
        return line

    def close(self) -> None:
        """Hang up."""
        _close(self.fd)

    def live(self, own: "Link") -> int:
        """The life of a copy: fork for each number that arrives here; `own` was a link of the process it is a copy of.

        Returns in each fork its number, and `own` is a connection of that fork, with the descriptor that it had; 0 when
        the other end hangs up.
        """
        own.close()
        if _forks is not None:
            return int(_forks(self.fd, self._path.encode(), own.fd))
        while (line := self.receive()) is not None:
            reap()
            if fork() == 0:
                self.close()
                own.fd = _connected(self._path, own.fd)
                return int(line)
        return 0


def _connected(path: str, least: int) -> int:
    if _connect is not None:
        fd = int(_connect(path.encode(), least))
        if fd >= 0:
            return fd
    connection = _Socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    fd = _dupfd(connection.fileno(), fcntl.F_DUPFD_CLOEXEC, least)
    connection.close()
    return fd
