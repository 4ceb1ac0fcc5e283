"""The problem: options for each component, and limits that several of them have to keep together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from mainstay.compile.access import access_of, refusal
from mainstay.compile.choose.option import CENTS, ENDLESS, Metric, Option, down
from mainstay.compile.evidence import evidence_of
from mainstay.model.cloud import CloudKind, Demand
from mainstay.model.intent import AnyComponent, Intent, Use, Workload
from mainstay.model.origin import Origin
from mainstay.model.requirement import Access, Aim

MILLI = 1000
"""Calls within one request are counted in thousandths, for they may be fractions."""
SHARED_AT_MOST = 12
"""What is shared decides how often the system is looked at: 2 to the power of this."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """The sum of `metric` times its factor over `terms` (index of an item → factor) is at most `bound`.

    `name` and `field` say whose requirement it is; `origin` where that stands. `pays` is true for the budget, which
    pays for what is shared, too. Of a link between kinds that do not go together (`metric` is None), what counts is
    whether an option is among the `members`; then `field` is what is used, and `says` why it refuses.
    """

    name: str
    field: str
    metric: Metric | None
    terms: dict[int, int]
    bound: int
    origin: Origin | None = None
    pays: bool = False
    members: dict[int, frozenset[int]] = {}
    says: str = ""

    def part(self, index: int, pick: int, option: Option) -> int:
        """What the option `pick` of the item at `index` adds to the sum."""
        number = int(pick in self.members[index]) if self.metric is None else option.metrics[self.metric]
        return self.terms.get(index, 0) * number


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One component with all its options; `weight` is what its latency counts for those who aim at the lowest.

    `first` is what each option adds to something that has to be as small as possible before all else (empty: nothing).
    """

    component: AnyComponent
    demand: Demand
    options: tuple[Option, ...]
    weight: int = 0
    first: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """The name of the component."""
        return self.component.name


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`shared` is what each shared thing costs a month, in cents; None where nobody knows.

    `thrifty` says that cost has to be as small as possible before all else; `budgeted`, that what has no known price is
    the last thing to choose, for a budget cannot be shown to hold with it.
    """

    items: tuple[Item, ...]
    limits: tuple[Limit, ...]
    shared: dict[str, int | None]
    thrifty: bool = False
    budgeted: bool = False

    def index(self, name: str) -> int:
        """Where the item `name` stands."""
        return next(i for i, item in enumerate(self.items) if item.name == name)


def problem_of(
    intent: Intent,
    demands: Mapping[str, Demand],
    options: Mapping[str, tuple[Option, ...]],
    shared: Mapping[str, int | None],
    *,
    beside: int = 0,
) -> Problem:
    """The problem of `intent`; items are in the order of names. `beside` cents of the budget pay for other things."""
    components = {
        component.name: component for component in sorted(intent.components, key=lambda component: component.name)
    }
    order = {name: index for index, name in enumerate(components)}
    paths = Paths(components)
    weights = _weights(components, paths)
    items = tuple(
        Item(component=c, demand=demands[name], options=options[name], weight=weights.get(name, 0))
        for name, c in components.items()
    )
    limits = [
        *_of_programs(components, paths, order),
        *_of_connections(items, order),
        *_of_links(items, order),
        *_of_budget(intent, items, beside),
    ]
    return Problem(
        items=items,
        limits=tuple(limits),
        shared=dict(sorted(shared.items())),
        budgeted=intent.whole.budget_usd_month is not None,
    )


class Paths:
    """What one request to a program leads to, and how often; found once for each program."""

    def __init__(self, components: Mapping[str, AnyComponent]) -> None:
        self._components = components
        self._found: dict[str, dict[str, int]] = {}

    def calls(self, name: str) -> dict[str, int]:
        """All that a request to `name` reaches → thousandths of calls; itself once."""
        for pending in self._pending(name):
            counts = {pending: MILLI}
            for target, calls in self._direct(pending):
                for reached, count in self._found.get(target, {target: MILLI}).items():
                    counts[reached] = counts.get(reached, 0) + round(calls * count)
            self._found[pending] = counts
        return self._found[name]

    def _pending(self, name: str) -> list[str]:
        """Programs below `name` that are not known yet, those that are called first."""
        order: list[str] = []
        seen = set(self._found)
        stack = [(name, False)]
        while stack:
            current, left = stack.pop()
            if left:
                order.append(current)
            elif current not in seen:
                seen.add(current)
                stack.append((current, True))
                stack += [(t, False) for t, _ in self._direct(current) if self._is_program(t)]
        return order

    def _direct(self, name: str) -> list[tuple[str, float]]:
        """What a request waits for: all links, but not what a worker takes its messages from."""
        source = self._components[name]
        return [
            (use.target, use.calls)
            for use in source.uses
            if access_of(use, source, self._components[use.target]) != (Access.CONSUME,)
        ]

    def _is_program(self, name: str) -> bool:
        return isinstance(self._components[name], Workload)


def _weights(components: Mapping[str, AnyComponent], paths: Paths) -> dict[str, int]:
    weights: dict[str, int] = {}
    for name, component in components.items():
        if isinstance(component, Workload) and component.needs.aim is Aim.LATENCY:
            for reached, count in paths.calls(name).items():
                weights[reached] = weights.get(reached, 0) + count
    return weights


def _of_programs(components: Mapping[str, AnyComponent], paths: Paths, order: Mapping[str, int]) -> Iterator[Limit]:
    for name, component in components.items():
        if not isinstance(component, Workload):
            continue
        needs = component.needs
        if needs.latency_p99_ms is not None:
            terms = {order[reached]: count for reached, count in paths.calls(name).items()}
            bound = round(needs.latency_p99_ms * 1000) * MILLI
            yield _limit(component, "latency_p99_ms", Metric.LATENCY_US, terms=terms, bound=bound)
        if needs.availability is not None:
            terms = dict.fromkeys((order[reached] for reached in paths.calls(name)), 1)
            # Each share was rounded to a billionth; together they may have lost as many as there are.
            bound = down(needs.availability) + len(terms)
            yield _limit(component, "availability", Metric.DOWN, terms=terms, bound=bound)


def _limit(component: AnyComponent, field: str, metric: Metric, *, terms: dict[int, int], bound: int) -> Limit:
    found = evidence_of(component, field)
    origin = found.origin if found else None
    return Limit(name=component.name, field=field, metric=metric, terms=terms, bound=bound, origin=origin)


_LOAD = ("concurrency", "requests_per_second", "users")
"""The statements that connections follow from."""


def _of_connections(items: Sequence[Item], order: Mapping[str, int]) -> Iterator[Limit]:
    users: dict[str, set[str]] = {}
    for item in items:
        if isinstance(item.component, Workload):
            for use in item.component.uses:
                users.setdefault(use.target, set()).add(item.name)
    for item in items:
        scarce = any(-option.metrics[Metric.CONNECTIONS] < ENDLESS for option in item.options)
        if scarce and item.name in users and not isinstance(item.component, Workload):
            opening = sorted(order[name] for name in users[item.name])
            said = [e for i in opening for e in items[i].component.evidence if e.field.rpartition(".")[2] in _LOAD]
            yield Limit(
                name=item.name,
                field="connections",
                metric=Metric.CONNECTIONS,
                terms=dict.fromkeys((*opening, order[item.name]), 1),
                bound=0,
                origin=said[0].origin if said else None,
            )


def _of_links(items: Sequence[Item], order: Mapping[str, int]) -> Iterator[Limit]:
    """Not both: a kind at the one end of a link that the kind at the other end refuses.

    What a kind accepts follows from the two kinds and from what is asked of its component, not from any size: so one
    offer of each kind is asked.
    """
    kinds = [_by_kind(item) if item.component.uses else {} for item in items]
    for index, item in enumerate(items):
        for use in item.component.uses:
            target = order[use.target]
            kinds[target] = kinds[target] or _by_kind(items[target])
            yield from _of_link(items, use, (index, target), (kinds[index], kinds[target]))


_Kinds = dict[type[CloudKind], list[int]]
"""The options of an item that break nothing, by their kinds."""


def _by_kind(item: Item) -> _Kinds:
    found: _Kinds = {}
    for pick, option in enumerate(item.options):
        if not option.broken:
            found.setdefault(type(option.offer.kind), []).append(pick)
    return found


def _of_link(items: Sequence[Item], use: Use, ends: tuple[int, int], kinds: tuple[_Kinds, _Kinds]) -> Iterator[Limit]:
    source, target = (items[end] for end in ends)
    access = access_of(use, source.component, target.component)
    said = (*use.evidence, *source.component.evidence)
    for picks in kinds[1].values():
        used = target.options[picks[0]].offer.kind
        refused: dict[str, list[int]] = {}
        for able in kinds[0].values():
            says = refusal(access, source.options[able[0]].offer.kind, used)
            if says:
                refused.setdefault(says, []).extend(able)
        for says, users in refused.items():
            yield Limit(
                name=source.name,
                field=use.target,
                metric=None,
                terms=dict.fromkeys(ends, 1),
                bound=1,
                origin=said[0].origin if said else None,
                members={ends[0]: frozenset(users), ends[1]: frozenset(picks)},
                says=says,
            )


def _of_budget(intent: Intent, items: Iterable[Item], beside: int) -> Iterator[Limit]:
    budget = intent.whole.budget_usd_month
    if budget is not None:
        found = evidence_of(intent.whole, "budget_usd_month")
        yield Limit(
            name="",
            field="budget_usd_month",
            metric=Metric.CENTS,
            terms=dict.fromkeys(range(len(tuple(items))), 1),
            bound=round(budget * CENTS) - beside,
            origin=found.origin if found else None,
            pays=True,
        )
