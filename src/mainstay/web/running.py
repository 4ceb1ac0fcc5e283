"""The `Control` of a project that runs: reads through an `Observer`, changes through the verbs themselves."""

import asyncio
from dataclasses import replace

from mainstay.actions.changes import set_values
from mainstay.actions.context import Context
from mainstay.actions.overview import Observer
from mainstay.actions.rollback import rollback
from mainstay.model.event import Event, LogLine
from mainstay.model.view import MailMessage, MailView, Overview, ReleaseView, SettingView


class Running:
    """Implements `Control`."""

    def __init__(self, context: Context) -> None:
        self._context, self._observer = replace(context, assume_yes=True), Observer(context)

    def close(self) -> None:
        """Close what is open."""
        self._observer.close()

    async def overview(self) -> Overview:
        """See `Control`."""
        return await self._observer.overview()

    async def releases(self) -> list[ReleaseView]:
        """See `Control`."""
        return self._observer.releases()

    async def roll_back(self, release: int) -> None:
        """See `Control`. Goes on where the page that asked for it goes away."""
        await asyncio.shield(rollback(self._context, release))

    async def logs(self, after: int, *, resource: str, text: str, limit: int) -> list[LogLine]:
        """See `Control`."""
        return self._observer.lines(after, resource=resource, text=text, limit=limit)

    async def mail(self) -> list[MailView]:
        """See `Control`."""
        return self._observer.mail()

    async def message(self, mail: int) -> MailMessage:
        """See `Control`."""
        return self._observer.message(mail)

    async def settings(self) -> list[SettingView]:
        """See `Control`."""
        return self._observer.settings()

    async def set_setting(self, name: str, value: str) -> None:
        """See `Control`."""
        await asyncio.shield(set_values(self._context, {name: value}))

    async def unset_setting(self, name: str) -> None:
        """See `Control`."""
        await asyncio.shield(set_values(self._context, {name: None}))

    async def events(self, after: int) -> list[Event]:
        """See `Control`."""
        return self._observer.events(after)
