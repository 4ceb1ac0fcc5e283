"""Watches the Control for all open pages together: one reader, however many pages."""

import asyncio
from collections.abc import Awaitable, Callable

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.value import Value
from mainstay.web.control import Control
from mainstay.web.mailbox import Filter, Mailbox
from mainstay.web.operations import Operation, Operations, unexpected
from mainstay.web.wire import to_json

PACE_S = 0.5
OVERVIEW_EVERY = 2
"""The overview is read at every second beat, once a second."""
SLOW_EVERY = 10
"""Releases, mail and configuration are read when events came, and else every five seconds."""
LINES_AT_ONCE = 1000
HISTORY_LINES = 500
MAIL_SHOWN = 200
PAGES = 32


class Trouble(Value, frozen=True, kw_only=True):
    """Why the application cannot be looked at now; empty where it can."""

    message: str = ""
    hint: str = ""


class Live:
    """The present, and who is watching it. Reads only while somebody does.

    States (overview, releases, mail, settings, operation, trouble) are sent when they change. `pace_s` is the time
    between two looks at the logs and events.
    """

    def __init__(self, control: Control, *, pace_s: float = PACE_S) -> None:
        self._control, self._pace_s = control, pace_s
        self._mailboxes: list[Mailbox] = []
        self._states: dict[str, bytes] = {}
        self._line = self._event = 0
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._closed = False
        self.operations = Operations(self._operation_changed, self._catch_up)

    @property
    def watching(self) -> bool:
        """Whether the application is being looked at."""
        return self._task is not None

    def open(self, wanted: Filter, after: int = 0) -> Mailbox:
        """A mailbox for one more page; raises `MainstayError` where too many are open."""
        if self._closed or len(self._mailboxes) >= PAGES:
            raise MainstayError(
                "status page",
                f"at most {PAGES} pages can be open at the same time",
                "one more was opened" if not self._closed else "the status page is stopping",
                hint="close pages you no longer need, then load this one again",
                exit_code=ExitCode.FAILED,
            )
        mailbox = Mailbox(wanted, after)
        for topic, body in self._states.items():
            mailbox.put_state(topic, body)
        self._mailboxes.append(mailbox)
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        self._wake.set()
        return mailbox

    def leave(self, mailbox: Mailbox) -> None:
        """The page of `mailbox` is gone."""
        if mailbox in self._mailboxes:
            self._mailboxes.remove(mailbox)
        self._wake.set()

    def end_streams(self) -> None:
        """End all streams and open no more; a server that waits for its connections can then stop."""
        self._closed = True
        for mailbox in self._mailboxes:
            mailbox.close()
        self._wake.set()

    async def close(self) -> None:
        """End all streams and what was started."""
        self.end_streams()
        await self.operations.close()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        try:
            await self._attempt(self._skip_the_past)
            beat = 0
            while self._mailboxes and not self._closed:
                await self._look(beat)
                beat += 1
                await self._pause()
        finally:
            self._task = None

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), self._pace_s)
        except TimeoutError:
            return
        self._wake.clear()

    async def _look(self, beat: int) -> None:
        before = self._event
        reads = [self._read_lines, self._prime, self._read_events]
        failed = [await self._attempt(read) for read in reads]
        if beat % OVERVIEW_EVERY == 0:
            failed.append(await self._attempt(self._read_overview))
        if beat % SLOW_EVERY == 0 or self._event != before:
            failed.append(await self._attempt(self._read_slow))
        self._set("trouble", next((f for f in failed if f), Trouble()))

    async def _attempt(self, read: Callable[[], Awaitable[None]]) -> Trouble | None:
        """Why `read` failed, or None. One failure must not end the pages of everybody."""
        try:
            await read()
        except MainstayError as error:
            return Trouble(message=str(error.args[0]), hint=error.hint)
        except Exception as error:  # noqa: BLE001 - see above
            failure = unexpected(error)
            return Trouble(message=str(failure.args[0]), hint=failure.hint)
        return None

    async def _skip_the_past(self) -> None:
        lines = await self._control.logs(0, resource="", text="", limit=1)
        self._line = lines[-1].id if lines else 0
        events = await self._control.events(self._event)
        self._event = events[-1].id if events else self._event

    async def _read_lines(self) -> None:
        lines = await self._control.logs(self._line, resource="", text="", limit=LINES_AT_ONCE)
        if not lines:
            return
        # The newest lines are given: a full answer that does not begin with the next line has left some out.
        skipped = len(lines) == LINES_AT_ONCE and lines[0].id > self._line + 1
        self._line = lines[-1].id
        for mailbox in self._mailboxes:
            if mailbox.primed:
                mailbox.put_lines(lines, skipped=skipped)

    async def _prime(self) -> None:
        for mailbox in [m for m in self._mailboxes if not m.primed]:
            # An id from the future means that the ledger began anew since the page was loaded.
            after = mailbox.after if mailbox.after <= self._line else 0
            mailbox.after = after
            wanted = mailbox.wanted
            lines = await self._control.logs(after, resource=wanted.resource, text=wanted.text, limit=HISTORY_LINES)
            mailbox.prime(lines, reset=after == 0 or len(lines) == HISTORY_LINES)

    async def _read_events(self) -> None:
        events = await self._control.events(self._event)
        if events:
            self._event = events[-1].id
            self.operations.note(events)

    async def _catch_up(self) -> None:
        await self._attempt(self._read_events)
        await self._attempt(self._read_overview)
        await self._attempt(self._read_slow)

    async def _read_overview(self) -> None:
        self._set("overview", await self._control.overview())

    async def _read_slow(self) -> None:
        self._set("releases", await self._control.releases())
        self._set("mail", (await self._control.mail())[:MAIL_SHOWN])
        self._set("settings", await self._control.settings())

    def _operation_changed(self, operation: Operation) -> None:
        self._set("operation", operation)

    def _set(self, topic: str, value: object) -> None:
        body = to_json(value)
        if self._states.get(topic) == body:
            return
        self._states[topic] = body
        for mailbox in self._mailboxes:
            mailbox.put_state(topic, body)
