"""What one open page has not been sent yet: bounded, whatever the page's speed."""

import asyncio
from collections import deque
from collections.abc import Sequence

from mainstay.model.event import LogLine
from mainstay.model.value import Value

LINES_WAITING = 1000
"""Log lines kept for a page that reads slowly; older ones are skipped, and the page is told."""


class Filter(Value, frozen=True, kw_only=True):
    """The log lines that a page wants: of a resource or an instance, with `text` in them; "" is all."""

    resource: str = ""
    text: str = ""

    def passes(self, line: LogLine) -> bool:
        """Whether the page wants `line`. Case matters not, as in `Control.logs`."""
        named = not self.resource or self.resource in (line.resource, line.instance)
        return named and self.text.lower() in line.text.lower()


class LogBatch(Value, frozen=True, kw_only=True):
    """Log lines for a page. `reset`: they replace what it shows; `skipped`: lines are missing before them."""

    lines: tuple[LogLine, ...] = ()
    reset: bool = False
    skipped: bool = False


class Mailbox:
    """The newest value of each state, and the log lines since the last `take`.

    States are replaced, never queued: a slow page misses values in between, not the last one. `after` is the id of
    the last log line the page already has (0: none). It is *primed* once it was given the lines before now.
    """

    def __init__(self, wanted: Filter, after: int = 0) -> None:
        self.wanted, self.after = wanted, after
        self.primed = self.closed = False
        self._states: dict[str, bytes] = {}
        self._lines: deque[LogLine] = deque()
        self._reset = self._skipped = False
        self._news = asyncio.Event()

    def put_state(self, topic: str, body: bytes) -> None:
        """The state `topic` is now `body` (JSON)."""
        self._states[topic] = body
        self._news.set()

    def prime(self, lines: Sequence[LogLine], *, reset: bool) -> None:
        """The wanted lines before now, oldest first."""
        self.primed = True
        self._reset = reset
        self._news.set()
        self.put_lines(lines)

    def put_lines(self, lines: Sequence[LogLine], *, skipped: bool = False) -> None:
        """New lines of the whole application, oldest first. `skipped`: not all of them are here."""
        wanted = [line for line in lines if line.id > self.after and self.wanted.passes(line)]
        self._skipped = self._skipped or skipped
        if not wanted:
            return
        self.after = wanted[-1].id
        self._lines.extend(wanted)
        while len(self._lines) > LINES_WAITING:
            self._lines.popleft()
            self._skipped = True
        self._news.set()

    def close(self) -> None:
        """End the page's stream."""
        self.closed = True
        self._news.set()

    async def take(self, within_s: float) -> tuple[dict[str, bytes], LogBatch | None]:
        """All that is new; nothing (`{}`, None) where nothing came within the time."""
        try:
            await asyncio.wait_for(self._news.wait(), within_s)
        except TimeoutError:
            return {}, None
        self._news.clear()
        states, self._states = self._states, {}
        batch = None
        if self._lines or self._reset or self._skipped:
            batch = LogBatch(lines=tuple(self._lines), reset=self._reset, skipped=self._skipped)
        self._lines.clear()
        self._reset = self._skipped = False
        return states, batch
