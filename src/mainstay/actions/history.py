"""The history of releases, for people."""

from datetime import UTC, datetime

from mainstay.actions.present import live_release, releases
from mainstay.actions.results import Cell, Column, Table
from mainstay.actions.workspace import Workspace
from mainstay.model.event import Event
from mainstay.model.release import Release
from mainstay.model.view import GoingBack, ReleaseState, ReleaseView
from mainstay.run.local import built_release

COLUMNS = (
    Column("release", show=lambda value: f"r{value}", whole=True),
    Column("state"),
    Column("at", "when (UTC)", show=lambda value: moment(value) if isinstance(value, int | float) else "-"),
    Column("going_back", "going back"),
    Column("note"),
)


def releases_table(workspace: Workspace, limit: int) -> Table:
    """The newest `limit` releases."""
    rows: list[tuple[Cell, ...]] = [
        (view.number, view.state.value, view.at, view.going_back and view.going_back.value, view.note)
        for view in release_views(workspace)[:limit]
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
                going_back=going_back(workspace, live, release) if live and release and not live_now else None,
                can_roll_back=bool(release and not live_now and built_release(workspace.paths, release.built)),
            )
        )
    return sorted(views, key=lambda view: -view.number)


def going_back(workspace: Workspace, serving: Release, to: Release) -> GoingBack:
    """What `mainstay prove upgrade` has found of going back from the release that serves."""
    from mainstay.prove.rollback import rollback_proof

    proof = rollback_proof(workspace.ledger, serving=serving, back_to=to)
    if proof is None:
        return GoingBack.NOT_PROVEN
    return GoingBack.SAFE if proof.safe else GoingBack.UNSAFE


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
