"""How differences between two architectures are told."""

from collections.abc import Iterator

from mainstay.actions.results import Report
from mainstay.compile.differences import SECURITY, Concern, Difference, differences
from mainstay.model.graph import Graph
from mainstay.model.value import to_builtins


def comparison(before: Graph, after: Graph, label: str, *, strict: bool = False) -> Report:
    """What differs from `before`, which is called `label`; where `strict`, any difference is a bad outcome."""
    found = differences(before, after)
    data = {
        "compared_with": label,
        "equal": not found,
        "differences": [to_builtins(one) | {"weakens": one.weakens} for one in found],
    }
    lines = tuple(_lines(found)) if found else (f"the architecture is that of {label}",)
    return Report(data=data, lines=lines, ok=not (strict and found))


def _lines(found: tuple[Difference, ...]) -> Iterator[str]:
    """Less safe first, then security, then by component, then the cost."""
    weaker = [one for one in found if one.weakens]
    security = [one for one in found if one.concern in SECURITY and not one.weakens]
    cost = [one for one in found if one.concern is Concern.COST]
    rest = [one for one in found if one not in weaker and one not in security and one not in cost]
    yield from _section("less safe than before", weaker)
    yield from _section("security", security)
    for component in sorted({one.component for one in rest}, key=lambda name: (name == "", name)):
        yield from _section(component or "shared by all", [one for one in rest if one.component == component])
    yield from _section("cost", cost)


def _section(title: str, found: list[Difference]) -> Iterator[str]:
    if found:
        yield f"{title}:"
        yield from (f"  {one.sentence}" for one in found)
