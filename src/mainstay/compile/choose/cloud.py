"""Pass 2 on the cloud targets: one offer for each component, the best that keeps all that was asked for."""

from mainstay.catalog import cloud_kinds
from mainstay.compile.choose.choice import Choice
from mainstay.compile.choose.offers import Kinds
from mainstay.compile.choose.reasons import choices
from mainstay.compile.choose.refusal import conflict
from mainstay.compile.choose.rules import JudgeOf, by_policy
from mainstay.compile.choose.solve import CENTS_LEVEL, Blocked, best
from mainstay.compile.choose.workshop import Workshop, problem
from mainstay.model.cloud import Market
from mainstay.model.graph import Lock
from mainstay.model.intent import Intent
from mainstay.model.policy import Policy


def choose_cloud(
    intent: Intent,
    policy: Policy,
    market: Market,
    lock: Lock,
    *,
    judge_of: JudgeOf = by_policy,
    kinds: Kinds | None = None,
) -> tuple[Choice, ...]:
    """One choice for each component, in the order of names; `kinds` are those of the target where none are given.

    First come requirements and enforced rules; then the latency of services that aim at it, preferences by weight,
    known before unknown prices, the cost a month in cents, the least change against `lock`, and the order of names.

    Raises `Conflict` where nothing satisfies, `MainstayError` where a pin, a property or a number cannot be.
    """
    return chosen(workshop(intent, market, lock, judge_of=judge_of, kinds=kinds), intent, policy)[0]


def chosen(shop: Workshop, intent: Intent, policy: Policy) -> tuple[tuple[Choice, ...], int]:
    """Like `choose_cloud`, with what it counted against the budget, in cents a month."""
    asked = problem(shop, intent, policy)
    found = best(asked)
    if isinstance(found, Blocked):
        raise conflict(shop, intent, policy, found)
    return choices(asked, found), found.levels[CENTS_LEVEL]


def workshop(intent: Intent, market: Market, lock: Lock, *, judge_of: JudgeOf, kinds: Kinds | None) -> Workshop:
    """All that questions about `intent` have in common."""
    known = cloud_kinds(intent.whole.target) if kinds is None else kinds
    return Workshop(kinds=known, market=market, lock=lock, judge_of=judge_of)
