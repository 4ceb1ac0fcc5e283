"""What descriptors of a process may refer to besides sockets and files: pipes, and the console."""

import errno
from collections import deque

from mainstay.prove.machine import entropy, inside
from mainstay.prove.machine.watched import ERR, HUP, IN, OUT, Watched, refuse

CAPACITY = 65_536  # pipe(7), Linux
ATOMIC = 4_096  # PIPE_BUF: as much is written as a whole or not at all


class _Channel:
    """What lies between the two ends."""

    def __init__(self) -> None:
        self.parts: deque[bytes] = deque()
        self.size = 0
        self.reader = ReadEnd(self)
        self.writer = WriteEnd(self)


class ReadEnd(Watched):
    """Where a pipe is read."""

    def __init__(self, channel: _Channel) -> None:
        super().__init__()
        self._channel = channel
        self.closed = False
        self.nonblocking = False

    def receive(self, size: int) -> bytes | None:
        """Up to `size` bytes; b"" where nobody can write any more; None where nothing is there yet."""
        channel = self._channel
        if not channel.size:
            return b"" if channel.writer.closed else None
        found = bytearray()
        while channel.parts and len(found) < size:
            part = channel.parts.popleft()
            room = size - len(found)
            found += part[:room]
            if len(part) > room:
                channel.parts.appendleft(part[room:])
        channel.size -= len(found)
        channel.writer.changed()
        return bytes(found)

    def close(self) -> None:
        """Nobody reads any more."""
        self.closed = True
        self._channel.writer.changed()

    def readiness(self) -> int:
        """Readable where bytes are there, hung up where no more can come."""
        return (IN if self._channel.size else 0) | (HUP if self._channel.writer.closed else 0)


class WriteEnd(Watched):
    """Where a pipe is written."""

    def __init__(self, channel: _Channel) -> None:
        super().__init__()
        self._channel = channel
        self.closed = False
        self.nonblocking = False

    def send(self, data: "bytes | bytearray | memoryview") -> int:
        """Write what fits; 0 where nothing does. Raises `OSError` EPIPE where nobody reads any more."""
        channel = self._channel
        if channel.reader.closed:
            raise refuse(errno.EPIPE)
        view = memoryview(data).cast("B")
        room = CAPACITY - channel.size
        if room < len(view) <= ATOMIC:
            return 0
        fits = min(room, len(view))
        if fits:
            channel.parts.append(bytes(view[:fits]))
            channel.size += fits
            channel.reader.changed()
        return fits

    def close(self) -> None:
        """Nobody writes any more."""
        self.closed = True
        self._channel.reader.changed()

    def readiness(self) -> int:
        """Writable where there is room for what is written as a whole; an error where nobody reads."""
        channel = self._channel
        return (OUT if CAPACITY - channel.size >= ATOMIC else 0) | (ERR if channel.reader.closed else 0)


def pipe() -> tuple[ReadEnd, WriteEnd]:
    """A pipe: where it is read, and where it is written."""
    channel = _Channel()
    return channel.reader, channel.writer


class Null(Watched):
    """/dev/null."""

    nonblocking = False

    def receive(self, size: int) -> bytes:
        """Nothing."""
        del size
        return b""

    def send(self, data: "bytes | bytearray | memoryview") -> int:
        """Swallowed."""
        return len(data)


class Entropy(Null):
    """/dev/random and /dev/urandom."""

    def receive(self, size: int) -> bytes:
        """From the seed."""
        return entropy.urandom(size)


class Console(Watched):
    """What descriptors 0, 1 and 2 are where nothing else was put there: no input, and lines of the timeline."""

    nonblocking = False

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._name = "stderr" if fd == 2 else "stdout"  # noqa: PLR2004 - the number of stderr

    def receive(self, size: int) -> bytes:
        """Nothing is ever typed."""
        del size
        return b""

    def send(self, data: "bytes | bytearray | memoryview") -> int:
        """Write lines, as `print` does."""
        inside.shared_stream(self._name).write(bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)
