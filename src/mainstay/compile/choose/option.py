"""Options: an offer, judged by itself: what it costs, what it breaks, and its numbers as integers for the solver."""

import math
from collections.abc import Iterator, Mapping
from enum import IntEnum

import msgspec

from mainstay.compile.choose.rules import Fitted, Judge, Judged
from mainstay.compile.evidence import evidence_of
from mainstay.model.cloud import Demand, Offer
from mainstay.model.graph import Lock
from mainstay.model.intent import AnyComponent, Component, Data, Extra, Workload
from mainstay.model.origin import Origin
from mainstay.model.policy import Form, Holds, Rule, Severity
from mainstay.model.price import total
from mainstay.model.value import Value

CENTS = 100
_MICRO = 1_000_000
_NANO = 1_000_000_000
NEVER_US = 10**12
"""A latency that no limit allows: eleven days."""
ENDLESS = 10**9
"""More connections than anything opens."""
_TOLERANCE = 1e-9


class Metric(IntEnum):
    """Where a number stands in `Option.metrics`."""

    LATENCY_US = 0
    DOWN = 1  # -ln(availability) in billionths, which add up where shares multiply
    CONNECTIONS = 2  # what a program opens; less than zero: what a database takes
    CENTS = 3


class Broken(Value, frozen=True, kw_only=True):
    """What an offer breaks all by itself; `rule` is the id of a rule ("": a requirement)."""

    says: str
    field: str = ""
    rule: str = ""
    origin: Origin | None = None


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """`liked` is the weight of the preferences it pleases; `changed` how far it is from the lock (0: it is the lock's).

    `usd_month` is None where a price is unknown. `shared` includes what stands around it once for all. `notes` are the
    rules that it pleases, and those that only warn; `set_by` are the rules that set its properties, by their names.
    """

    offer: Offer
    usd_month: float | None
    metrics: tuple[int, int, int, int]
    shared: frozenset[str]
    broken: tuple[Broken, ...] = ()
    liked: int = 0
    changed: int = 0
    notes: tuple[Broken, ...] = ()
    set_by: Mapping[str, Rule] = {}


def options(
    component: AnyComponent, offers: tuple[Offer, ...], demand: Demand, *, judge: Judge, lock: Lock
) -> tuple[Option, ...]:
    """The options of `component`, in the order of kind ids and labels, which is their last tie-break."""
    found = [
        _option(component, judge.fitted(component, offer, demand), demand, judge=judge, lock=lock) for offer in offers
    ]
    return tuple(sorted(_priced(found), key=lambda option: (option.offer.kind.id, option.offer.label)))


def _priced(found: list[Option]) -> list[Option]:
    """For a budget, an unknown price counts like the highest known one: never as nothing where something is known."""
    dearest = max((option.metrics[Metric.CENTS] for option in found), default=0)
    return [
        option
        if option.usd_month is not None
        else msgspec.structs.replace(option, metrics=(*option.metrics[: Metric.CENTS], dearest))
        for option in found
    ]


def _option(component: AnyComponent, fitted: Fitted, demand: Demand, *, judge: Judge, lock: Lock) -> Option:
    offer = fitted.offer
    judged = judge.judged(component, offer, demand)
    usd = total(offer.charges)
    room = ENDLESS if offer.max_connections is None else offer.max_connections
    return Option(
        offer=offer,
        usd_month=usd,
        metrics=(
            NEVER_US if math.isinf(offer.latency_ms) else round(offer.latency_ms * 1000),
            down(offer.availability),
            offer.connections if isinstance(component, Workload) else -room,
            round((usd or 0.0) * CENTS),
        ),
        shared=frozenset(offer.shared),
        broken=(*_unmet(component, offer, demand), *_forbidden(judged)),
        liked=sum(j.rule.weight for j in judged if _pleases(j)),
        changed=_changed(component.name, offer, lock),
        notes=tuple(_told(j) for j in judged if _pleases(j) or (_fails(j) and j.rule.severity is Severity.WARN)),
        set_by=fitted.by,
    )


def down(availability: float) -> int:
    """A share of time in percent as a sum-up number; `availability` above 0."""
    return round(-math.log(max(availability, 1e-6) / 100) * _NANO)


def up(down_: int) -> float:
    """The share of time in percent that `down` made a number of."""
    return math.exp(-down_ / _NANO) * 100


def _changed(name: str, offer: Offer, lock: Lock) -> int:
    if name not in lock.kinds:
        return 0
    if lock.kinds[name] != offer.kind.id:
        return 2
    return 0 if lock.offers.get(name, offer.label) == offer.label else 1


def _fails(judged: Judged) -> bool:
    """What cannot be told of an offer is judged again when everything around it is known."""
    return judged.rule.form is not Form.PREFER and judged.holds is Holds.NO


def _pleases(judged: Judged) -> bool:
    return judged.rule.form is Form.PREFER and judged.holds is Holds.YES


def _forbidden(judged: tuple[Judged, ...]) -> Iterator[Broken]:
    for one in judged:
        if _fails(one) and one.rule.severity is Severity.ENFORCE:
            yield _told(one)


def _told(judged: Judged) -> Broken:
    rule = judged.rule
    verb = "pleases" if _pleases(judged) else "breaks"
    return Broken(says=f"{verb} rule {rule.id}: {rule.reason}", rule=rule.id, origin=rule.origin)


def _unmet(component: Component, offer: Offer, demand: Demand) -> Iterator[Broken]:
    if offer.capacity < demand.rate * (1 - _TOLERANCE):
        says = f"serves {offer.capacity:,.4g} a second, and {demand.rate:,.4g} come"
        yield _because(component, _load_field(component), says)
    if isinstance(component, Workload) and _above(offer.startup_s, component.needs.startup_s):
        says = f"starts in {offer.startup_s:g} s, and must within {component.needs.startup_s:g} s"
        yield _because(component, "startup_s", says)
    if isinstance(component, Data | Extra):
        yield from _unfit(component, offer)


def _unfit(component: Data | Extra, offer: Offer) -> Iterator[Broken]:
    needs = component.needs
    for field, given, unit in (
        ("recovery_point_s", offer.recovery_point_s, "may lose {:g} s of data, and must lose at most {:g} s"),
        ("recovery_time_s", offer.recovery_time_s, "is back within {:g} s, and must be within {:g} s"),
        ("latency_p99_ms", offer.latency_ms, "answers in {:g} ms, and must within {:g} ms"),
    ):
        wanted = getattr(needs, field)
        if _above(given, wanted):
            yield _because(component, field, unit.format(given, wanted))
    if needs.retention_days is not None and needs.retention_days > offer.retention_days:
        says = f"keeps copies for {offer.retention_days:g} days at most, and must for {needs.retention_days}"
        yield _because(component, "retention_days", says)
    for field, given in (("availability", offer.availability), ("durability", offer.durability)):
        wanted = getattr(needs, field)
        if wanted is not None and given < wanted - _TOLERANCE:
            says = f"has an {field} of {given:.11g} %, and must have {wanted:.11g} %"
            yield _because(component, field, says.replace("an durability", "a durability"))


def _above(given: float, limit: float | None) -> bool:
    return limit is not None and given > limit * (1 + _TOLERANCE) + _TOLERANCE


def _load_field(component: Component) -> str:
    return "requests_per_second" if isinstance(component, Workload) else "operations_per_second"


def _because(component: Component, field: str, says: str) -> Broken:
    found = evidence_of(component, field)
    return Broken(says=says, field=field, origin=found.origin if found else None)
