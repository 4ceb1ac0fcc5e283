"""The verb `swap`."""

from typing import TYPE_CHECKING, Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.compiling import Asked
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.compile.swap import Phase, Swap
from mainstay.model.graph import Graph

if TYPE_CHECKING:
    from mainstay.compile.cloud import Compilation

Sentences = tuple[str, ...]


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
    from mainstay.actions.compiling import asked, graph_of, warned
    from mainstay.actions.editing import state
    from mainstay.compile.swap import swap as swapped

    wanted = asked(context, environment)
    before = graph_of(wanted)
    change = swapped(before.intent, before.lock.kinds, old, new, only=for_)
    context.progress.say("compiling the changed intent")
    made = _compiled(wanted, before, change)
    told = _told(before, made)
    notes = state(context, change) if write else _how(change)
    warnings = dict.fromkeys(note for one in made if one for note in warned(one))
    return Report(data=_data(change, told), lines=_lines(change, told), notes=(*notes, *warnings))


def _compiled(wanted: Asked, before: Graph, change: Swap) -> "tuple[Compilation | None, ...]":
    """What each phase is compiled to, verified like every other; None where a person acts, and nothing is compiled."""
    from dataclasses import replace

    from mainstay.actions.compiling import compilation_of

    lock = before.lock
    made: list[Compilation | None] = []
    for intent in [phase.intent for phase in change.phases] or [change.intent]:
        one = compilation_of(replace(wanted, intent=intent, previous=lock)) if intent else None
        lock = one.graph.lock if one else lock
        made.append(one)
    return tuple(made)


def _told(before: Graph, made: "tuple[Compilation | None, ...]") -> tuple[Sentences, ...]:
    """What changes in each phase: nothing in those of a person, the last of which takes the old store away."""
    from mainstay.compile.differences import differences

    told: list[Sentences] = []
    for one in made:
        found = differences(before, one.graph) if one else ()
        told.append(tuple(difference.sentence for difference in found))
        before = one.graph if one else before
    return tuple(told)


def _lines(change: Swap, told: tuple[Sentences, ...]) -> tuple[str, ...]:
    if not change.phases:
        return told[0]
    lines: list[str] = []
    for number, (phase, sentences) in enumerate(zip(change.phases, told, strict=True), 1):
        lines += [*([""] if lines else []), f"{number}. {phase.title} ({phase.by.value})", f"   {phase.says}"]
        lines += [f"   - {sentence}" for sentence in sentences]
        lines.append(f"   check: {phase.check}")
    return tuple(lines)


def _how(change: Swap) -> tuple[str, ...]:
    if change.phases:
        return ("nothing is changed yet; with `--write`, mainstay.yaml states the first phase",)
    return ("nothing is changed yet; with `--write`, mainstay.yaml says so",)


def _data(change: Swap, told: tuple[Sentences, ...]) -> dict[str, object]:
    return {
        "moved": list(change.moved),
        "changes": [] if change.phases else list(told[0]),
        "phases": [_phase(phase, found) for phase, found in zip(change.phases, told, strict=False)],
    }


def _phase(phase: Phase, told: Sentences) -> dict[str, object]:
    return {
        "title": phase.title,
        "by": phase.by.value,
        "says": phase.says,
        "check": phase.check,
        "changes": list(told),
    }
