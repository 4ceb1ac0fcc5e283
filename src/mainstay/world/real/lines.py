"""Bytes of a pipe as lines."""

from collections.abc import Callable

LONGEST_LINE_BYTES = 64 * 1024
_TOP_BITS, _CONTINUATION = 0b1100_0000, 0b1000_0000
_LONGEST_CHARACTER_BYTES = 4


class LineSplitter:
    """Cuts a stream of bytes into lines without their newline; lines above 64 KiB come in pieces.

    Never holds more than one such piece. Bytes that are no UTF-8 become U+FFFD.
    """

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._on_line = on_line
        self._rest = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._rest += line
            self._emit(whole=True)
        self._rest += rest
        while len(self._rest) > LONGEST_LINE_BYTES:
            self._emit(whole=False)

    def end(self) -> None:
        """The stream has ended: what is left is a line, too."""
        if self._rest:
            self._emit(whole=True)

    def _emit(self, *, whole: bool) -> None:
        while len(self._rest) > LONGEST_LINE_BYTES:
            cut = _boundary(self._rest)
            self._on_line(_text(self._rest[:cut]))
            del self._rest[:cut]
        if whole:
            self._on_line(_text(self._rest.removesuffix(b"\r")))
            self._rest.clear()


def _boundary(data: bytearray) -> int:
    """Where to cut: at most 64 KiB, and not inside a UTF-8 character."""
    cut = LONGEST_LINE_BYTES
    while cut > LONGEST_LINE_BYTES - _LONGEST_CHARACTER_BYTES and data[cut] & _TOP_BITS == _CONTINUATION:
        cut -= 1
    return cut


def _text(data: bytes | bytearray) -> str:
    return data.decode("utf-8", errors="replace")
