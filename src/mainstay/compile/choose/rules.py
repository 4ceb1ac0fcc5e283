"""What *choose* asks of the policy: which rules an offer breaks or pleases."""

from collections.abc import Callable, Mapping
from typing import Protocol

from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.intent import AnyComponent, Intent
from mainstay.model.policy import Holds, Policy, Rule
from mainstay.model.value import Value


class Judged(Value, frozen=True, kw_only=True):
    """Whether one rule, which applies and is not waived, holds of one offer; one that forbids, if it does not do so."""

    rule: Rule
    holds: Holds


class Fitted(Value, frozen=True, kw_only=True):
    """An offer with the properties that rules set in it; `by` tells for each of them which rule."""

    offer: Offer
    by: Mapping[str, Rule] = {}


class Judge(Protocol):
    """A policy, bound to the environment that it judges for."""

    def fitted(self, component: AnyComponent, offer: Offer, demand: Demand) -> Fitted:
        """The offer with the properties that rules set where nobody stated them."""
        ...

    def judged(self, component: AnyComponent, offer: Offer, demand: Demand) -> tuple[Judged, ...]:
        """The outcome of every rule that applies to this offer, in the order of rule ids."""
        ...


JudgeOf = Callable[[Intent, Policy, Market], Judge]
"""Binds a policy to an intent and a market."""


class Lawless:
    """The judge where there are no rules."""

    def fitted(self, component: AnyComponent, offer: Offer, demand: Demand) -> Fitted:
        """The offer itself."""
        del component, demand
        return Fitted(offer=offer)

    def judged(self, component: AnyComponent, offer: Offer, demand: Demand) -> tuple[Judged, ...]:
        """Nothing."""
        del component, offer, demand
        return ()


def by_policy(intent: Intent, policy: Policy, market: Market) -> Judge:
    """The judge who knows the rules of `policy`."""
    if not policy.rules:
        return Lawless()
    # Conditions are in CEL, which takes longer to load than an intent without rules takes to compile.
    from mainstay.compile.choose.ruling import Ruling  # noqa: PLC0415 - see above

    return Ruling(intent, policy, market)
