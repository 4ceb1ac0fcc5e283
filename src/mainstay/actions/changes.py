"""Changes to an application that runs: another release, other numbers, other configuration."""

from dataclasses import replace

from mainstay.actions.configuration import check_value, keep, known_names, restore
from mainstay.actions.context import Context
from mainstay.actions.history import going_back
from mainstay.actions.outcome import outcome_report
from mainstay.actions.present import live_release, present_instances, releases, replicas
from mainstay.actions.releasing import Outcome, Wanted, bring_about
from mainstay.actions.results import Report
from mainstay.actions.workspace import Workspace, open_workspace
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Service
from mainstay.model.release import Release
from mainstay.model.view import GoingBack
from mainstay.run import PlanJournal
from mainstay.run.local import built_release

MAX_REPLICAS = 50
ROLLBACK = "rollback to r"
"""How the reason of a rollback begins; the number of the release follows."""


async def roll_back(workspace: Workspace, context: Context, number: int | None) -> Outcome:
    """Make the release `number` (None: the one before) serve again, as a new release.

    Where a rollback was interrupted, asking again for the one before means what was meant then.
    """
    live = _live(workspace)
    wanted = _earlier(workspace, live, number or _interrupted(workspace))
    known = going_back(workspace, live, wanted)
    if built_release(workspace.paths, wanted.built) is None:
        raise MainstayError(
            f"release {wanted.number}",
            "the files of a release must still be there",
            "they have been cleared away",
            hint="`mainstay releases` shows the others; or check out that state and `mainstay up`",
        )
    reason = f"{ROLLBACK}{wanted.number}"
    outcome = await bring_about(
        workspace,
        context,
        Wanted(intent=wanted.intent, reason=reason, rollback=wanted, source_digest=wanted.source),
    )
    restore(workspace, wanted.config)
    return replace(outcome, notes=(*_not_safe(known, live, wanted), *outcome.notes))


def _not_safe(known: GoingBack, live: Release, wanted: Release) -> tuple[str, ...]:
    """What to tell of a way back that is not proved to be safe; who rolls back has reasons, so nothing is forbidden."""
    if known is GoingBack.SAFE:
        return ()
    found = "is not proved to be safe" if known is GoingBack.NOT_PROVEN else "was found to be unsafe"
    proof = f"mainstay prove upgrade --from r{wanted.number} --to r{live.number}"
    return (f"going back from r{live.number} to r{wanted.number} {found} (`{proof}`): watch what data they share",)


async def rescale(workspace: Workspace, context: Context, arguments: tuple[str, ...]) -> Outcome:
    """Run as many instances as the arguments (`web=3`) say."""
    live = _live(workspace)
    services = {component.name: component for component in live.intent.components if isinstance(component, Service)}
    asked = dict(_count(argument, services) for argument in arguments)
    before = replicas(workspace)
    for name, count in asked.items():
        workspace.ledger.append("scale", name, {"replicas": count})
    try:
        return await bring_about(workspace, context, _same(live, "scale"))
    except MainstayError:
        for name in asked:
            workspace.ledger.append("scale", name, {"replicas": before[name]} if name in before else {})
        raise


async def set_values(context: Context, values: dict[str, str | None]) -> Report:
    """Set (None: remove) configuration values of the context's project and release them.

    Raises `MainstayError` for names and values that cannot be, and where the release fails.
    """
    for name, value in values.items():
        check_value(name, value)
    with open_workspace(context) as workspace, workspace.exclusive():
        removed = [name for name, value in values.items() if value is None]
        known_names(workspace, removed)
        return await reconfigure(workspace, context, values, release=True)


async def reconfigure(
    workspace: Workspace, context: Context, values: dict[str, str | None], *, release: bool
) -> Report:
    """Keep configuration values (None removes one), and release them where something runs already."""
    live = live_release(workspace)
    keep(workspace, values)
    names = ", ".join(sorted(values))
    if not release or live is None or not present_instances(workspace):
        return Report(
            data={"changed": sorted(values), "released": False},
            lines=(f"{names}: kept for the next release",),
        )
    outcome = await bring_about(workspace, context, _same(live, f"config {names}"))
    return outcome_report(workspace, outcome)


def _same(live: Release, reason: str) -> Wanted:
    return Wanted(intent=live.intent, reason=reason, source_digest=live.source)


def _live(workspace: Workspace) -> Release:
    live = live_release(workspace)
    if live is None:
        raise MainstayError(
            str(workspace.paths.project), "a release must serve", "there is none yet", hint="`mainstay up` makes one"
        )
    return live


def _interrupted(workspace: Workspace) -> int | None:
    """The release that an interrupted rollback was on its way to."""
    left = PlanJournal(workspace.ledger).unfinished()
    return int(left.plan.reason.removeprefix(ROLLBACK)) if left and left.plan.reason.startswith(ROLLBACK) else None


def _earlier(workspace: Workspace, live: Release, number: int | None) -> Release:
    known = releases(workspace)
    if number is None:
        earlier = [n for n, release in known.items() if n < live.number and release.digest != live.digest]
        number = max(earlier, default=0)
    if number not in known or number == live.number:
        numbers = ", ".join(str(n) for n in known if n != live.number)
        raise MainstayError(
            f"release {number}" if number else "rollback",
            "there must be such an earlier release",
            f"there are {numbers}" if numbers else "there is no other release",
            hint="`mainstay releases` shows them",
        )
    return known[number]


def _count(argument: str, services: dict[str, Service]) -> tuple[str, int]:
    name, separator, count = argument.partition("=")
    if not separator or not count.isdecimal() or int(count) > MAX_REPLICAS:
        raise MainstayError(
            argument, f"it must be NAME=N with N from 0 to {MAX_REPLICAS}", "it is not", hint="mainstay scale web=3"
        )
    if name not in services:
        raise MainstayError(
            name,
            "a process must have that name",
            f"there are {', '.join(sorted(services))}",
            hint="`mainstay ps` shows the names",
        )
    return name, int(count)
