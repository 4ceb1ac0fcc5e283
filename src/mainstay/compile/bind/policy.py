"""The organisation's rules laid over an intent: what they set where nobody stated it, and which of them are broken."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.bind.facts import Facts, facts
from mainstay.compile.bind.properties import with_sets
from mainstay.compile.bind.rules import about_all, applies, asked_by, explained, sets_wanted, waived
from mainstay.compile.bind.sets import set_fields, set_whole
from mainstay.compile.waivers import ended
from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph
from mainstay.model.intent import AnyComponent, Intent, Whole
from mainstay.model.policy import Form, Holds, Policy, Rule, Severity, Waiver
from mainstay.model.value import Value

_ORDER = (Form.REQUIRE, Form.FORBID, Form.PREFER, Form.DEFAULT)


class Breach(Value, frozen=True, kw_only=True):
    """A rule that does not hold of `name` ("" for the system as a whole), or of which that cannot be told.

    `says` is the reason in its author's words, and why it cannot be told. `waiver` is the leave to break it.
    """

    rule: Rule
    name: str
    holds: Holds
    says: str
    waiver: Waiver | None = None

    @property
    def counts(self) -> bool:
        """Whether it makes the architecture impossible: it is enforced, and nobody has leave to break it."""
        return self.rule.severity is Severity.ENFORCE and self.waiver is None


def bind_policy(intent: Intent, policy: Policy) -> Intent:
    """The intent with everything that rules set in it where nobody stated it, with evidence that names the rule.

    A default always sets; another rule only where it would not hold without. Raises `MainstayError` where a rule sets
    what cannot be.
    """
    rules = [rule for rule in _ordered(policy.rules) if rule.sets]
    if not rules:
        return intent
    whole = _bound_whole(intent.whole, rules)
    bound = tuple(_bound(component, whole, rules, policy.today) for component in intent.components)
    return msgspec.structs.replace(intent, whole=whole, components=bound)


def breaches(intent: Intent, policy: Policy) -> tuple[Breach, ...]:
    """All rules on intents that are broken, in the order of names and rules; preferences are none.

    Rules on resources and offers are not looked at: there are none yet.
    """
    judged = [rule for rule in policy.rules if rule.form in {Form.REQUIRE, Form.FORBID}]
    of_all = facts(None, None, intent.whole)
    found = [*_broken([r for r in judged if about_all(r)], of_all, policy.today)]
    some = [rule for rule in judged if not about_all(rule)]
    for component in intent.components:
        found += _broken(some, facts(component, None, intent.whole), policy.today)
    return tuple(found)


def breaches_in(graph: Graph, policy: Policy) -> tuple[Breach, ...]:
    """All rules that are broken in an architecture: by its intent, by what realises it, and by what stands around.

    Rules on offers are not looked at: a Graph has none any more.
    """
    judged = [rule for rule in policy.rules if rule.form in {Form.REQUIRE, Form.FORBID}]
    found = list(_broken([r for r in judged if about_all(r)], facts(None, None, graph.intent.whole), policy.today))
    some = [rule for rule in judged if not about_all(rule)]
    asked = asked_by(some)
    components = {component.name: component for component in graph.intent.components}
    for resource in graph.resources:
        if isinstance(resource.kind, CloudKind):
            component = components.get(resource.name) if resource.name == resource.component else None
            about = facts(component, resource.kind, graph.intent.whole, name=resource.name, asked=asked)
            found += _broken(some, about, policy.today, owner=resource.component)
    return tuple(found)


def fitted(kind: CloudKind, policy: Policy, whole: Whole, *, name: str) -> CloudKind:
    """The kind of a resource that expansion adds, with what rules set in it to hold; raises like `with_sets`."""
    for rule in _ordered(policy.rules):
        about = facts(None, kind, whole, name=name) if rule.sets else None
        if about and applies(rule, about) and not waived(rule, name, policy.today) and sets_wanted(rule, about):
            kind = with_sets(kind, rule)
    return kind


def broken(rule: Rule, about: Facts, today: str, owner: str = "") -> Breach | None:
    """The breach of a rule that applies to these facts; None where it holds, or is not about them.

    A waiver for the `owner`, the component that a resource belongs to, is one for the resource, too.
    """
    if not applies(rule, about):
        return None
    holds, why = explained(rule, about)
    if holds is Holds.YES:
        return None
    says = f"{rule.reason} ({why})" if why else rule.reason
    waiver = waived(rule, about.name, today) or (waived(rule, owner, today) if owner else None)
    late = ended(rule, {about.name, owner}, today) if waiver is None else ""
    says = f"{says}; {late}" if late else says
    return Breach(rule=rule, name=about.name, holds=holds, says=says, waiver=waiver)


def _broken(rules: list[Rule], about: Facts, today: str, owner: str = "") -> Iterator[Breach]:
    for rule in rules:
        breach = broken(rule, about, today, owner)
        if breach:
            yield breach


def _ordered(rules: tuple[Rule, ...]) -> list[Rule]:
    """Enforced rules first, so that what they set is not taken by a default; then by id."""
    return sorted(rules, key=lambda r: (_ORDER.index(r.form), r.severity is Severity.WARN, r.id))


def _bound_whole(whole: Whole, rules: list[Rule]) -> Whole:
    for rule in rules:
        about = facts(None, None, whole)
        if applies(rule, about) and sets_wanted(rule, about):
            whole = set_whole(whole, rule)
    return whole


def _bound(component: AnyComponent, whole: Whole, rules: list[Rule], today: str) -> AnyComponent:
    ours: frozenset[str] = frozenset()
    for rule in rules:
        about = facts(component, None, whole)
        if waived(rule, component.name, today) or not applies(rule, about) or not sets_wanted(rule, about):
            continue
        # A default gives way to what another rule has set; one that must hold does not.
        over = frozenset[str]() if rule.form in {Form.DEFAULT, Form.PREFER} else ours
        component, fields = set_fields(component, rule, over)
        ours |= fields
    return component
