"""The best system within a budget. What stands around a choice is paid, too, and is known only when it is expanded.

What has no known price is chosen only where nothing else does: no sum that leaves it out shows that a budget holds.
Where it cannot be avoided, the checker says so.
"""

import math

import msgspec

from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.claim import Sort, claims, without
from mainstay.compile.choose.cloud import chosen
from mainstay.compile.choose.option import CENTS
from mainstay.compile.choose.refusal import Conflict
from mainstay.compile.choose.ways import WayOut, relaxed
from mainstay.compile.choose.workshop import Workshop
from mainstay.compile.expand import expand_cloud
from mainstay.compile.expand.ruled import with_rules
from mainstay.compile.lock import held_names
from mainstay.model.graph import Graph
from mainstay.model.intent import Intent
from mainstay.model.policy import Policy

_ROUNDS = 4
"""So often it is chosen for a budget."""


def within_budget(shop: Workshop, bound: Intent, policy: Policy) -> tuple[tuple[Choice, ...], Graph]:
    """Choices and what becomes of them; chosen anew where what stands around them costs more than the budget leaves."""
    budget = bound.whole.budget_usd_month
    try:
        labelled, graph = _unbounded(shop, bound, policy)
    except Conflict:
        if budget is None:
            raise
        return _bounded(shop, bound, policy, round(budget * CENTS))  # its conflict tells of the budget, too
    if budget is None:
        return labelled, graph
    fits = _cents(graph) <= round(budget * CENTS)
    if fits and all(choice.usd_month is not None for choice in labelled):
        return labelled, graph
    try:
        return _bounded(shop, bound, policy, round(budget * CENTS))
    except Conflict as conflict:
        if fits:  # nothing whose price is known does
            return labelled, graph
        raise _leading_out(conflict, shop, (bound, policy), _cents(graph)) from None


def _unbounded(shop: Workshop, bound: Intent, policy: Policy) -> tuple[tuple[Choice, ...], Graph]:
    """The best without a look at the budget: where that is within it, there is nothing better."""
    free = msgspec.structs.replace(bound, whole=msgspec.structs.replace(bound.whole, budget_usd_month=None))
    labelled, _ = _labelled(shop, free, policy)
    return labelled, with_rules(expand_cloud(bound, labelled, shop.market), policy)


def _leading_out(conflict: Conflict, shop: Workshop, asked: tuple[Intent, Policy], cents: int) -> Conflict:
    """The conflict with the ways that really lead out of it, all that stands around the choices included.

    The best system without a budget costs `cents`, so a budget of that much is enough. Where several cores are in the
    way, no single way leads out, and none is tried.
    """
    if len(conflict.cores) > 1:
        return conflict
    (ways,) = conflict.ways
    enough = tuple(_enough(way, asked[0], cents) for way in ways if way.changes[0].claim.sort is Sort.BUDGET)
    others = tuple(way for way in ways if way.changes[0].claim.sort is not Sort.BUDGET and _leads_out(way, shop, asked))
    return Conflict(conflict.cores, ((*others, *enough),))


def _enough(way: WayOut, bound: Intent, cents: int) -> WayOut:
    budget = bound.whole.budget_usd_month or 0.0
    value = math.ceil(cents / CENTS)
    return msgspec.structs.replace(
        way,
        says=f"raise the budget by {value - budget:,.2f} $ a month",
        changes=tuple(msgspec.structs.replace(change, value=float(value)) for change in way.changes),
        usd_month=None if way.usd_month is None else cents / CENTS,
        more_usd_month=None if way.usd_month is None else round(cents / CENTS - budget, 2),
    )


def _leads_out(way: WayOut, shop: Workshop, asked: tuple[Intent, Policy]) -> bool:
    intent, policy = relaxed(*asked, way)
    budget = intent.whole.budget_usd_month
    try:
        _, graph = _unbounded(shop, intent, policy)
        if budget is not None and _cents(graph) > round(budget * CENTS):
            _bounded(shop, intent, policy, round(budget * CENTS))
    except Conflict:
        return False
    return True


def _bounded(shop: Workshop, bound: Intent, policy: Policy, most: int) -> tuple[tuple[Choice, ...], Graph]:
    """The best of what costs at most `most` cents a month."""
    shop = _with_surroundings(shop, bound, policy)
    labelled, counted = _labelled(shop, bound, policy)
    for _ in range(_ROUNDS):
        graph = with_rules(expand_cloud(bound, labelled, shop.market), policy)
        cents = _cents(graph)
        if cents <= most:
            return labelled, graph
        shop = msgspec.structs.replace(shop, beside=max(cents - counted, shop.beside + 1))
        labelled, counted = _labelled(shop, bound, policy)
    return labelled, with_rules(expand_cloud(bound, labelled, shop.market), policy)


def _with_surroundings(shop: Workshop, bound: Intent, policy: Policy) -> Workshop:
    """A workshop that knows what stands around the least of systems: the same components, of which nothing is asked."""
    shop = msgspec.structs.replace(shop, whole_price=True)
    bare, lax = without(bound, policy, claims(bound, policy))
    labelled, counted = _labelled(shop, bare, lax)
    beside = _cents(expand_cloud(bare, labelled, shop.market)) - counted
    return msgspec.structs.replace(shop, beside=max(0, beside))


def _cents(graph: Graph) -> int:
    """What all that has a price costs a month."""
    known = (line.usd_month for one in graph.resources for line in one.charges if line.usd_month is not None)
    return round(sum(known) * CENTS)


def _labelled(shop: Workshop, bound: Intent, policy: Policy) -> tuple[tuple[Choice, ...], int]:
    """Choices with the names that their components were created with, and what they cost as far as that is weighed."""
    choices, counted = chosen(shop, bound, policy)
    names = held_names(bound, shop.lock)
    return tuple(msgspec.structs.replace(one, label=names[one.component.name]) for one in choices), counted
