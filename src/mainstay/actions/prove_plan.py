"""The verb `prove plan`."""

from typing import TYPE_CHECKING, Annotated

from mainstay.actions.arguments import Option
from mainstay.actions.context import Context
from mainstay.actions.results import Report

if TYPE_CHECKING:
    from mainstay.prove.plans import PlanVerdict


async def prove_plan(
    context: Context,
    *,
    seeds: Annotated[int, Option("How many random pairs of kills, besides one at each effect.", short="-n")] = 1000,
    first: Annotated[int, Option("The first seed.")] = 0,
) -> Report:
    """Prove that what `mainstay up` would do now survives kill -9 at any step.

    The Plan is carried out by the same executor, on simulated machinery: killed before and after each effect, killed
    again while the next command recovers, and with each step failing once. Every time the next command must end in
    the wanted state, requests must go to instances that run, and what served before must serve on where a step fails.
    Nothing is changed; `mainstay up --dry-run` shows the steps.

    Example:
        mainstay prove plan
        mainstay prove plan --seeds 10000
    """
    from mainstay.actions.rehearsal import rehearsed
    from mainstay.actions.workspace import open_workspace

    with open_workspace(context, remember=False) as workspace:
        verdict, steps = await rehearsed(workspace, context, seeds=seeds, first=first)
    return _report(verdict, steps)


def _report(verdict: "PlanVerdict", steps: tuple[str, ...]) -> Report:
    data = {
        "held": verdict.held,
        "steps": steps,
        "effects": verdict.effects,
        "kills": verdict.kills,
        "failures": verdict.failures,
        "broken": verdict.broken,
        "at": verdict.at,
    }
    if not steps:
        return Report(data=data, lines=("nothing to do: the plan is empty",))
    head = f"{len(steps)} steps, {verdict.kills} runs killed, {verdict.failures} with a step that fails"
    told = f"{head}: held" if verdict.held else f"{head}: broken: {verdict.broken}, {verdict.at}"
    return Report(data=data, lines=(told,), ok=verdict.held)
