"""The verb `swap`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.compile.differences import Difference
from mainstay.compile.swap import Phase, Swap


def swap(
    context: Context,
    old: Annotated[str, Argument("What is used now: a kind (aws.lambda, lambda) or an engine (postgres).")],
    new: Annotated[str, Argument("What is wanted instead.")],
    *,
    for_: Annotated[str, Option("Only for this component.", metavar="COMPONENT")] = "",
    environment: Annotated[str, ENVIRONMENT] = "",
    write: Annotated[bool, Option("Change mainstay.yaml.")] = False,
) -> Report:
    """Replace a technology by another, and show everything that changes.

    The decision is changed and the whole system compiled anew from what it must do, so every requirement and rule still
    holds, or the smallest conflict is shown. Programs move at once. For data there is a migration in phases: the new
    store is made beside the old one, which stays until a person retires it. With `--write`, mainstay.yaml says so; for
    data, it states the first phase.

    Example:
        mainstay swap lambda fargate --for api
        mainstay swap postgres mysql
        mainstay swap istio linkerd --write
    """
    from dataclasses import replace

    from mainstay.actions.compiling import asked, graph_of
    from mainstay.actions.editing import state
    from mainstay.compile.differences import differences
    from mainstay.compile.swap import swap as swapped

    wanted = asked(context, environment)
    before = graph_of(wanted)
    change = swapped(before.intent, before.lock.kinds, old, new, only=for_)
    context.progress.say("compiling the changed intent")
    after = graph_of(replace(wanted, intent=change.intent, previous=before.lock))
    found = differences(before, after)
    notes = state(context, change) if write else _how(change)
    return Report(data=_data(change, found), lines=_lines(change, found), notes=notes)


def _lines(change: Swap, found: tuple[Difference, ...]) -> tuple[str, ...]:
    lines = [difference.sentence for difference in found]
    for number, phase in enumerate(change.phases, 1):
        lines += ["", f"{number}. {phase.title} ({phase.by.value})", f"   {phase.says}", f"   check: {phase.check}"]
    return tuple(lines)


def _how(change: Swap) -> tuple[str, ...]:
    if change.phases:
        return ("nothing is changed yet; with `--write`, mainstay.yaml states the first phase",)
    return ("nothing is changed yet; with `--write`, mainstay.yaml says so",)


def _data(change: Swap, found: tuple[Difference, ...]) -> dict[str, object]:
    return {
        "moved": list(change.moved),
        "changes": [difference.sentence for difference in found],
        "phases": [_phase(phase) for phase in change.phases],
    }


def _phase(phase: Phase) -> dict[str, object]:
    return {"title": phase.title, "by": phase.by.value, "says": phase.says, "check": phase.check}
