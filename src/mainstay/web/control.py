"""What the page needs from `actions`: everything it can show and do, and nothing else."""

from typing import Protocol

from mainstay.model.event import Event, LogLine
from mainstay.model.view import MailMessage, MailView, Overview, ReleaseView, SettingView


class Control(Protocol):
    """One application as the page sees it.

    All calls may raise `MainstayError`; its sentences are shown as they are. Reads are called about once a second,
    for all open pages together, and must be quick. No answer may hold the value of a secret.
    """

    async def overview(self) -> Overview:
        """The application now."""
        ...

    async def releases(self) -> list[ReleaseView]:
        """All releases, newest first."""
        ...

    async def roll_back(self, release: int) -> None:
        """Make `release` serve again; returns when it does, raises where it does not become healthy.

        Its steps appear among the events (topic `step`) while it works. Must not be half-done when cancelled: the
        plan is journalled and resumed like any other.
        """
        ...

    async def logs(self, after: int, *, resource: str, text: str, limit: int) -> list[LogLine]:
        """The newest `limit` lines with an id above `after`, oldest first.

        `resource` names a resource or an instance ("": all); `text` is a part of the line, ignoring case ("": any).
        """
        ...

    async def mail(self) -> list[MailView]:
        """The inbox of the mail catcher, newest first."""
        ...

    async def message(self, mail: int) -> MailMessage:
        """One mail; raises `KeyError` where there is none."""
        ...

    async def settings(self) -> list[SettingView]:
        """The configuration, secrets masked, sorted by name."""
        ...

    async def set_setting(self, name: str, value: str) -> None:
        """Set one value; returns when the application uses it. `value` may be a secret."""
        ...

    async def unset_setting(self, name: str) -> None:
        """Go back to the value that the application itself gives; returns when the application uses it."""
        ...

    async def events(self, after: int) -> list[Event]:
        """The newest events with an id above `after`, oldest first, at most 1,000."""
        ...
