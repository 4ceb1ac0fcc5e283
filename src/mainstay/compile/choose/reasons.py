"""Reasons: why the chosen offer, and why none of the others."""

import msgspec

from mainstay.compile.bind.sets import set_by
from mainstay.compile.choose.choice import Choice, RunnerUp
from mainstay.compile.choose.claim import required
from mainstay.compile.choose.local import said
from mainstay.compile.choose.option import CENTS, ENDLESS, Metric, Option, up
from mainstay.compile.choose.problem import MILLI, Item, Limit, Problem
from mainstay.compile.choose.solve import CENTS_LEVEL, Solution, levels_of
from mainstay.compile.evidence import evidence_of
from mainstay.model.graph import Reason
from mainstay.model.intent import AnyComponent, Workload

_TOLD = 3
"""So many better offers are named with what excluded them."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A solution with what its limits use, who shares what, and which limits each item has a part in."""

    problem: Problem
    solution: Solution
    used: tuple[int, ...]
    sharers: dict[str, int]
    limits: dict[int, tuple[int, ...]]


def choices(problem: Problem, solution: Solution) -> tuple[Choice, ...]:
    """One choice for each item, in the order of names."""
    standing = _standing(problem, solution)
    return tuple(_choice(standing, index) for index in range(len(problem.items)))


def _standing(problem: Problem, solution: Solution) -> Standing:
    chosen = [item.options[pick] for item, pick in zip(problem.items, solution.picks, strict=True)]
    sharers: dict[str, int] = {}
    for option in chosen:
        for name in option.shared:
            sharers[name] = sharers.get(name, 0) + 1
    paid = sum(problem.shared.get(name) or 0 for name in sharers)
    touching: dict[int, list[int]] = {}
    used: list[int] = []
    for position, limit in enumerate(problem.limits):
        parts = sum(limit.part(i, solution.picks[i], chosen[i]) for i in limit.terms)
        used.append(parts + (paid if limit.pays else 0))
        for index in limit.terms:
            touching.setdefault(index, []).append(position)
    limits = {index: tuple(positions) for index, positions in touching.items()}
    return Standing(problem=problem, solution=solution, used=tuple(used), sharers=sharers, limits=limits)


def _choice(standing: Standing, index: int) -> Choice:
    item = standing.problem.items[index]
    pick = standing.solution.picks[index]
    option = item.options[pick]
    levels = [_levels(standing, index, j) for j in range(len(item.options))]
    ranked = sorted((j for j in range(len(item.options)) if j != pick), key=lambda j: (levels[j], j))
    others = tuple(runner_up(standing, index, j) for j in ranked)
    better = sum(levels[j] < levels[pick] for j in ranked)
    return Choice(
        component=item.component,
        offer=option.offer,
        demand=item.demand,
        why=(*_chosen(item, option, others, better), *_ruled(option), *_stated(item.component), *said(item.component)),
        usd_month=option.usd_month,
        others=others,
    )


def _levels(standing: Standing, index: int, pick: int) -> tuple[int, ...]:
    """What an option adds to the objective, with what it shares and nobody else of the solution does."""
    item = standing.problem.items[index]
    chosen = item.options[standing.solution.picks[index]]
    levels = list(levels_of(standing.problem, item, pick))
    levels[CENTS_LEVEL] += _shared_step(standing, chosen, item.options[pick])
    return tuple(levels)


def _chosen(item: Item, option: Option, others: tuple[RunnerUp, ...], better: int) -> tuple[Reason, ...]:
    """`better` is how many of the `others` would come before it, were they not excluded."""
    offer = option.offer
    price = "at an unknown price" if option.usd_month is None else f"for {option.usd_month:,.2f} $ a month"
    what = f"{offer.kind.id} ({offer.label}) realises {item.component.role.value} `{item.name}` {price}"
    able = sum(not other.excluded for other in others)
    beside = f"; {able} of {len(others)} others could, too" if others else "; nothing else could"
    told: dict[str, Reason] = {}
    for other in others[:better]:
        if other.excluded and len(told) < _TOLD:
            says = f"{offer.label} because {other.label} {other.says}"
            told.setdefault(other.says, Reason(step="choose", says=says, origin=other.origin))
    return (
        Reason(step="choose", says=what + beside),
        *told.values(),
        *(Reason(step="choose", says=says) for says in offer.says),
        *(Reason(step="policy", says=f"{offer.label} {n.says}", origin=n.origin) for n in option.notes),
    )


def _ruled(option: Option) -> tuple[Reason, ...]:
    """The properties that rules set, and which rule, in its author's words."""
    return tuple(
        Reason(
            step="policy",
            says=f"{name} is set to {getattr(option.offer.kind, name)}: {set_by(rule)}",
            origin=rule.origin,
            property=name,
        )
        for name, rule in sorted(option.set_by.items())
    )


def _stated(component: AnyComponent) -> tuple[Reason, ...]:
    """The pin and the properties that somebody stated, and the requirements that rules make."""
    reasons: list[Reason] = []
    if component.kind:
        reasons.append(of_field(component, "kind", f"`{component.name}` is pinned to {component.kind}"))
    for name, value in sorted(component.overrides.items()):
        reason = of_field(component, f"overrides.{name}", f"{name} is set to {value}")
        reasons.append(msgspec.structs.replace(reason, property=name))
    by_rule = {evidence.field for evidence in component.evidence if evidence.rule}
    reasons += [of_field(component, field, says) for field, says in required(component) if field in by_rule]
    return tuple(reasons)


def of_field(component: AnyComponent, field: str, says: str) -> Reason:
    """What `says` a field of a component, with its place; where a rule set it, with the words of its author."""
    found = evidence_of(component, field)
    if found is None:
        return Reason(step="intent", says=says)
    told = f"{says}: {found.says}" if found.rule else says
    return Reason(step="policy" if found.rule else "intent", says=told, origin=found.origin)


def runner_up(standing: Standing, index: int, other: int) -> RunnerUp:
    """Why the option `other` of an item was not taken."""
    item = standing.problem.items[index]
    option = item.options[other]
    more = _more(standing, index, other)
    base = RunnerUp(kind=option.offer.kind.id, label=option.offer.label, says="", more_usd_month=more)
    if option.broken:
        first = option.broken[0]
        says = "; ".join(broken.says for broken in option.broken)
        return msgspec.structs.replace(base, says=says, excluded=True, rule=first.rule, origin=first.origin)
    for position in standing.limits.get(index, ()):
        limit = standing.problem.limits[position]
        used = _used_with(standing, position, index, other)
        if used > limit.bound:
            says = _would(standing, limit, used, (index, other))
            return msgspec.structs.replace(base, says=says, excluded=True, origin=limit.origin)
    return msgspec.structs.replace(base, says=_worse(standing, index, other, more))


def _used_with(standing: Standing, position: int, index: int, other: int) -> int:
    limit = standing.problem.limits[position]
    item = standing.problem.items[index]
    pick = standing.solution.picks[index]
    old, new = item.options[pick], item.options[other]
    step = limit.part(index, other, new) - limit.part(index, pick, old)
    return standing.used[position] + step + (_shared_step(standing, old, new) if limit.pays else 0)


def _shared_step(standing: Standing, old: Option, new: Option) -> int:
    added = sum(standing.problem.shared.get(n) or 0 for n in new.shared - old.shared if n not in standing.sharers)
    saved = sum(standing.problem.shared.get(n) or 0 for n in old.shared - new.shared if standing.sharers[n] == 1)
    return added - saved


def _more(standing: Standing, index: int, other: int) -> float | None:
    item = standing.problem.items[index]
    old, new = item.options[standing.solution.picks[index]], item.options[other]
    if old.usd_month is None or new.usd_month is None:
        return None
    return round(new.usd_month - old.usd_month + _shared_step(standing, old, new) / CENTS, 2)


def _would(standing: Standing, limit: Limit, used: int, instead: tuple[int, int]) -> str:
    """What a limit would be used for with another option of one item."""
    if limit.metric is None:
        return _refused(standing, limit, instead[0])
    if limit.metric is Metric.LATENCY_US:
        ours, theirs = used / MILLI / 1000, limit.bound / MILLI / 1000
        return f"would make `{limit.name}` answer in {ours:,.4g} ms, and it must within {theirs:,.4g} ms"
    if limit.metric is Metric.DOWN:
        wanted = up(limit.bound - len(limit.terms))
        return f"would make `{limit.name}` available {up(used):.6g} % of the time, and it must be {wanted:.6g} %"
    if limit.metric is Metric.CENTS:
        return f"would make all cost {used / CENTS:,.2f} $ a month, and the budget is {limit.bound / CENTS:,.2f} $"
    return _overrun(standing, limit, instead)


def _refused(standing: Standing, limit: Limit, index: int) -> str:
    """Why what would be at one end of a link does not go with what was chosen at the other."""
    (other,) = (end for end in limit.terms if end != index)
    item = standing.problem.items[other]
    kind = item.options[standing.solution.picks[other]].offer.kind
    verb = "could not use" if item.name == limit.field else "could not be used by"
    return f"{verb} `{item.name}`, which is {kind.id}: {limit.says}"


def _overrun(standing: Standing, limit: Limit, instead: tuple[int, int]) -> str:
    users: list[str] = []
    opened, room = 0, ENDLESS
    for index in limit.terms:
        item = standing.problem.items[index]
        pick = instead[1] if index == instead[0] else standing.solution.picks[index]
        count = item.options[pick].metrics[Metric.CONNECTIONS]
        if isinstance(item.component, Workload):
            opened += count
            users.append(f"`{item.name}`")
        else:
            room = -count
    names = f"{', '.join(users[:3])} and {len(users) - 3} more" if len(users) > 3 else ", ".join(users)  # noqa: PLR2004 - as many as one reads
    return f"is not enough: {names} would open {opened:,} connections, and `{limit.name}` would take {room:,}"


def _worse(standing: Standing, index: int, other: int, more: float | None) -> str:
    item = standing.problem.items[index]
    pick = standing.solution.picks[index]
    old, new = item.options[pick], item.options[other]
    ours, theirs = levels_of(standing.problem, item, pick), levels_of(standing.problem, item, other)
    later = f"{(new.metrics[0] - old.metrics[0]) / 1000:,.4g} ms later"
    before_cost = (
        "has no known price, and with it the budget could not be shown to hold",
        f"answers {later}, and the lowest latency is aimed at",
        "pleases fewer preferences of the policy",
        "has no known price",
    )
    for says, our, their in zip(before_cost, ours, theirs, strict=False):
        if their > our:
            return says
    if more is not None and more > 0:
        return f"costs {more:,.2f} $ more a month"
    if theirs[5] > ours[5]:
        return "costs the same, and would change what the lock holds"
    return "is no better, and comes later by name"
