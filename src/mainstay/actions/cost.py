"""The verb `cost`."""

from pathlib import Path
from typing import Annotated

from mainstay.actions.arguments import Argument, Option
from mainstay.actions.compile import ENVIRONMENT, money
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Table
from mainstay.model.graph import Graph

_SHARED = "(shared)"


def cost(
    context: Context,
    directory: Annotated[
        Path | None, Argument("The folder of mainstay.yaml (default: the project).", metavar="DIR")
    ] = None,
    *,
    environment: Annotated[str, ENVIRONMENT] = "",
    by_component: Annotated[bool, Option("One row for each component instead of one for each charge.")] = False,
) -> Table:
    """Show what the system costs a month at the stated load.

    One row for each charge, with the price it is computed from. Charges that follow the load are marked; unknown
    prices are shown as unknown and are in no sum.

    Example:
        mainstay cost
        mainstay cost --by-component --json
    """
    from mainstay.actions.compiling import asked, compilation_of, warned

    wanted = asked(context.at(directory), environment)
    made = compilation_of(wanted)
    table = _by_component(made.graph) if by_component else _by_charge(made.graph)
    notes = (*_notes(made.graph, wanted.book.name), *warned(made))
    return Table(columns=table.columns, rows=table.rows, notes=notes, empty="nothing costs")


def _by_charge(graph: Graph) -> Table:
    columns = (
        Column("resource", whole=True),
        Column("component"),
        Column("usd_month", "USD a month", show=money),
        Column("by_usage", "by load", show=lambda value: "yes" if value else ""),
        Column("says", "what"),
        Column("price", show=lambda value: f"{value:g}" if isinstance(value, int | float) else "unknown"),
        Column("unit"),
        Column("source"),
        Column("date"),
    )
    rows = tuple(
        (
            resource.name,
            resource.component or _SHARED,
            line.usd_month,
            line.by_usage,
            line.says,
            line.price.usd if line.price else None,
            line.price.unit if line.price else None,
            line.price.source if line.price else line.item,
            line.price.date if line.price else None,
        )
        for resource in graph.resources
        for line in resource.charges
    )
    return Table(columns=columns, rows=rows)


def _by_component(graph: Graph) -> Table:
    columns = (
        Column("component", whole=True),
        Column("usd_month", "USD a month", show=money),
        Column("by_usage_usd_month", "of which by load", show=money),
        Column("unknown", "unknown prices"),
    )
    names = sorted({resource.component or _SHARED for resource in graph.resources if resource.charges})
    return Table(columns=columns, rows=tuple(_sum(graph, name) for name in names))


def _sum(graph: Graph, name: str) -> tuple[str, float, float, int]:
    lines = [line for r in graph.resources if (r.component or _SHARED) == name for line in r.charges]
    known = [(line.usd_month, line.by_usage) for line in lines if line.usd_month is not None]
    by_usage = sum(usd for usd, by_usage in known if by_usage)
    return name, round(sum(usd for usd, _ in known), 2), round(by_usage, 2), len(lines) - len(known)


def _notes(graph: Graph, book: str) -> tuple[str, ...]:
    lines = [line for resource in graph.resources for line in resource.charges]
    known = sum(line.usd_month for line in lines if line.usd_month is not None)
    unknown = len([line for line in lines if line.usd_month is None])
    told = f"{known:,.2f} USD a month by {book}"
    budget = graph.intent.whole.budget_usd_month
    return (
        f"{told}, without {unknown} unknown prices" if unknown else told,
        *((f"the budget is {budget:,.2f} USD a month",) if budget is not None else ()),
    )
