"""The policy as judge: each rule that applies to an offer, and what it sets there."""

import msgspec

from mainstay.compile.bind.condition import condition
from mainstay.compile.bind.facts import Facts, facts
from mainstay.compile.bind.properties import wanted_sets, with_sets
from mainstay.compile.bind.rules import applies, asked_by, judge, sets_wanted, waived
from mainstay.compile.choose.around import site_of
from mainstay.compile.choose.offers import repriced
from mainstay.compile.choose.rules import Fitted, Judged
from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.intent import AnyComponent, Intent
from mainstay.model.policy import Form, Holds, Policy, Rule


class Ruling:
    """A policy, bound to one intent and one market."""

    def __init__(self, intent: Intent, policy: Policy, market: Market) -> None:
        self._intent, self._market, self._today = intent, market, policy.today
        self._rules = policy.rules
        self._asked = asked_by(policy.rules)
        self._setting = sorted(
            (rule for rule in policy.rules if rule.sets), key=lambda r: (r.form is Form.DEFAULT, r.id)
        )

    def fitted(self, component: AnyComponent, offer: Offer, demand: Demand) -> Fitted:
        """The offer with what rules set where nobody stated it: defaults always, others where they do not hold."""
        stated = frozenset(component.overrides)
        by: dict[str, Rule] = {}
        for rule in self._setting:
            about = self._facts(component, offer, demand)
            if applies(rule, about) and not waived(rule, component.name, self._today) and sets_wanted(rule, about):
                by |= dict.fromkeys(wanted_sets(type(offer.kind), rule, stated), rule)
                offer = repriced(offer, with_sets(offer.kind, rule, stated), demand, self._market)
        return Fitted(offer=offer, by=by)

    def judged(self, component: AnyComponent, offer: Offer, demand: Demand) -> tuple[Judged, ...]:
        """The outcome of every rule that applies to this offer and is not waived, in the order of rule ids."""
        judging = [rule for rule in self._rules if rule.form is not Form.DEFAULT]
        if not judging:
            return ()
        about = self._facts(component, offer, demand)
        return tuple(
            Judged(rule=rule, holds=_known(rule, judge(rule, about)))
            for rule in judging
            if applies(rule, about) and not waived(rule, component.name, self._today)
        )

    def _facts(self, component: AnyComponent, offer: Offer, demand: Demand) -> Facts:
        """Those on the resource as it will stand: with its references to what is around it."""
        placed = offer.kind.placed(site_of(self._intent, component, demand, self._market))
        return facts(
            component, None, self._intent.whole, offer=msgspec.structs.replace(offer, kind=placed), asked=self._asked
        )


def _known(rule: Rule, holds: Holds) -> Holds:
    """What cannot be told of an offer (its price, say) is never told: a rule about it does not hold."""
    asks = holds is Holds.CANNOT_TELL and "offer" in condition(rule.condition).roots
    return Holds.NO if asks else holds
