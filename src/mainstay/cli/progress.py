"""Progress on stderr: nothing in the first half second, then what is being done now.

A terminal shows one line that is drawn over; anything else gets a plain line for each new text, and one in a while for
what changes all the time.
"""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from mainstay.cli.terminal import Terminal
from mainstay.cli.text import harmless, shortened

QUIET_S = 0.5
FRAME_S = 0.1
LOG_EVERY_S = 5.0
_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_CLEAR = "\r\x1b[2K"


class Display:
    """Progress for one command; a context manager. A thread of its own draws, so that busy actions may be silent."""

    def __init__(self, terminal: Terminal, monotonic: Callable[[], float]) -> None:
        self._terminal = terminal
        self._monotonic = monotonic
        self._began = monotonic()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._text = ""
        self._printed = ""
        self._drawn = False
        self._frame = 0
        self._counts_from_s = 0.0  # before then, a log gets no further count

    def say(self, text: str) -> None:
        """Now doing `text`."""
        with self._lock:
            self._text = harmless(text).replace("\n", " ")
        if self._thread is None:
            self._thread = threading.Thread(target=self._draw, name="progress", daemon=True)
            self._thread.start()
        elif not self._terminal.live:
            self.tick()

    def step(self, done: int, total: int, text: str) -> None:
        """Now doing `text`, after `done` of `total` steps."""
        self.say(f"[{done}/{total}] {text}")

    def count(self, text: str) -> None:
        """Now at `text`, which changes all the time."""
        now_s = self._monotonic()
        if self._terminal.live or now_s >= self._counts_from_s:
            self._counts_from_s = now_s + LOG_EVERY_S
            self.say(text)

    def tick(self) -> None:
        """Draw the next frame, where the quiet time is over."""
        with self._lock:
            took_s = self._monotonic() - self._began
            if took_s < QUIET_S or not self._text or self._over.is_set():
                return
            if self._terminal.live:
                self._draw_line(took_s)
            elif self._text != self._printed:
                self._terminal.tell(self._text)
                self._printed = self._text

    def clear(self) -> None:
        """Remove the line until the next text, because something else is going to be written."""
        with self._lock:
            self._text = ""
            if self._drawn:
                self._terminal.err.write(_CLEAR)
                self._terminal.err.flush()
                self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
        self.clear()

    def _draw(self) -> None:
        self._over.wait(QUIET_S)
        while not self._over.is_set():
            self.tick()
            self._over.wait(FRAME_S)

    def _draw_line(self, took_s: float) -> None:
        self._frame = (self._frame + 1) % len(_SPINNER)
        line = f"{_SPINNER[self._frame]} {self._text} · {took_s:.0f} s"
        self._terminal.err.write(_CLEAR + shortened(line, (self._terminal.width or 80) - 1))
        self._terminal.err.flush()
        self._drawn = True
