"""The five passes for the cloud targets."""

import msgspec

from mainstay.catalog import cloud_kinds
from mainstay.compile.bind import bind
from mainstay.compile.bind.check import check_policy
from mainstay.compile.bind.joining import bind_joined
from mainstay.compile.bind.pins import bind_pins
from mainstay.compile.bind.policy import bind_policy
from mainstay.compile.budget import within_budget
from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.cloud import workshop
from mainstay.compile.choose.rules import by_policy
from mainstay.compile.lock import lock_cloud
from mainstay.compile.offers_warned import offers_warned
from mainstay.compile.verify import Finding, verify_cloud
from mainstay.model.cloud import Market
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Data, Intent, Workload
from mainstay.model.policy import Policy
from mainstay.model.price import PriceBook

_THREE_ZONES = 99.99
"""The availability, in percent, from which a system spans three zones: with one gone, two must carry on."""


class Compilation(msgspec.Struct, frozen=True, kw_only=True):
    """A Graph with all that was weighed on the way: the bound intent, the market, and the choice for each component.

    `warnings` are what the checker found that stops nothing.
    """

    graph: Graph
    bound: Intent
    market: Market
    choices: tuple[Choice, ...]
    warnings: tuple[Finding, ...] = ()


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
    labelled, graph = within_budget(shop, bound, policy)
    warnings = (*verify_cloud(graph, policy), *offers_warned(labelled, by_policy(bound, policy, market)))
    graph = lock_cloud(graph, labelled, previous)
    return Compilation(graph=graph, bound=bound, market=market, choices=labelled, warnings=warnings)


def bound_intent(intent: Intent, policy: Policy) -> Intent:
    """Pass 1: the intent, consistent in itself, with what the policy sets; raises where a rule is wrong in itself."""
    kinds = cloud_kinds(intent.whole.target)
    check_policy(policy, kinds)
    return bind_policy(bind_joined(bind_pins(bind(intent), kinds), kinds), policy)


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
