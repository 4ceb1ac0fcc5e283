"""The verb `alternatives`."""

from typing import Annotated

from mainstay.actions.arguments import Argument
from mainstay.actions.compile import ENVIRONMENT, money
from mainstay.actions.context import Context
from mainstay.actions.results import Column, Table


def alternatives(
    context: Context,
    component: Annotated[str, Argument("A component of mainstay.yaml.")],
    *,
    environment: Annotated[str, ENVIRONMENT] = "",
) -> Table:
    """Show what else could realise a component, and what the system would be with it.

    One row for each way: those that satisfy everything, by what the whole system costs a month, then those that do not,
    with the requirement or rule that speaks against them. Latency and availability are what callers of the component
    see.

    Example:
        mainstay alternatives web
        mainstay alternatives db --environment production --json
    """
    from mainstay.actions.compiling import asked, bound
    from mainstay.compile.choose import alternatives as listed

    wanted = asked(context, environment)
    intent, market = bound(wanted)
    found = listed(intent, wanted.policy, market, component, lock=wanted.previous)
    columns = (
        Column("kind", whole=True),
        Column("size"),
        Column("chosen", show=lambda value: "yes" if value else ""),
        Column("usd_month", "system, USD a month", show=money),
        Column("latency_ms", "latency", show=lambda value: f"{value:.1f} ms" if isinstance(value, float) else "-"),
        Column("availability", show=lambda value: f"{value:.4g} %" if isinstance(value, float) else "-"),
        Column("excluded", "does not do, because"),
    )
    rows = tuple(
        (one.kind, one.label, one.chosen, one.usd_month, one.latency_ms, one.availability, one.excluded or None)
        for one in found
    )
    return Table(columns=columns, rows=rows, empty=f"nothing can realise {component}")
