"""The five passes for the cloud targets."""

import msgspec

from mainstay.catalog import cloud_kinds
from mainstay.compile.bind import bind
from mainstay.compile.bind.check import check_policy
from mainstay.compile.bind.pins import bind_pins
from mainstay.compile.bind.policy import bind_policy
from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.claim import claims, without
from mainstay.compile.choose.cloud import chosen, workshop
from mainstay.compile.choose.option import CENTS
from mainstay.compile.choose.rules import by_policy
from mainstay.compile.choose.workshop import Workshop
from mainstay.compile.expand import expand_cloud
from mainstay.compile.expand.ruled import with_rules
from mainstay.compile.lock import held_names, lock_cloud
from mainstay.compile.verify import verify_cloud
from mainstay.model.cloud import Market
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Data, Intent, Workload
from mainstay.model.policy import Policy
from mainstay.model.price import PriceBook

_ROUNDS = 4
"""So often it is chosen for a budget: what stands around a choice is known only when it is expanded."""
_THREE_ZONES = 99.99
"""The availability, in percent, from which a system spans three zones: with one gone, two must carry on."""


class Compilation(msgspec.Struct, frozen=True, kw_only=True):
    """A Graph with all that was weighed on the way: the bound intent, the market, and the choice for each component."""

    graph: Graph
    bound: Intent
    market: Market
    choices: tuple[Choice, ...]


def compile_cloud(
    intent: Intent,
    *,
    policy: Policy = Policy(),  # noqa: B008 - frozen
    book: PriceBook,
    previous: Lock = Lock(),  # noqa: B008 - frozen
) -> Graph:
    """The verified architecture of `intent` on its cloud target; of equally good ones the least changed one.

    Raises `MainstayError` where the intent or a rule is wrong in itself; `Conflict` where nothing satisfies all of it.
    """
    return compile_with_choices(intent, policy=policy, book=book, previous=previous).graph


def compile_with_choices(intent: Intent, *, policy: Policy, book: PriceBook, previous: Lock) -> Compilation:
    """Like `compile_cloud`, with what was weighed."""
    bound = bound_intent(intent, policy)
    market = market_of(bound, book)
    shop = workshop(bound, market, previous, judge_of=by_policy, kinds=None)
    labelled, graph = _within_budget(shop, bound, policy)
    verify_cloud(graph, policy)
    graph = lock_cloud(graph, labelled, previous)
    return Compilation(graph=graph, bound=bound, market=market, choices=labelled)


def _within_budget(shop: Workshop, bound: Intent, policy: Policy) -> tuple[tuple[Choice, ...], Graph]:
    """Choices and what becomes of them; chosen anew where what stands around them costs more than the budget leaves."""
    budget = bound.whole.budget_usd_month
    if budget is not None:
        shop = _with_surroundings(shop, bound, policy)
    labelled, counted = _labelled(shop, bound, policy)
    for _ in range(_ROUNDS):
        graph = with_rules(expand_cloud(bound, labelled, shop.market), policy)
        cents = _cents(graph)
        if budget is None or cents <= round(budget * CENTS):
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


def bound_intent(intent: Intent, policy: Policy) -> Intent:
    """Pass 1: the intent, consistent in itself, with what the policy sets; raises where a rule is wrong in itself."""
    kinds = cloud_kinds(intent.whole.target)
    check_policy(policy, kinds)
    return bind_policy(bind_pins(bind(intent), kinds), policy)


def market_of(intent: Intent, book: PriceBook) -> Market:
    """Where the system is built and with what prices; it spans two zones, or three where it must hardly ever fail."""
    asked = (c.needs.availability or 0.0 for c in intent.components if isinstance(c, Workload | Data))
    return Market(
        region=intent.whole.region,
        book=book,
        environment=intent.whole.environment,
        zones=3 if any(availability >= _THREE_ZONES for availability in asked) else 2,
        target=intent.whole.target,
    )
