"""Where a body ends: by length, by chunks, or with the connection. Bodies pass through piece by piece.

Chunks are read by httptools (llhttp), which takes the grammar of RFC 9112 section 7.1 strictly.
"""

from enum import Enum
from typing import Protocol

from mainstay.run.local.router.llhttp import SyntaxFault, request_parser

_NO_PROGRESS_BYTES = 16 * 1024
_END = b"\r\n\r\n"


class MalformedBodyError(Exception):
    """The body breaks its framing; nothing after this point can be understood."""


class Framing(Protocol):
    """Reads one body. After `done`, `rest` holds what came behind it."""

    done: bool
    rest: bytes

    def feed(self, data: bytes) -> bytes:
        """What of `data` (never empty) is to be passed on. Raises `MalformedBodyError`."""
        ...

    def end(self) -> bytes | None:
        """The connection has ended: what is to be passed on at last, or None where the body is incomplete."""
        ...


class Length:
    """A body of a known number of bytes, above 0."""

    __slots__ = ("_left", "done", "rest")

    def __init__(self, length: int) -> None:
        self._left, self.done, self.rest = length, False, b""

    def feed(self, data: bytes) -> bytes:
        """At most as many bytes as are still missing."""
        left = self._left - len(data)
        if left > 0:
            self._left = left
            return data
        self.done = True
        if left < 0:
            self.rest, data = data[left:], data[:left]
        return data

    def end(self) -> bytes | None:
        """Always incomplete: a complete one has been `done` before."""
        return None


class UntilClose:
    """A response body that ends with the connection; passed on as it is, or as chunks."""

    __slots__ = ("_chunks", "done", "rest")

    def __init__(self, *, chunks: bool) -> None:
        self._chunks, self.done, self.rest = chunks, False, b""

    def feed(self, data: bytes) -> bytes:
        """All of it."""
        return b"%x\r\n%b\r\n" % (len(data), data) if self._chunks else data

    def end(self) -> bytes | None:
        """The last chunk, or nothing."""
        self.done = True
        return b"0\r\n\r\n" if self._chunks else b""


class Emit(Enum):
    """What becomes of chunks. Written anew, they have lost their extensions and trailers."""

    AS_IS = "as is"
    ANEW = "anew"
    PLAIN = "plain"


class Chunked:
    """A body in chunks.

    httptools does not tell where in its input a message ends. But one can only end behind an empty line, so the input
    is handed over in pieces that end there, and after each the question is asked.
    """

    __slots__ = ("_emit", "_out", "_parser", "_silent", "_tail", "done", "on_body", "on_message_complete", "rest")

    def __init__(self, emit: Emit) -> None:
        self._emit, self._tail, self._silent = emit, b"", 0
        self._out: list[bytes] = []
        self.done, self.rest = False, b""
        self.on_message_complete = self._complete
        if emit is not Emit.AS_IS:  # without the callback, httptools makes no copies of the content
            self.on_body = self._body
        self._parser = request_parser(self)
        self._parser.feed_data(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")

    def feed(self, data: bytes) -> bytes:
        """The chunks in `data`, in the wanted form.

        Raises `MalformedBodyError`, also for 16 KiB without content where chunks are written anew.
        """
        start = 0
        self._silent += len(data)
        try:
            while start < len(data) and not self.done:
                cut = self._next_cut(data, start)
                self._parser.feed_data(data[start:cut])
                start = cut
        except SyntaxFault as error:
            raise MalformedBodyError(f"The chunks of a body are malformed. {error}.") from error
        self.rest = data[start:]
        if self._emit is Emit.AS_IS:
            return data[:start]
        if self._silent > _NO_PROGRESS_BYTES and not self.done:
            raise MalformedBodyError("A body has long chunk extensions or trailers, and no content.")
        out = b"".join(self._out)
        self._out.clear()
        return out

    def end(self) -> bytes | None:
        """Always incomplete: a complete one has been `done` before."""
        return None

    def _next_cut(self, data: bytes, start: int) -> int:
        """The first position behind `start` where a message can end; an empty line may span two inputs."""
        across = (self._tail + data[start : start + 3]).find(_END)
        if across >= 0:
            cut = start + across + 4 - len(self._tail)
        else:
            found = data.find(_END, start)
            cut = found + 4 if found >= 0 else len(data)
        self._tail = (self._tail + data[max(start, cut - 3) : cut])[-3:]
        return cut

    def _body(self, data: bytes) -> None:
        self._silent = 0
        self._out.append(b"%x\r\n%b\r\n" % (len(data), data) if self._emit is Emit.ANEW else data)

    def _complete(self) -> None:
        self.done = True
        if self._emit is Emit.ANEW:
            self._out.append(b"0\r\n\r\n")
