"""Explanations: what else could realise a component, and why a kind does not."""

from collections.abc import Sequence

import msgspec

from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.cloud import workshop
from mainstay.compile.choose.offers import Kinds, candidates
from mainstay.compile.choose.option import Broken, Metric, Option, up
from mainstay.compile.choose.problem import MILLI, Paths, Problem
from mainstay.compile.choose.reasons import choices, of_field
from mainstay.compile.choose.refusal import conflict
from mainstay.compile.choose.rules import JudgeOf, by_policy
from mainstay.compile.choose.solve import Blocked, best
from mainstay.compile.choose.workshop import Workshop, problem
from mainstay.compile.naming import check_component, named
from mainstay.model.cloud import CloudKind, Demand, Market
from mainstay.model.graph import Lock, Reason
from mainstay.model.intent import AnyComponent, Intent, Workload
from mainstay.model.policy import Policy
from mainstay.model.value import Value


class Alternative(Value, frozen=True, kw_only=True):
    """One offer for a component, and the best system with it.

    `usd_month` is that of the whole system (None: a price is unknown); `latency_ms` and `availability` are those of the
    component with all that it calls. `chosen` is true of the one that is taken. `excluded` is why there is no system
    with it ("": there is one); the numbers are then those of the offer alone.
    """

    kind: str
    label: str
    usd_month: float | None
    latency_ms: float
    availability: float
    chosen: bool = False
    excluded: str = ""


def alternatives(
    intent: Intent,
    policy: Policy,
    market: Market,
    name: str,
    *,
    lock: Lock = Lock(),  # noqa: B008 - frozen
    judge_of: JudgeOf = by_policy,
    kinds: Kinds | None = None,
) -> tuple[Alternative, ...]:
    """All offers for the component `name`: those that work by the cost of the system, then those that do not.

    Raises `MainstayError` where there is no such component, and `Conflict` where the system as a whole cannot be.
    """
    check_component(intent, name)
    shop = workshop(intent, market, lock, judge_of=judge_of, kinds=kinds)
    asked = problem(shop, intent, policy)
    found = best(asked)
    if isinstance(found, Blocked):
        raise conflict(shop, intent, policy, found)
    index = asked.index(name)
    says = {(other.kind, other.label): other.says for other in choices(asked, found)[index].others}
    listed = [
        _alternative(asked, index, pick, says.get((option.offer.kind.id, option.offer.label), ""))
        for pick, option in enumerate(asked.items[index].options)
    ]
    listed[found.picks[index]] = msgspec.structs.replace(listed[found.picks[index]], chosen=True)
    return tuple(sorted(listed, key=_order))


def _order(one: Alternative) -> tuple[object, ...]:
    cost = one.usd_month
    return (bool(one.excluded), not one.chosen, cost is None, cost or 0.0, one.latency_ms, one.kind, one.label)


def _alternative(asked: Problem, index: int, pick: int, excluded: str) -> Alternative:
    item = asked.items[index]
    option = item.options[pick]
    base = Alternative(
        kind=option.offer.kind.id,
        label=option.offer.label,
        usd_month=option.usd_month,
        latency_ms=option.offer.latency_ms,
        availability=option.offer.availability,
    )
    # The others are ruled out, not left out: limits know options by their places.
    only = msgspec.structs.replace(
        item, options=tuple(one if one is option else _ruled_out(one) for one in item.options)
    )
    found = best(msgspec.structs.replace(asked, items=(*asked.items[:index], only, *asked.items[index + 1 :])))
    if isinstance(found, Blocked):
        return msgspec.structs.replace(base, excluded=excluded or "nothing that it needs goes with it")
    latency_ms, availability = _seen(asked, index, found.picks)
    return msgspec.structs.replace(base, usd_month=found.usd_month, latency_ms=latency_ms, availability=availability)


def _ruled_out(option: Option) -> Option:
    return msgspec.structs.replace(option, broken=(*option.broken, Broken(says="it is not asked about")))


def _seen(asked: Problem, index: int, picks: Sequence[int]) -> tuple[float, float]:
    """What the callers of a component see: its latency in ms, its availability in percent."""
    item = asked.items[index]
    components = {one.name: one.component for one in asked.items}
    counts = Paths(components).calls(item.name) if isinstance(item.component, Workload) else {item.name: MILLI}
    metrics = {
        one.name: one.options[pick].metrics for one, pick in zip(asked.items, picks, strict=True) if one.name in counts
    }
    latency_us = sum(count * metrics[name][Metric.LATENCY_US] for name, count in counts.items()) / MILLI
    return latency_us / 1000, up(sum(metrics[name][Metric.DOWN] for name in counts))


def why_not(
    kind: str,
    intent: Intent,
    policy: Policy,
    market: Market,
    *,
    name: str,
    lock: Lock = Lock(),  # noqa: B008 - frozen
    judge_of: JudgeOf = by_policy,
    kinds: Kinds | None = None,
) -> tuple[Reason, ...]:
    """Why `kind` (an id, an alias, or the last part of one) does not realise the component `name`, offer by offer.

    Raises `MainstayError` where there is no such kind or component, and `Conflict` where the system cannot be.
    """
    check_component(intent, name)
    shop = workshop(intent, market, lock, judge_of=judge_of, kinds=kinds)
    wanted = named(kind, shop.kinds, f"mainstay why-not {kind}")
    component = intent.component(name)
    chosen = next(c for c in _chosen(shop, intent, policy) if c.component.name == name)
    if chosen.offer.kind.id == wanted.id:
        return (Reason(step="choose", says=f"{wanted.id} does realise `{name}`"),)
    found = [
        Reason(
            step="policy" if other.rule else "choose",
            says=f"{other.label} {other.says}",
            origin=other.origin,
        )
        for other in chosen.others
        if other.kind == wanted.id
    ]
    return tuple(found) or _no_offer(shop, component, wanted, chosen.demand)


def _chosen(shop: Workshop, intent: Intent, policy: Policy) -> tuple[Choice, ...]:
    asked = problem(shop, intent, policy)
    found = best(asked)
    if isinstance(found, Blocked):
        raise conflict(shop, intent, policy, found)
    return choices(asked, found)


def _no_offer(shop: Workshop, component: AnyComponent, wanted: type[CloudKind], demand: Demand) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    if wanted not in candidates(component, shop.kinds) and component.kind:
        reasons.append(of_field(component, "kind", f"`{component.name}` is pinned to {component.kind}"))
    refused = wanted.refusal(component, demand)
    if refused:
        reasons.append(Reason(step="choose", says=refused))
    elif component.role not in wanted.realises:
        able = ", ".join(sorted(role.value for role in wanted.realises)) or "nothing that an application asks for"
        reasons.append(
            Reason(
                step="choose", says=f"{wanted.id} realises {able}, and `{component.name}` is a {component.role.value}"
            )
        )
    elif not reasons:
        reasons.append(Reason(step="choose", says=f"{wanted.id} has no offer for what is asked of `{component.name}`"))
    return tuple(reasons)
