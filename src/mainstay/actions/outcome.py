"""What commands that change the application report."""

from mainstay.actions.addresses import status_page
from mainstay.actions.releasing import Outcome, Wanted, architecture, plan_for, remarks
from mainstay.actions.results import Report
from mainstay.actions.workspace import Workspace
from mainstay.run import show


def outcome_report(workspace: Workspace, outcome: Outcome) -> Report:
    """Which release serves where, and what should be read."""
    serves = f"release {outcome.release} serves"
    lines = [serves if outcome.plan.steps else f"nothing to do: {serves}"]
    lines += [f"  {name:<12} {url}" for name, url in outcome.urls.items()]
    lines.append(f"  {'status page':<12} {status_page(workspace)} (`mainstay open` lets you in)")
    data = {
        "release": outcome.release,
        "urls": outcome.urls,
        "steps": show(outcome.plan),
        "notes": outcome.notes,
    }
    return Report(data=data, lines=tuple(lines), notes=outcome.notes)


async def dry_run_report(workspace: Workspace, wanted: Wanted) -> Report:
    """The sentences of the Plan that would be carried out."""
    graph = architecture(workspace, wanted.intent)
    plan, _ = await plan_for(workspace, wanted, graph)
    steps = show(plan)
    lines = tuple(f"{number:>3}. {says}" for number, says in enumerate(steps, start=1))
    return Report(data={"steps": steps}, lines=lines or ("nothing to do",), notes=remarks(graph))
