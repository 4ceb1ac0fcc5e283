"""The optimum of a problem.

Most components can be decided alone: the best option of each is the best of all wherever no limit is broken by that.
So the system starts there; limits that are broken join their components to clusters, which are solved exactly; and what
that breaks is added, until nothing is. Each step solves a relaxation of the whole problem, so what keeps all limits in
the end is its optimum. What is shared is paid once, whoever needs it: each set of shared things is a problem of its
own, looked at in the order of its lower bound, until the next bound is no better than what was found.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from mainstay.compile.choose.exact import Cluster, Row, solved
from mainstay.compile.choose.option import CENTS, Metric
from mainstay.compile.choose.problem import MILLI, SHARED_AT_MOST, Item, Limit, Problem

LEVELS = 6
"""What must be smallest before all else (under a budget: unknown prices); latency of those who aim at it, preferences,
unknown prices, cents a month, changes against the lock.
"""
_UNKNOWN, CENTS_LEVEL = 3, 4
TOLD_APART_US = 10_000
"""Steps in which latency is compared where somebody aims at it. The models are no better than that, so a smaller
difference must not decide over any price.
"""


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """`picks` is the option of each item; `levels` what the objective counts, shared things included."""

    picks: tuple[int, ...]
    levels: tuple[int, ...]

    @property
    def usd_month(self) -> float | None:
        """What all of it costs; None where a price is unknown."""
        return None if self.levels[_UNKNOWN] else self.levels[CENTS_LEVEL] / CENTS


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """The items (by index) and limits that already cannot hold together."""

    items: tuple[int, ...]
    limits: tuple[Limit, ...] = ()


class _Entry(msgspec.Struct, frozen=True):
    """An option that breaks nothing by itself; `shares` are the bits of what it shares."""

    levels: tuple[int, ...]
    option: int
    shares: int


def best(problem: Problem) -> Solution | Blocked:
    """The one optimum, or what blocks it."""
    shared = _shared(problem)
    entries = [_entries(problem, item, shared) for item in problem.items]
    for index, found in enumerate(entries):
        if not found:
            return Blocked(items=(index,))
    incumbent: Solution | None = None
    blocked: Blocked | None = None
    for bound, paid, within in _systems(problem, entries, shared):
        if incumbent is not None and bound > incumbent.levels:
            break
        found = _solved_within(problem, within, paid)
        if isinstance(found, Blocked):
            blocked = _wider(blocked, found)
        elif incumbent is None or (found.levels, found.picks) < (incumbent.levels, incumbent.picks):
            incumbent = found
    return incumbent or blocked or Blocked(items=tuple(range(len(problem.items))))


def _wider(first: Blocked | None, second: Blocked) -> Blocked:
    """What blocks every set of shared things, together."""
    if first is None:
        return second
    limits = {(limit.name, limit.field): limit for limit in (*first.limits, *second.limits)}
    return Blocked(items=tuple(sorted({*first.items, *second.items})), limits=tuple(limits.values()))


def levels_of(problem: Problem, item: Item, index: int) -> tuple[int, ...]:
    """What the option at `index` adds to each level of the objective; less is better."""
    option = item.options[index]
    unknown = int(option.usd_month is None)
    first = item.first[index] if item.first else unknown * problem.budgeted
    return (
        option.metrics[Metric.CENTS] if problem.thrifty else first,
        -(-item.weight * option.metrics[Metric.LATENCY_US] // (MILLI * TOLD_APART_US)),
        -option.liked,
        unknown,
        option.metrics[Metric.CENTS],
        option.changed,
    )


def _entries(problem: Problem, item: Item, shared: dict[str, int]) -> list[_Entry]:
    found = [
        _Entry(levels_of(problem, item, index), index, sum(shared.get(name, 0) for name in option.shared))
        for index, option in enumerate(item.options)
        if not option.broken
    ]
    found.sort(key=lambda entry: (entry.levels, entry.option))
    return found


def _shared(problem: Problem) -> dict[str, int]:
    """Name → bit of each shared thing whose price decides anything; the dearest where there are very many."""
    priced = [(cents is None, cents or 0, name) for name, cents in problem.shared.items() if cents != 0]
    kept = sorted(name for _, _, name in sorted(priced)[-SHARED_AT_MOST:])
    return {name: 1 << position for position, name in enumerate(kept)}


def _systems(
    problem: Problem, entries: list[list[_Entry]], shared: dict[str, int]
) -> Iterator[tuple[tuple[int, ...], int, list[list[_Entry]]]]:
    """Each set of shared things: its lower bound, its price in cents, and what can be chosen with it; best first."""
    fixed = _sum(found[0].levels for found in entries if found[0].shares == 0)
    open_ = [(index, found) for index, found in enumerate(entries) if found[0].shares]
    bounds: list[tuple[tuple[int, ...], int, int]] = []
    for members in range(1 << len(shared)):
        firsts = [next((e for e in found if e.shares & ~members == 0), None) for _, found in open_]
        known = [entry for entry in firsts if entry is not None]
        if len(known) == len(firsts):
            costs = [problem.shared[name] for name, bit in shared.items() if members & bit]
            paid = _paid(problem, costs)
            bounds.append((_sum([fixed, paid, *(entry.levels for entry in known)]), members, paid[CENTS_LEVEL]))
    for bound, members, cents in sorted(bounds):
        allowed = [
            found if members == (1 << len(shared)) - 1 else [e for e in found if e.shares & ~members == 0]
            for found in entries
        ]
        yield bound, cents, allowed


def _paid(problem: Problem, costs: Sequence[int | None]) -> tuple[int, ...]:
    cents = sum(cost or 0 for cost in costs)
    unknown = sum(cost is None for cost in costs)
    return (cents if problem.thrifty else unknown * problem.budgeted, 0, 0, unknown, cents, 0)


def _sum(vectors: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    total = [0] * LEVELS
    for vector in vectors:
        for level, value in enumerate(vector):
            total[level] += value
    return tuple(total)


def _solved_within(problem: Problem, entries: list[list[_Entry]], paid: int) -> Solution | Blocked:
    picks = [found[0].option for found in entries]
    active: list[Limit] = []
    while broken := _broken(problem, picks, paid):
        if broken[0].pays and _cheapest_first(problem, entries):
            # What was found costs least of all that keeps the other limits.
            return Blocked(items=tuple(range(len(problem.items))), limits=(*active, *broken))
        active += broken
        for members, limits in _clusters(active, broken):
            rows = [_rows(problem.items[i], entries[i], i, limits) for i in members]
            bounds = tuple(_bound(limit, paid) for limit in limits)
            found = solved(Cluster(rows=tuple(rows), bounds=bounds))
            if found is None:
                return Blocked(items=tuple(members), limits=tuple(limits))
            for index, row in zip(members, found, strict=True):
                picks[index] = row.option
    return solution(problem, picks)


def _broken(problem: Problem, picks: Sequence[int], paid: int) -> list[Limit]:
    """Limits that are broken; the budget, which joins everything, only where all others hold."""
    broken = [limit for limit in problem.limits if excess(problem, limit, picks, paid) > 0]
    return [limit for limit in broken if not limit.pays] or broken


def _cheapest_first(problem: Problem, entries: list[list[_Entry]]) -> bool:
    """Whether nothing counts before the cost."""
    if problem.thrifty:
        return True
    return all(len({entry.levels[:CENTS_LEVEL] for entry in found}) == 1 for found in entries)


def solution(problem: Problem, picks: Sequence[int]) -> Solution:
    """The solution that consists of `picks`, with what it really shares."""
    chosen = [item.options[pick] for item, pick in zip(problem.items, picks, strict=True)]
    costs = [problem.shared.get(name, 0) for name in sorted({name for option in chosen for name in option.shared})]
    parts = (levels_of(problem, item, pick) for item, pick in zip(problem.items, picks, strict=True))
    return Solution(picks=tuple(picks), levels=_sum([_paid(problem, costs), *parts]))


def excess(problem: Problem, limit: Limit, picks: Sequence[int], paid: int = 0) -> int:
    """By how much `picks` break a limit; not more than 0 where they keep it."""
    used = sum(limit.part(i, picks[i], problem.items[i].options[picks[i]]) for i in limit.terms)
    return used - _bound(limit, paid)


def _bound(limit: Limit, paid: int) -> int:
    return limit.bound - paid if limit.pays else limit.bound


def _rows(item: Item, entries: list[_Entry], index: int, limits: Sequence[Limit]) -> tuple[Row, ...]:
    return tuple(
        Row(
            option=entry.option,
            levels=entry.levels,
            rank=entry.option,
            parts=tuple(limit.part(index, entry.option, item.options[entry.option]) for limit in limits),
        )
        for entry in entries
    )


def _clusters(active: Sequence[Limit], fresh: Sequence[Limit]) -> Iterator[tuple[list[int], list[Limit]]]:
    """Items that limits join, with those limits, in the order of items; only where one of them is fresh."""
    leader: dict[int, int] = {}

    def lead(index: int) -> int:
        while leader.setdefault(index, index) != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for limit in active:
        first, *rest = limit.terms
        for index in rest:
            leader[lead(index)] = lead(first)
    touched = {lead(next(iter(limit.terms))) for limit in fresh}
    members: dict[int, list[int]] = {}
    for index in sorted(leader):
        members.setdefault(lead(index), []).append(index)
    for head, items in sorted(members.items(), key=lambda entry: entry[1]):
        if head in touched:
            yield items, [limit for limit in active if lead(next(iter(limit.terms))) == head]
