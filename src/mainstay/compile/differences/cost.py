"""What a change costs a month."""

from collections.abc import Iterator

from mainstay.compile.differences.difference import Concern, Difference
from mainstay.compile.differences.renames import Renames
from mainstay.model.graph import Graph
from mainstay.model.value import Value

CENT = 0.005
"""Differences below half a cent are none."""


class _Sum(Value, frozen=True, kw_only=True):
    """Known prices together, and how many are not known."""

    usd_month: float = 0.0
    unknown: int = 0


def cost_differences(before: Graph, after: Graph, renamed: Renames) -> Iterator[Difference]:
    """The difference for each component, for what all share, and of the whole."""
    old, new = _sums(before, renamed), _sums(after, Renames())
    for component in sorted(old.keys() | new.keys()):
        label = component or "what all share"
        yield from _difference(label, old.get(component, _Sum()), new.get(component, _Sum()), component)
    yield from _difference("all together", _total(old), _total(new), "")


def _sums(graph: Graph, renamed: Renames) -> dict[str, _Sum]:
    sums: dict[str, _Sum] = {}
    for resource in graph.resources:
        name = renamed.resource(resource.component)
        for line in resource.charges:
            old = sums.get(name, _Sum())
            sums[name] = _Sum(
                usd_month=old.usd_month + (line.usd_month or 0.0), unknown=old.unknown + (line.usd_month is None)
            )
    return sums


def _total(sums: dict[str, _Sum]) -> _Sum:
    return _Sum(
        usd_month=sum(one.usd_month for one in sums.values()), unknown=sum(one.unknown for one in sums.values())
    )


def _difference(label: str, old: _Sum, new: _Sum, component: str) -> Iterator[Difference]:
    more = new.usd_month - old.usd_month
    if abs(more) < CENT and old.unknown == new.unknown:
        return
    before, after = _told(old), _told(new)
    says = f"{label}: {more:+.2f} $ a month ({before} → {after})"
    yield Difference(
        concern=Concern.COST, says=says, component=component, field="usd_month", before=before, after=after
    )


def _told(sum_: _Sum) -> str:
    unknown = f" + {sum_.unknown} unknown" if sum_.unknown else ""
    return f"{sum_.usd_month:.2f}{unknown}"
