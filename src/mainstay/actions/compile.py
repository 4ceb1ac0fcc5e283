"""The verb `compile`."""

from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Table
from mainstay.model.graph import Graph
from mainstay.model.price import total

ENVIRONMENT = Option("The environment of mainstay.yaml (default: the first).", short="-e")
"""The option by which all verbs about cloud systems name an environment."""


def compile(  # noqa: A001 - the verb's name
    context: Context,
    directory: Annotated[
        Path | None, Argument("The folder of mainstay.yaml (default: the project).", metavar="DIR")
    ] = None,
    *,
    environment: Annotated[str, ENVIRONMENT] = "",
    locked: Annotated[bool, Option("Fail where mainstay.lock would change.")] = False,
) -> Table:
    """Find the cheapest architecture that does what is asked and keeps all rules.

    Reads mainstay.yaml and the rules, chooses a technology and a size for each component, adds what they need around
    them, checks the result independently, and keeps the decisions in mainstay.lock. Where nothing satisfies
    everything, shows the smallest set of statements that contradict each other, and the nearest ways out.

    Example:
        mainstay compile
        mainstay compile --environment production
        mainstay compile --locked
    """
    from mainstay.actions.compiling import asked, graph_of, refuse_change, warnings, write_lock

    context = context.at(directory)
    wanted = asked(context, environment)
    context.progress.say("compiling")
    graph = graph_of(wanted)
    if locked:
        refuse_change(context, graph)
    changed = not locked and write_lock(context, graph)
    return _table(graph, warnings(graph, wanted.policy), changed=changed)


def _table(graph: Graph, warned: tuple[str, ...], *, changed: bool) -> Table:
    resources = {resource.name: resource for resource in graph.resources}
    rows = tuple(
        (
            component.name,
            component.role.value,
            graph.lock.kinds[component.name],
            graph.lock.offers.get(component.name, ""),
            total(resources[component.name].charges),
        )
        for component in graph.intent.components
    )
    columns = (
        Column("component", whole=True),
        Column("needs"),
        Column("kind", whole=True),
        Column("size"),
        Column("usd_month", "USD a month", show=money),
    )
    notes = (*warned, *_notes(graph, changed=changed))
    return Table(columns=columns, rows=rows, notes=notes, empty="nothing is asked for")


def money(value: object) -> str:
    """An amount for people; what is unknown is never shown as nothing."""
    return f"{value:,.2f}" if isinstance(value, int | float) else "unknown"


def _notes(graph: Graph, *, changed: bool) -> tuple[str, ...]:
    whole = graph.intent.whole
    charges = [line for resource in graph.resources for line in resource.charges]
    known = sum(line.usd_month for line in charges if line.usd_month is not None)
    unknown = sorted({line.item for line in charges if line.usd_month is None})
    place = " in ".join(part for part in (whole.environment, whole.region) if part)
    notes = [f"{len(graph.resources)} resources{f' for {place}' if place else ''}, {known:,.2f} USD a month"]
    if unknown:
        notes.append(f"without {len(unknown)} unknown prices: {', '.join(unknown)}")
    if changed:
        notes.append("mainstay.lock keeps these decisions; put it under version control")
    return tuple(notes)
