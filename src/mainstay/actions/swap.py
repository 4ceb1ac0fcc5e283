"""The verb `swap`."""

from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT
from mainstay.actions.compiling import Asked
from mainstay.actions.context import Context
from mainstay.actions.results import Report
from mainstay.compile.swap import Phase, Swap
from mainstay.model.graph import Graph
from mainstay.model.intent import Intent

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
    from mainstay.actions.compiling import asked, graph_of
    from mainstay.actions.editing import state
    from mainstay.compile.swap import swap as swapped

    wanted = asked(context, environment)
    before = graph_of(wanted)
    change = swapped(before.intent, before.lock.kinds, old, new, only=for_)
    context.progress.say("compiling the changed intent")
    told = _phases(wanted, before, change) if change.phases else (_changes(wanted, before, change.intent)[1],)
    notes = state(context, change) if write else _how(change)
    return Report(data=_data(change, told), lines=_lines(change, told), notes=notes)


def _phases(wanted: Asked, before: Graph, change: Swap) -> tuple[Sentences, ...]:
    """What changes in each phase: nothing in those of a person, the last of which takes the old store away."""
    told: list[Sentences] = []
    for phase in change.phases:
        if phase.intent is None:
            told.append(())
        else:
            before, sentences = _changes(wanted, before, phase.intent)
            told.append(sentences)
    return tuple(told)


def _changes(wanted: Asked, before: Graph, intent: Intent) -> tuple[Graph, Sentences]:
    """The Graph of the changed intent, verified like every other, and how it differs."""
    from dataclasses import replace

    from mainstay.actions.compiling import graph_of
    from mainstay.compile.differences import differences

    after = graph_of(replace(wanted, intent=intent, previous=before.lock))
    return after, tuple(difference.sentence for difference in differences(before, after))


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
