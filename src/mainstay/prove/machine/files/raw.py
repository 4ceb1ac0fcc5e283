"""`open`, `io.open`, `io.FileIO`: raw files on simulated descriptors below Python's own buffers and text."""

import errno
import io
import os
import stat
from collections.abc import Callable
from typing import Any
from weakref import ref

from mainstay.prove.machine import current, unclosed
from mainstay.prove.machine.files import descriptors, paths
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import BAD_DESCRIPTOR, refuse

_NEW_FILE = 0o666
_OPEN_FILES = "open files"
_BUFFER = io.DEFAULT_BUFFER_SIZE
_FLAGS = {"r": 0, "w": os.O_CREAT | os.O_TRUNC, "a": os.O_CREAT | os.O_APPEND, "x": os.O_CREAT | os.O_EXCL}
Opener = Callable[[Any, int], Any]


def _flags(mode: str) -> int:
    """The flags of open(2) for a mode of FileIO; raises `ValueError`."""
    letters = mode.replace("b", "").replace("+", "")
    if letters not in _FLAGS or len(mode) != len(set(mode)) or set(mode) - set("rwaxb+"):
        message = "Must have exactly one of create/read/write/append mode and at most one plus"
        raise ValueError(message if set(mode) <= set("rwaxb+") else f"invalid mode: {mode}")
    both = os.O_RDWR if "+" in mode else os.O_RDONLY if letters == "r" else os.O_WRONLY
    return both | _FLAGS[letters] | os.O_CLOEXEC


class FileIO(io.RawIOBase):
    """`io.FileIO`. A file that a program holds after its process was killed is closed."""

    _finalizing = False  # set by io.IOBase where the file is garbage

    def __init__(
        self, file: Any, mode: str = "r", closefd: bool = True, opener: Opener | None = None  # noqa: ANN401 - a path or fd
    ) -> None:  # fmt: skip
        super().__init__()
        flags = _flags(mode)
        self._process: Process = current.process()
        self._fd = -1
        self._closes = closefd
        self.name = file
        self._reads = flags & os.O_ACCMODE != os.O_WRONLY
        self._writes = flags & os.O_ACCMODE != os.O_RDONLY
        self._plus, self._letter = "+" in mode, mode.replace("b", "").replace("+", "")
        if isinstance(file, int):
            if file < 0:
                message = "negative file descriptor"
                raise ValueError(message)
            self._fd, self._what = file, descriptors.described(file)
        else:
            if not closefd:
                message = "Cannot use closefd=False with file name"
                raise ValueError(message)
            self._fd = self._opened(file, flags, opener)
            self._what = descriptors.described(self._fd)
        self._check_kind()
        if self._letter == "a" and hasattr(self._what, "seek"):
            self._at_end()

    def _opened(self, file: Any, flags: int, opener: Opener | None) -> int:  # noqa: ANN401 - a path
        if opener is None:
            return paths.open_fd(file, flags, _NEW_FILE)
        fd = opener(file, flags)
        if not isinstance(fd, int):
            message = "expected integer from opener"
            raise TypeError(message)
        if fd < 0:
            message = f"opener returned {fd}"
            raise ValueError(message)
        return fd

    def _check_kind(self) -> None:
        if stat.S_ISDIR(descriptors.fstat(self._fd).st_mode):
            if not isinstance(self.name, int):
                self._release()
            self._fd = -1
            raise refuse(errno.EISDIR, self.name)

    def _at_end(self) -> None:
        try:
            self._what.seek(0, os.SEEK_END)
        except OSError as trouble:
            if trouble.errno != errno.ESPIPE:
                raise

    # -- what it is

    @property
    def mode(self) -> str:
        """As io.FileIO tells it."""
        letter = "x" if self._letter == "x" else "a" if self._letter == "a" else "r" if self._reads else "w"
        if letter in {"r", "w"} and self._reads and self._writes:
            return "rb+"
        return f"{letter}b{'+' if self._plus else ''}"

    @property
    def closefd(self) -> bool:
        """Whether closing the file closes the descriptor."""
        return self._closes

    @property
    def _blksize(self) -> int:
        return _BUFFER

    def fileno(self) -> int:
        """The descriptor."""
        self._check()
        return self._fd

    def isatty(self) -> bool:
        """No program has a terminal."""
        self._check()
        return False

    _isatty_open_only = isatty

    def readable(self) -> bool:
        """Whether it was opened for reading."""
        self._check()
        return self._reads

    def writable(self) -> bool:
        """Whether it was opened for writing."""
        self._check()
        return self._writes

    def seekable(self) -> bool:
        """Whether it has a position."""
        self._check()
        try:
            self.seek(0, os.SEEK_CUR)
        except OSError:
            return False
        return True

    def __repr__(self) -> str:
        if self.closed:
            return "<_io.FileIO [closed]>"
        return f"<_io.FileIO name={self.name!r} mode={self.mode!r} closefd={self._closes}>"

    def __reduce__(self) -> Any:  # noqa: ANN401 - never returns
        message = f"cannot pickle {type(self).__name__!r} instances"
        raise TypeError(message)

    def _check(self, *, read: bool = False, write: bool = False) -> None:
        if self.closed:
            message = "I/O operation on closed file"
            raise ValueError(message)
        if self._what.links <= 0:
            raise refuse(BAD_DESCRIPTOR)
        if (read and not self._reads) or (write and not self._writes):
            message = f"File not open for {'reading' if read else 'writing'}"
            raise io.UnsupportedOperation(message)

    # -- reading and writing

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any writable buffer
        """Read into a buffer; None where nothing is there yet."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        if data is None:
            return None
        view[: len(data)] = data
        return len(data)

    def read(self, size: int | None = -1) -> bytes | None:
        """Up to `size` bytes, or all; None where nothing is there yet."""
        self._check(read=True)
        if size is None or size < 0:
            return self.readall()
        try:
            return descriptors.receive(self._what, size)
        except BlockingIOError:
            return None

    def readall(self) -> Any:  # noqa: ANN401 - bytes, or None where nothing is there yet
        """All that is left."""
        self._check(read=True)
        parts: list[bytes] = []
        while (part := self.read(max(_BUFFER, self._left()))) is not None:
            if not part:
                return b"".join(parts)
            parts.append(part)
        return b"".join(parts) if parts else None

    def _left(self) -> int:
        position, node = getattr(self._what, "position", 0), getattr(self._what, "node", None)
        return 0 if node is None else max(node.size - position, 0)

    def write(self, data: Any) -> int | None:  # noqa: ANN401 - any buffer
        """Write; how many bytes, None where nothing fits now."""
        self._check(write=True)
        try:
            return descriptors.send(self._what, data)
        except BlockingIOError:
            return None

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move; the new position."""
        self._check()
        if not hasattr(self._what, "seek"):
            raise refuse(errno.ESPIPE)
        return self._what.seek(offset, whence)

    def tell(self) -> int:
        """The position."""
        return self.seek(0, os.SEEK_CUR)

    def truncate(self, size: int | None = None) -> int:
        """Cut or lengthen, to the position without `size`."""
        self._check(write=True)
        size = self.tell() if size is None else size
        descriptors.kernel()
        self._what.truncate(size)
        return size

    # -- the end

    def _release(self) -> None:
        process = self._process
        if process.descriptions.get(self._fd) is self._what:
            descriptors.shut(process, self._fd)
        elif process.alive and process.host.up and self._what.links <= 0:
            raise refuse(BAD_DESCRIPTOR)

    def _dealloc_warn(self, source: object, *, callers: int = 0) -> None:
        """Called by the buffer above, where that is garbage."""
        if self._fd >= 0 and self._closes and self._process.alive:
            unclosed.warn(self._process, f"file {source!r}", source, callers=callers)

    def close(self) -> None:
        """Close it, and the descriptor."""
        if self.closed:
            return
        try:
            if self._finalizing:
                self._dealloc_warn(self, callers=1)
        finally:
            super().close()
            fd = self._fd
            if fd >= 0 and self._closes:
                self._release()
            self._fd = -1


_REST = ("encoding", "errors", "newline", "closefd", "opener")  # of the parameters of open, after the first three


def open_file(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - as open
    """`open` and `io.open`, with Python's own buffers and text on simulated files."""
    options = {**dict(zip(_REST, rest, strict=False)), **named}
    if len(rest) > len(_REST) or set(options) - set(_REST):
        message = f"open() got unexpected arguments: {sorted(set(options) - set(_REST)) or rest[len(_REST) :]}"
        raise TypeError(message)
    encoding, errors, newline = (options.get(name) for name in _REST[:3])
    plain = _checked(file, mode, (encoding, errors, newline))
    binary = "b" in mode
    raw = FileIO(file, plain, options.get("closefd", True), options.get("opener"))
    if buffering == 0:
        if binary:
            return raw
        raw.close()
        message = "can't have unbuffered text I/O"
        raise ValueError(message)
    try:
        line_buffering = buffering == 1 and not binary
        size = _BUFFER if buffering in {-1, 1} else buffering
        if "+" in mode:
            buffered: Any = io.BufferedRandom(raw, size)
        else:
            kind: Any = io.BufferedReader if plain[0] == "r" else io.BufferedWriter
            buffered = kind(raw, size)
        if binary:
            return _remember(buffered)
        text = io.TextIOWrapper(buffered, encoding, errors, newline, line_buffering)
        text.mode = mode  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] - as io.open does
        return _remember(text)
    except BaseException:
        raw.close()
        raise


def _checked(file: Any, mode: str, text: tuple[str | None, ...]) -> str:  # noqa: ANN401 - a path or a descriptor
    """The mode of the raw file; raises what `open` raises."""
    if not isinstance(file, int):
        os.fspath(file)
    letters = set(mode)
    if letters - set("axrwb+t") or len(mode) > len(letters):
        message = f"invalid mode: {mode!r}"
        raise ValueError(message)
    if "t" in letters and "b" in letters:
        message = "can't have text and binary mode at once"
        raise ValueError(message)
    if len(letters & set("axrw")) != 1:
        message = "must have exactly one of create/read/write/append mode"
        raise ValueError(message)
    for name, value in zip(("encoding", "errors", "newline"), text, strict=True):
        if "b" in letters and value is not None:
            message = f"binary mode doesn't take {'an' if name[0] == 'e' else 'a'} {name} argument"
            raise ValueError(message)
    return (letters & set("axrw")).pop() + ("+" if "+" in letters else "")


def open_code(path: str) -> Any:  # noqa: ANN401 - one of io's classes
    """`io.open_code`."""
    return open_file(path, "rb")


def _remember(file: Any) -> Any:  # noqa: ANN401 - one of io's classes
    """At its end the interpreter flushes what is still open; so it is known what is."""
    known: list[ref[Any]] = current.process().state.setdefault(_OPEN_FILES, [])  # type: ignore[assignment]
    known.append(ref(file))
    if len(known) > 64 and len(known) & (len(known) - 1) == 0:  # noqa: PLR2004 - now and then
        known[:] = [one for one in known if one() is not None]
    return file


def flush_open(process: Process) -> None:
    """Write what is still in buffers of files that `process` has open, as its interpreter does at an orderly end."""
    known: Any = process.state.get(_OPEN_FILES, ())
    for one in known:
        file = one()
        if file is not None and not file.closed:
            try:
                file.flush()
            except (OSError, ValueError):
                continue
