"""An application that runs nowhere: a `Control` whose every answer a test decides."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from mainstay.model.event import Event, LogLine
from mainstay.model.view import MailMessage, MailView, Overview, ReleaseState, ReleaseView, SettingView


class FakeControl:
    """Implements `mainstay.web.Control` over plain lists that the test fills; `calls` records every change.

    `failures` maps the name of a call to the error that it raises. `gate`, where set, holds back changes until it is
    set, so that a test can look at them under way; `during` is awaited by a roll-back once it was let through.
    """

    def __init__(self, overview: Overview) -> None:
        self.now = overview
        self.made: list[ReleaseView] = []
        self.lines: list[LogLine] = []
        self.inbox: list[MailMessage] = []
        self.configured: list[SettingView] = []
        self.happened: list[Event] = []
        self.calls: list[tuple[str, Any]] = []
        self.failures: dict[str, Exception] = {}
        self.gate: asyncio.Event | None = None
        self.during: Callable[[], Awaitable[None]] | None = None
        self.reads = 0

    def write(self, resource: str, text: str, *, stream: str = "out", at: float = 0.0) -> LogLine:
        """A program of `resource` writes a line."""
        line = LogLine(
            id=len(self.lines) + 1, at=at, instance=f"{resource}.1", resource=resource, stream=stream, text=text
        )
        self.lines.append(line)
        return line

    def happen(self, topic: str, subject: str, **body: Any) -> Event:  # noqa: ANN401 - JSON of the topic's own
        """Something happens."""
        event = Event(id=len(self.happened) + 1, at=0.0, topic=topic, subject=subject, body=body)
        self.happened.append(event)
        return event

    async def overview(self) -> Overview:
        """`now`."""
        self._fail("overview")
        self.reads += 1
        return self.now

    async def releases(self) -> list[ReleaseView]:
        """`made`, newest first."""
        self._fail("releases")
        return sorted(self.made, key=lambda r: -r.number)

    async def roll_back(self, release: int) -> None:
        """`release` serves; the one before is superseded."""
        await self._change("roll_back", release)
        if self.during:
            await self.during()
        self._fail("roll_back")
        self.made = [_after_roll_back(r, release) for r in self.made]
        self.now = msgspec.structs.replace(self.now, release=release)
        self.happen("release", str(release))

    async def logs(self, after: int, *, resource: str, text: str, limit: int) -> list[LogLine]:
        """The newest `limit` of `lines`."""
        self._fail("logs")
        found = [
            line
            for line in self.lines
            if line.id > after
            and (not resource or resource in (line.resource, line.instance))
            and text.lower() in line.text.lower()
        ]
        return found[-limit:]

    async def mail(self) -> list[MailView]:
        """The `inbox`, newest first."""
        self._fail("mail")
        views = [
            MailView(id=m.id, at=m.at, sender=m.sender, recipients=m.recipients, subject=m.subject) for m in self.inbox
        ]
        return views[::-1]

    async def message(self, mail: int) -> MailMessage:
        """One of the `inbox`."""
        for message in self.inbox:
            if message.id == mail:
                return message
        raise KeyError(mail)

    async def settings(self) -> list[SettingView]:
        """`configured`."""
        self._fail("settings")
        return list(self.configured)

    async def set_setting(self, name: str, value: str) -> None:
        """The value is kept in `calls` alone."""
        await self._change("set_setting", (name, value))
        self._fail("set_setting")
        kept = [s for s in self.configured if s.name != name]
        new = SettingView(name=name, value="••••••••", origin="set with mainstay config set", can_unset=True)
        self.configured = sorted([*kept, new], key=lambda s: s.name)

    async def unset_setting(self, name: str) -> None:
        """The value is gone."""
        await self._change("unset_setting", name)
        self._fail("unset_setting")
        self.configured = [s for s in self.configured if s.name != name]

    async def events(self, after: int) -> list[Event]:
        """What happened since."""
        self._fail("events")
        return [event for event in self.happened if event.id > after][-1000:]

    async def _change(self, name: str, argument: object) -> None:
        self.calls.append((name, argument))
        if self.gate:
            await self.gate.wait()

    def _fail(self, name: str) -> None:
        if name in self.failures:
            raise self.failures[name]


def _after_roll_back(release: ReleaseView, live: int) -> ReleaseView:
    if release.number == live:
        return msgspec.structs.replace(release, state=ReleaseState.LIVE, can_roll_back=False)
    if release.state is ReleaseState.LIVE:
        return msgspec.structs.replace(release, state=ReleaseState.SUPERSEDED, can_roll_back=True)
    return release
