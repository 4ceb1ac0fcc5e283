"""What programs write and what happens to them, on its way into the journal."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from typing import Any

from mainstay.model.event import LogLine
from mainstay.model.plan import StartInstance
from mainstay.model.program import Output, SecretRef
from mainstay.model.value import Value
from mainstay.run.local.supervisor.masking import Masker
from mainstay.run.ports import Journal
from mainstay.world.ports import Clock, LineSink

FLUSH_S = 0.1
FLUSH_LINES = 500
RETRY_S = 1.0
KEPT_ITEMS = 20_000
"""What is kept while the journal cannot be written; of more, the newest."""

TAIL_LINES = 50


class _Happened(Value, frozen=True, kw_only=True):
    topic: str
    subject: str
    body: dict[str, Any]


class Recorder:
    """Masks lines, gathers them, and writes them in batches: every 100 ms, or 500 lines, whichever is sooner.

    Writing happens in the event loop, on purpose: while it lasts, no more output is read, so programs that write
    faster than the journal takes it have to wait, and memory stays bounded.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self._mask = Masker({})
        self._items: deque[LogLine | _Happened] = deque()
        self._tails: dict[str, deque[str]] = {}
        self._arrived = asyncio.Event()
        self._failing = False
        self._lost = 0

    def refresh(self, secrets: Mapping[SecretRef, str]) -> None:
        """Mask these values from now on."""
        self._mask = Masker(secrets)

    def sink(self, start: StartInstance, output: Output = Output.TEXT) -> LineSink:
        """Where the output of a program goes. With `Output.EVENTS`, JSON objects on "out" become events."""

        def take(stream: str, line: str) -> None:
            if output is Output.EVENTS and stream == "out" and self._take_event(line):
                return
            self._take_line(start, stream, line)

        return take

    def say(self, start: StartInstance, text: str) -> None:
        """Add a line of our own to the output of an instance."""
        self._take_line(start, "system", text)

    def tail(self, instance: str, lines: int) -> tuple[str, ...]:
        """The newest lines of an instance, masked."""
        return tuple(self._tails.get(instance, ()))[-lines:]

    def masked(self, text: str) -> str:
        """`text` without secrets."""
        return self._mask(text)

    def forget(self, instance: str) -> None:
        """Drop the tail of an instance that is gone."""
        self._tails.pop(instance, None)

    def event(self, topic: str, subject: str, body: dict[str, Any]) -> None:
        """Journal an event, after the lines that came before it, now."""
        self._add(_Happened(topic=topic, subject=subject, body=body))
        if not self._failing:
            self.flush()

    async def run(self) -> None:
        """Write what arrives until cancelled."""
        while True:
            await self._arrived.wait()
            await self._clock.sleep(RETRY_S if self._failing else FLUSH_S)
            self.flush()

    def flush(self) -> None:
        """Write all that is waiting; what cannot be written is kept for the next time."""
        try:
            if self._lost:
                self._journal.write_lines([self._loss()])
                self._lost = 0
            while self._items:
                self._write_some()
            self._failing = False
            self._arrived.clear()
        except Exception as error:  # noqa: BLE001 - programs keep running whatever is wrong with the journal
            if not self._failing:
                print(f"the journal cannot be written, trying again: {error}", flush=True)  # noqa: T201 - to our own log
            self._failing = True

    def _write_some(self) -> None:
        """Write the first item, with all lines that follow it where it is a line."""
        first = self._items[0]
        if isinstance(first, _Happened):
            self._journal.append(first.topic, first.subject, first.body)
            self._items.popleft()
            return
        lines: list[LogLine] = []
        for item in self._items:
            if isinstance(item, _Happened) or len(lines) >= FLUSH_LINES:
                break
            lines.append(item)
        self._journal.write_lines(lines)
        for _ in lines:
            self._items.popleft()

    def _loss(self) -> LogLine:
        text = f"{self._lost} lines were lost while the ledger could not be written"
        return LogLine(at=self._clock.now(), instance="supervisor", resource="supervisor", stream="system", text=text)

    def _take_line(self, start: StartInstance, stream: str, line: str) -> None:
        text = self._mask(line)
        tail = self._tails.setdefault(start.instance, deque(maxlen=TAIL_LINES))
        tail.append(text)
        at = self._clock.now()
        self._add(LogLine(at=at, instance=start.instance, resource=start.resource, stream=stream, text=text))

    def _take_event(self, line: str) -> bool:
        try:
            found = json.loads(line)
            topic, subject, body = found["topic"], found["subject"], found["body"]
        except (ValueError, KeyError, TypeError):
            return False
        if not (isinstance(topic, str) and isinstance(subject, str) and isinstance(body, dict)):
            return False
        self._add(_Happened(topic=topic, subject=self._mask(subject), body=self._mask.deep(body)))
        return True

    def _add(self, item: LogLine | _Happened) -> None:
        self._items.append(item)
        self._arrived.set()
        if len(self._items) > KEPT_ITEMS:
            self._items.popleft()
            self._lost += 1
        elif len(self._items) >= FLUSH_LINES and not self._failing:
            self.flush()
