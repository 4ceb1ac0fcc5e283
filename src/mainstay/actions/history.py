"""The history of releases, for people."""

from datetime import UTC, datetime

from mainstay.actions.present import live_release, releases
from mainstay.actions.results import Cell, Column, Table
from mainstay.actions.workspace import Workspace
from mainstay.model.event import Event
from mainstay.model.view import ReleaseState, ReleaseView
from mainstay.run.local import built_release

COLUMNS = (
    Column("release", show=lambda value: f"r{value}", whole=True),
    Column("state"),
    Column("at", "when (UTC)", show=lambda value: moment(value) if isinstance(value, int | float) else "-"),
    Column("note"),
)


def releases_table(workspace: Workspace, limit: int) -> Table:
    """The newest `limit` releases."""
    rows: list[tuple[Cell, ...]] = [
        (view.number, view.state.value, view.at, view.note) for view in release_views(workspace)[:limit]
    ]
    return Table(columns=COLUMNS, rows=tuple(rows), empty="there is no release yet; `mainstay up` makes one")


def release_views(workspace: Workspace) -> list[ReleaseView]:
    """All releases that were ever begun, newest first."""
    live = live_release(workspace)
    recorded = releases(workspace)
    views: list[ReleaseView] = []
    for event in _attempts(workspace):
        number = int(event.subject)
        live_now = live is not None and live.number == number
        release = recorded.get(number)
        state = _state(str(event.body.get("state")), live=live_now, recorded=release is not None)
        views.append(
            ReleaseView(
                number=number,
                at=event.at,
                state=state,
                note=str(event.body.get("note", "")),
                can_roll_back=bool(release and not live_now and built_release(workspace.paths, release.built)),
            )
        )
    return sorted(views, key=lambda view: -view.number)


def moment(at: float) -> str:
    """A moment as people read it, in UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _attempts(workspace: Workspace) -> list[Event]:
    newest = {event.subject: event for event in workspace.ledger.history("attempt", limit=10_000)}
    return list(newest.values())


def _state(state: str, *, live: bool, recorded: bool) -> ReleaseState:
    if live:
        return ReleaseState.LIVE
    if state == "failed":
        return ReleaseState.FAILED
    return ReleaseState.SUPERSEDED if recorded else ReleaseState.BUILDING
