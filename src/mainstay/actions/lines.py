"""Log lines as a stream."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from mainstay.actions.context import Context
from mainstay.actions.present import present_instances
from mainstay.actions.results import Item, Stream
from mainstay.actions.workspace import Workspace, open_workspace
from mainstay.model.errors import MainstayError
from mainstay.model.event import LogLine

POLL_S = 0.2
BATCH = 1000


def log_stream(context: Context, *, resource: str, text: str, limit: int, follow: bool) -> Stream:
    """The newest `limit` lines, and with `follow` all that come after. Raises `MainstayError` for unknown names."""
    with open_workspace(context) as workspace:
        _check_name(workspace, resource)
    return Stream(items=_items(context, resource=resource, text=text, limit=limit, follow=follow))


async def _items(context: Context, *, resource: str, text: str, limit: int, follow: bool) -> AsyncIterator[Item]:
    with open_workspace(context) as workspace:
        newest = 0
        for line in workspace.ledger.lines(limit=limit, resource=resource, text=text):
            newest = line.id
            yield item(line)
        while follow:
            for line in workspace.ledger.lines(after=newest, limit=BATCH, resource=resource, text=text):
                newest = line.id
                yield item(line)
            await context.world.clock.sleep(POLL_S)


def item(line: LogLine) -> Item:
    """One line: time of day (UTC), instance, text."""
    at = datetime.fromtimestamp(line.at, UTC).strftime("%H:%M:%S.%f")[:-3]
    mark = "!" if line.stream == "err" else "*" if line.stream == "system" else " "
    return Item(text=f"{at} {line.instance:<16}{mark} {line.text}", data=line)


def _check_name(workspace: Workspace, name: str) -> None:
    if not name or workspace.ledger.lines(limit=1, resource=name):
        return
    starts = present_instances(workspace).values()
    known = sorted({start.resource for start in starts} | {start.instance for start in starts})
    if name not in known:
        raise MainstayError(
            name,
            "a process or service must have that name",
            f"there are {', '.join(known)}" if known else "nothing runs",
            hint="`mainstay ps` shows the names",
        )
