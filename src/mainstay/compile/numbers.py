"""Numbers that no system could meet, and those that mean nothing."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from mainstay.compile.evidence import place_of_field
from mainstay.model.errors import MainstayError
from mainstay.model.intent import AnyComponent, Component, Data, Extra, Intent, Whole, Workload


class _Range(NamedTuple):
    """At least `low` (itself allowed where `closed`), and less than `high`."""

    low: float
    high: float
    closed: bool
    says: str


_POSITIVE = _Range(0, math.inf, closed=False, says="be more than 0")
_COUNT = _Range(1, math.inf, closed=True, says="be at least 1")
_AMOUNT = _Range(0, math.inf, closed=True, says="be 0 or more")
_SHARE = _Range(0, 100, closed=False, says="be a share below 100 percent")
_FIELDS = {
    "requests_per_second": _POSITIVE,
    "users": _COUNT,
    "think_time_s": _POSITIVE,
    "work_ms": _POSITIVE,
    "latency_p99_ms": _POSITIVE,
    "availability": _SHARE,
    "durability": _SHARE,
    "startup_s": _POSITIVE,
    "concurrency": _COUNT,
    "size_gib": _AMOUNT,
    "growth_gib_month": _AMOUNT,
    "recovery_point_s": _AMOUNT,
    "recovery_time_s": _AMOUNT,
    "retention_days": _AMOUNT,
    "operations_per_second": _AMOUNT,
    "memory_mib": _COUNT,
    "budget_usd_month": _POSITIVE,
}


def check_numbers(intent: Intent) -> None:
    """Raise `MainstayError` at the first number of `intent` that cannot be."""
    for component in intent.components:
        for field, value in _numbers(component):
            _check(component, component.name, field, value)
        _check_calls(component)
        _check_users(component)
    if intent.whole.budget_usd_month is not None:
        _check(intent.whole, intent.application, "budget_usd_month", intent.whole.budget_usd_month)


def _numbers(component: AnyComponent) -> Iterator[tuple[str, float]]:
    if isinstance(component, Workload | Data | Extra):
        for field in component.needs.__struct_fields__:
            value = getattr(component.needs, field)
            if field in _FIELDS and value is not None:
                yield field, value
    if isinstance(component, Workload) and component.memory_mib is not None:
        yield "memory_mib", component.memory_mib


def _check(stated: Component | Whole, name: str, field: str, value: float) -> None:
    low, high, closed, says = _FIELDS[field]
    above = value >= low if closed else value > low
    if not (above and value < high):
        raise MainstayError(
            place_of_field(stated, field, f"`{name}`"),
            f"`{field}` of `{name}` must {says}",
            f"it is {value:g}",
            hint="state a number that can be reached, or leave the requirement out",
        )


def _check_calls(component: Component) -> None:
    for use in component.uses:
        if not 0 < use.calls < math.inf:
            raise MainstayError(
                str(use.evidence[0].origin) if use.evidence else f"`{component.name}`",
                f"`calls` of `{component.name}` to `{use.target}` must be more than 0",
                f"it is {use.calls:g}",
                hint="state how often one request leads there (0.1: in one of ten)",
            )


def _check_users(component: Component) -> None:
    if isinstance(component, Workload) and component.needs.think_time_s is not None and component.needs.users is None:
        raise MainstayError(
            place_of_field(component, "think_time_s", f"`{component.name}`"),
            f"`think_time_s` of `{component.name}` must be that of somebody",
            "there are no `users`",
            hint="state `users`, too, or `requests_per_second` instead of both",
        )
