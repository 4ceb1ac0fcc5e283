"""Requirements: latency, availability, start and recovery, of what stands there, against what the intent states.

The rule is that of docs/concepts/cloud-compiler.md: the latency of a program is its own and that of all that it calls
within one request, as often as it calls it; its availability is the product of its own and that of all it needs.
"""

import math
from collections.abc import Iterator

import msgspec

from mainstay.compile.demand import demands
from mainstay.compile.evidence import evidence_of
from mainstay.compile.verify.facts.levels import Level
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.levels import fastest_ms, level_of
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.view import View
from mainstay.model.intent import AnyComponent, Component, Data, Extra, Workload
from mainstay.model.requirement import Access, DataNeeds

_UNKNOWN = Level()
_ROUNDED = 0.001
"""Calls within one request are counted in thousandths when the system is chosen, and latencies in microseconds."""
_ROUNDED_PERCENT = 0.0001
_ROUNDED_SHARE = 2e-9
"""Shares in percent are compared to a billionth when the system is chosen: eleven nines are as good as all."""
_HINT = "leave to mainstay what was set or pinned here, or ask for less"


class _Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What each component gives by itself, and what each program waits for: (target, calls in one request)."""

    view: View
    levels: dict[str, Level]
    waits_for: dict[str, tuple[tuple[str, float], ...]]

    def level(self, name: str) -> Level:
        """What a component gives; nothing is held against one that nothing is known of."""
        return self.levels.get(name, _UNKNOWN)


def requirements(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """Every requirement in numbers that does not hold of what stands there."""
    whole = _Whole(view=view, levels=_levels(view), waits_for=_waits_for(view, asked))
    latencies: dict[str, float] = {}
    for component in view.graph.intent.components:
        if isinstance(component, Workload):
            yield from _program(whole, component, latencies)
        elif isinstance(component, Data | Extra):
            yield from _data(component, component.needs, whole.levels.get(component.name))


def _levels(view: View) -> dict[str, Level]:
    components = view.graph.intent.components
    data = {c.name: fastest_ms(view, c) for c in components if not isinstance(c, Workload)}
    load = demands(view.graph.intent, data)
    found = {component.name: level_of(view, component, load[component.name]) for component in components}
    return {name: level for name, level in found.items() if level is not None}


def _waits_for(view: View, asked: tuple[Link, ...]) -> dict[str, tuple[tuple[str, float], ...]]:
    """All links of a program but those by which it takes its work: for these nobody waits."""
    taking = {(link.source, link.target) for link in asked if link.access == frozenset({Access.CONSUME})}
    return {
        component.name: tuple(
            (use.target, use.calls)
            for use in component.uses
            if use.target in view.components and (component.name, use.target) not in taking
        )
        for component in view.graph.intent.components
        if isinstance(component, Workload)
    }


def _program(whole: _Whole, component: Workload, latencies: dict[str, float]) -> Iterator[Finding]:
    needs, name = component.needs, component.name
    if needs.startup_s is not None and whole.level(name).startup_s > needs.startup_s * (1.0 + _ROUNDED):
        must = f"must start within {needs.startup_s:g} s"
        yield _unmet(component, "startup_s", must, f"it takes {whole.level(name).startup_s:g} s")
    if needs.latency_p99_ms is not None:
        takes = _latency(whole, name, latencies)
        if takes > needs.latency_p99_ms * (1.0 + _ROUNDED) + _slack(whole, name):
            must = f"must answer within {needs.latency_p99_ms:g} ms"
            yield _unmet(component, "latency_p99_ms", must, _slow(whole, name, takes))
    if needs.availability is not None:
        reached = _reached(whole, name)
        given = math.prod(whole.level(one).availability / 100.0 for one in reached) * 100.0
        if given < needs.availability - _ROUNDED_PERCENT * len(reached):
            must = f"must be available {needs.availability:g} % of the time"
            yield _unmet(component, "availability", must, _away(whole, reached, given))


def _latency(whole: _Whole, name: str, known: dict[str, float]) -> float:
    """Its own latency and that of all that it calls, in ms; what is called first is worked out first."""
    for pending in _callees_first(whole, name, known):
        called = whole.waits_for.get(pending, ())
        known[pending] = whole.level(pending).latency_ms + sum(calls * known[target] for target, calls in called)
    return known[name]


def _callees_first(whole: _Whole, name: str, known: dict[str, float]) -> list[str]:
    order: list[str] = []
    seen, stack = set(known), [(name, False)]
    while stack:
        current, left = stack.pop()
        if left:
            order.append(current)
        elif current not in seen:
            seen.add(current)
            stack.append((current, True))
            stack += [(target, False) for target, _ in whole.waits_for.get(current, ())]
    return order


def _reached(whole: _Whole, name: str) -> list[str]:
    """All that a request to a program needs, itself first, each once."""
    return sorted(_callees_first(whole, name, {}), key=lambda one: (one != name, one))


def _slack(whole: _Whole, name: str) -> float:
    return _ROUNDED * sum(whole.level(one).latency_ms for one in _reached(whole, name))


def _slow(whole: _Whole, name: str, takes: float) -> str:
    if math.isinf(takes):
        return "more requests arrive than what stands there can serve"
    parts = [f"`{one}` {calls * whole.level(one).latency_ms:.4g}" for one, calls in whole.waits_for[name]]
    return f"it takes {takes:.4g} ms: {', '.join((f'itself {whole.level(name).latency_ms:.4g}', *parts))}"


def _away(whole: _Whole, reached: list[str], given: float) -> str:
    weakest = min(reached, key=lambda one: (whole.level(one).availability, one))
    return (
        f"it is {given:.5g} %: of all that it needs `{weakest}` is away most ({whole.level(weakest).availability:g} %)"
    )


def _data(component: Component, needs: DataNeeds, level: Level | None) -> Iterator[Finding]:
    if level is None:
        return
    for field, given, must in (
        ("recovery_point_s", level.recovery_point_s, "must lose at most the last {:g} s"),
        ("recovery_time_s", level.recovery_time_s, "must be back within {:g} s"),
        ("latency_p99_ms", level.latency_ms, "must answer within {:g} ms"),
    ):
        wanted = getattr(needs, field)
        if wanted is not None and given > wanted * (1.0 + _ROUNDED):
            found = "nothing of it is copied" if math.isinf(given) else f"it is {given:g}"
            yield _unmet(component, field, must.format(wanted), found)
    for field, given, must in (
        ("availability", level.availability, "must be available {:.11g} % of the time"),
        ("durability", level.durability, "must keep {:.11g} % of its data"),
    ):
        wanted = getattr(needs, field)
        if wanted is not None and given < wanted - _ROUNDED_SHARE:
            yield _unmet(component, field, must.format(wanted), f"it is {given:.11g} %")


def _unmet(component: AnyComponent | Component, field: str, must: str, found: str) -> Finding:
    stated = evidence_of(component, field)
    origin = stated.origin if stated else None
    return Finding(resource=component.name, must=must, found=found, hint=_HINT, origin=origin)
