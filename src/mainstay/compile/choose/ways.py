"""Ways out of a conflict: one thing stated less strictly, as little as possible, and what the system costs then."""

import math
from collections.abc import Callable, Iterator, Sequence

import msgspec

from mainstay.compile.choose.claim import Claim, Sort, with_needs, without
from mainstay.compile.choose.conflict import Core, Question
from mainstay.compile.choose.option import CENTS, Metric, Option, up
from mainstay.compile.choose.problem import MILLI, Problem
from mainstay.compile.choose.solve import Blocked, Solution, best
from mainstay.compile.choose.workshop import problem
from mainstay.model.intent import AnyComponent, Data, Extra, Intent, Workload
from mainstay.model.policy import Policy, Rule, Selector, Waiver
from mainstay.model.requirement import DataClass
from mainstay.model.value import Value

_HALVINGS = 18
"""So often a range of loads is halved: to five digits."""
_TRIALS, _FEWEST = 8_000, 30
"""So many components trials for one core may be about in all; and so many trials there may be at least."""
_FOR_GOOD = "9999-12-31"


class Change(Value, frozen=True, kw_only=True):
    """What happens to one claim: `value` instead of what it asks for; None: nobody asks any more.

    A rule is waived for the components `names`.
    """

    claim: Claim
    value: float | str | None = None
    names: tuple[str, ...] = ()


class WayOut(Value, frozen=True, kw_only=True):
    """Changes that together make the system possible, in words, and what it costs a month then (None: unknown).

    `more_usd_month` is how much that is above the budget that was stated; without one, above the cheapest way out.
    """

    says: str
    changes: tuple[Change, ...]
    usd_month: float | None = None
    more_usd_month: float | None = None


def relaxed(intent: Intent, policy: Policy, way: WayOut) -> tuple[Intent, Policy]:
    """The intent and the policy after a way out was taken."""
    for change in way.changes:
        intent, policy = _applied(intent, policy, change)
    return intent, policy


def _applied(intent: Intent, policy: Policy, change: Change) -> tuple[Intent, Policy]:
    claim = change.claim
    if claim.sort is Sort.RULE and change.names:
        rules = tuple(_waived(rule, change, policy.today) if rule.id == claim.field else rule for rule in policy.rules)
        return intent, msgspec.structs.replace(policy, rules=rules)
    if change.value is None:
        return without(intent, policy, [claim])
    if claim.sort is Sort.BUDGET:
        whole = msgspec.structs.replace(intent.whole, budget_usd_month=change.value)
        return msgspec.structs.replace(intent, whole=whole), policy
    components = tuple(_restated(c, change) if c.name == claim.component else c for c in intent.components)
    return msgspec.structs.replace(intent, components=components), policy


def _waived(rule: Rule, change: Change, today: str) -> Rule:
    owner = rule.waivers[0].owner if rule.waivers else str(rule.origin)
    waiver = Waiver(owner=owner, until=today or _FOR_GOOD, names=change.names, reason="the way out of a conflict")
    return msgspec.structs.replace(rule, waivers=(*rule.waivers, waiver))


def _restated(component: AnyComponent, change: Change) -> AnyComponent:
    field = change.claim.field
    if isinstance(component, Workload) and field == "memory_mib":
        return msgspec.structs.replace(component, memory_mib=change.value)
    if isinstance(component, Workload | Data | Extra):
        value = DataClass(change.value) if field == "data_class" else change.value
        return msgspec.structs.replace(component, needs=with_needs(component.needs, {field: value}))
    return component


def ways_out(question: Question, core: Core, others: Sequence[Core]) -> tuple[WayOut, ...]:
    """What can be done about `core`, cheapest first; `others` are conflicts that have nothing to do with it."""
    elsewhere = [claim for other in others for claim in other.claims]
    intent, policy = without(question.intent, question.policy, elsewhere)
    ask = _Asking(question, intent, policy)
    found = [way for claim in sorted(core.claims, key=_easiness) for way in _ways(ask, claim)]
    if not found:
        found = list(_together(ask, core))
    budget = intent.whole.budget_usd_month
    known = [way.usd_month for way in found if way.usd_month is not None]
    base = budget if budget is not None else min(known, default=0.0)
    return tuple(_compared(way, base) for way in sorted(found, key=_nearness))


def _easiness(claim: Claim) -> tuple[int, tuple[str, str, str]]:
    """What is looked at first where a core has very many claims."""
    order = (Sort.BUDGET, Sort.RULE, Sort.PIN, Sort.PROPERTY, Sort.LINK, Sort.REQUIREMENT)
    return order.index(claim.sort), claim.key


def _nearness(way: WayOut) -> tuple[bool, float, str]:
    return (way.usd_month is None, way.usd_month or 0.0, way.says)


def _compared(way: WayOut, base: float) -> WayOut:
    if way.usd_month is None:
        return way
    return msgspec.structs.replace(way, more_usd_month=round(max(0.0, way.usd_month - base), 2))


class _Asking:
    """Solves changed versions of one intent."""

    def __init__(self, question: Question, intent: Intent, policy: Policy) -> None:
        self.shop, self.intent, self.policy = question.shop, intent, policy
        self.left = max(_FEWEST, _TRIALS // max(1, len(intent.components)))

    def problem(self, dropped: Sequence[Claim] = ()) -> Problem:
        """The problem without some claims."""
        return problem(self.shop, *without(self.intent, self.policy, dropped))

    def way(self, says: str, *changes: Change) -> WayOut | None:
        """The way out, if it is one."""
        self.left -= 1
        way = WayOut(says=says, changes=changes)
        found = best(problem(self.shop, *relaxed(self.intent, self.policy, way)))
        if isinstance(found, Blocked):
            return None
        usd = None if found.usd_month is None else round(found.usd_month + self.shop.beside / CENTS, 2)
        return msgspec.structs.replace(way, usd_month=usd)


def _ways(ask: _Asking, claim: Claim) -> Iterator[WayOut]:
    if ask.left <= 0:
        return
    ask.left -= 1
    without_it = best(ask.problem([claim]))
    if isinstance(without_it, Blocked):
        return
    if claim.sort is Sort.BUDGET:
        yield from _raised(ask, claim)
    elif claim.sort is Sort.RULE:
        yield from _waiving(ask, claim, without_it)
    elif claim.sort is Sort.REQUIREMENT:
        way = _eased(ask, claim)
        yield from [way] if way else _dropped(ask, claim)
    else:
        yield from _dropped(ask, claim)


def _dropped(ask: _Asking, claim: Claim) -> Iterator[WayOut]:
    verbs = {
        Sort.PIN: f"unpin the kind of `{claim.component}`",
        Sort.PROPERTY: f"do not set {claim.field} of `{claim.component}`",
        Sort.RULE: f"drop rule {claim.field}",
        Sort.REQUIREMENT: f"do not ask for {claim.field} of `{claim.component}`",
        Sort.BUDGET: "drop the budget",
        Sort.LINK: f"take `{claim.field}` out of what `{claim.component}` uses",
    }
    way = ask.way(verbs[claim.sort], Change(claim=claim))
    if way:
        yield way


def _raised(ask: _Asking, claim: Claim) -> Iterator[WayOut]:
    thrifty = msgspec.structs.replace(ask.problem([claim]), thrifty=True)
    found = best(thrifty)
    budget = ask.intent.whole.budget_usd_month
    if isinstance(found, Blocked) or budget is None:
        return
    enough = math.ceil((found.levels[0] + ask.shop.beside) / CENTS)
    way = ask.way(f"raise the budget by {enough - budget:,.2f} $ a month", Change(claim=claim, value=float(enough)))
    if way:
        yield way


def _waiving(ask: _Asking, claim: Claim, instead: Solution) -> Iterator[WayOut]:
    """For the components whose offers would break the rule if it did not bind."""
    before, after = ask.problem(), ask.problem([claim])
    names: list[str] = []
    for old, new, pick in zip(before.items, after.items, instead.picks, strict=True):
        taken = new.options[pick].offer
        for option in old.options:
            same = (option.offer.kind.id, option.offer.label) == (taken.kind.id, taken.label)
            if same and any(broken.rule == claim.field for broken in option.broken):
                names.append(old.name)
    rule = next(rule for rule in ask.policy.rules if rule.id == claim.field)
    owner = rule.waivers[0].owner if rule.waivers else f"the author of {rule.origin}"
    everywhere = rule.select == Selector()  # it may be about the system, which no waiver for single components lifts
    told = "everything" if everywhere else ", ".join(f"`{name}`" for name in names)
    says = f"waive rule {rule.id} for {told} (needs approval of {owner})"
    way = ask.way(says, Change(claim=claim, names=("*",) if everywhere else tuple(names))) if names else None
    yield from [way] if way else _dropped(ask, claim)


def _together(ask: _Asking, core: Core) -> Iterator[WayOut]:
    """No single claim is enough: as few as possible of them, found by taking back one after the other."""
    kept = list(core.claims)
    for claim in core.claims:
        fewer = [other for other in kept if other.key != claim.key]
        if not isinstance(best(ask.problem(fewer)), Blocked):
            kept = fewer
    says = " and ".join(f"do without: {claim.says}" for claim in kept)
    way = ask.way(says, *(Change(claim=claim) for claim in kept))
    if way:
        yield way


def _eased(ask: _Asking, claim: Claim) -> WayOut | None:
    """The same requirement with the best number that can be reached; None where there is no such number."""
    if claim.field in _REACHED:
        value = _reached(ask, claim)
    elif claim.field == "data_class":
        return _lower_class(ask, claim)
    else:
        return _bearable(ask, claim)
    if value is None or (claim.field in _SHARES and value <= 0):
        return None
    verb = "lower" if claim.field in _SHARES else "raise"
    return ask.way(_restating(verb, claim, value), Change(claim=claim, value=value))


_NAMES = {
    "latency_p99_ms": ("latency", "ms"),
    "availability": ("availability", "%"),
    "durability": ("durability", "%"),
    "startup_s": ("start-up time", "s"),
    "recovery_point_s": ("recovery point", "s"),
    "recovery_time_s": ("recovery time", "s"),
    "requests_per_second": ("load", "requests a second"),
    "users": ("load", "users"),
    "operations_per_second": ("load", "operations a second"),
    "concurrency": ("concurrency", "requests"),
    "work_ms": ("work", "ms a request"),
    "memory_mib": ("memory", "MiB"),
    "size_gib": ("size", "GiB"),
    "growth_gib_month": ("growth", "GiB a month"),
    "retention_days": ("retention", "days"),
}


def _restating(verb: str, claim: Claim, value: float) -> str:
    name, unit = _NAMES[claim.field]
    return f"{verb} the {name} of `{claim.component}` to {value:,.11g} {unit}"


_SHARES = frozenset({"availability", "durability"})
_BILLIONTH = 1e-7
"""What a share loses, in percent, where it is made a number for the solver."""
_REACHED: dict[str, Callable[[int], float]] = {
    "latency_p99_ms": lambda least: math.ceil(least / 100) / 10,
    "availability": lambda least: math.floor((up(least) + _BILLIONTH) * 10_000) / 10_000,
    "durability": lambda least: -least / 1e11,
    "startup_s": lambda least: least / 1e6,
    "recovery_point_s": lambda least: least / 1e6,
    "recovery_time_s": lambda least: least / 1e6,
}
"""How the smallest number that was reached reads as a requirement."""
_OWN = {"durability": -1e11, "startup_s": 1e6, "recovery_point_s": 1e6, "recovery_time_s": 1e6}
"""Facts of one offer, and how they become a number that has to be small."""


def _reached(ask: _Asking, claim: Claim) -> float | None:
    """The best value of a requirement while all others hold."""
    asked = ask.problem([claim])
    target = asked.index(claim.component)
    limits = [limit for limit in ask.problem().limits if (limit.name, limit.field) == (claim.component, claim.field)]
    metric = {"latency_p99_ms": Metric.LATENCY_US, "availability": Metric.DOWN}.get(claim.field)
    terms, scale = (limits[0].terms, MILLI if metric is Metric.LATENCY_US else 1) if limits else ({target: 1}, 1)
    items = tuple(
        msgspec.structs.replace(item, first=tuple(_number(claim, metric, o) * terms.get(i, 0) for o in item.options))
        for i, item in enumerate(asked.items)
    )
    found = best(msgspec.structs.replace(asked, items=items, budgeted=False))
    return None if isinstance(found, Blocked) else _REACHED[claim.field](-(-found.levels[0] // scale))


def _number(claim: Claim, metric: Metric | None, option: Option) -> int:
    if metric is not None:
        return option.metrics[metric]
    return round(getattr(option.offer, claim.field) * _OWN[claim.field])


def _lower_class(ask: _Asking, claim: Claim) -> WayOut | None:
    classes = list(DataClass)
    component = ask.intent.component(claim.component)
    if not isinstance(component, Data | Extra):
        return None
    below = classes[: classes.index(component.needs.data_class)]
    ways = (
        ask.way(f"treat `{claim.component}` as {one.value} data", Change(claim=claim, value=one.value))
        for one in reversed(below)
    )
    return next((way for way in ways if way), None)


_WHOLE = {"users", "concurrency", "memory_mib", "retention_days"}


def _bearable(ask: _Asking, claim: Claim) -> WayOut | None:
    """The most of a load (or a size) that can be borne, found by halving."""
    component = ask.intent.component(claim.component)
    holder = component if claim.field == "memory_mib" else getattr(component, "needs", component)
    low, high = 0.0, float(getattr(holder, claim.field))
    found: WayOut | None = None
    for _ in range(min(_HALVINGS, ask.left)):
        value = _rounded(claim.field, (low + high) / 2)
        if value in {low, high} or value <= 0:
            break
        way = ask.way(_restating("lower", claim, value), Change(claim=claim, value=value))
        found, low, high = (way, value, high) if way else (found, low, value)
    return found


def _rounded(field: str, value: float) -> float:
    return int(value) if field in _WHOLE else float(f"{value:.4g}")
