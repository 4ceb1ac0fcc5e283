"""The examples beside rules: what a rule says of made-up things, and what it was expected to say."""

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from mainstay.compile.bind.facts import Facts, given_facts
from mainstay.compile.bind.rules import applies, explained
from mainstay.compile.bind.samples import MADE, kind_sample, offer_sample, role_sample
from mainstay.compile.bind.words import meant
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Example, Holds, Policy, Rule
from mainstay.model.told import Variable
from mainstay.model.value import Value

AT_APPLY = "?"
"""In an example: a fact that is known only at apply."""


class Outcome(Value, frozen=True, kw_only=True):
    """What a rule said of an example; `says` is why it could not tell, or that it is not about it."""

    example: Example
    found: Holds
    says: str = ""

    @property
    def right(self) -> bool:
        """Whether that was expected."""
        return self.found is self.example.expect


def outcomes(policy: Policy, kinds: Iterable[type[CloudKind]]) -> tuple[Outcome, ...]:
    """What the rules say of their examples, in the order of the files; a rule that is not about one passes.

    Raises `MainstayError` where an example gives a fact that does not exist.
    """
    rules = {rule.id: rule for rule in policy.rules}
    known = {name: kind for kind in kinds for name in (kind.id, *kind.aliases)}
    return tuple(_outcome(rules[example.rule], example, known) for example in policy.examples)


def without_example(policy: Policy) -> tuple[Rule, ...]:
    """The rules that no example shows."""
    shown = {example.rule for example in policy.examples}
    return tuple(rule for rule in policy.rules if rule.id not in shown)


def _outcome(rule: Rule, example: Example, kinds: Mapping[str, type[CloudKind]]) -> Outcome:
    about = _facts(rule, example, kinds)
    if not applies(rule, about):
        return Outcome(example=example, found=Holds.YES, says="the rule is not about it")
    found, why = explained(rule, about)
    return Outcome(example=example, found=found, says=why)


def _facts(rule: Rule, example: Example, kinds: Mapping[str, type[CloudKind]]) -> Facts:
    """What is given; where nothing is said, it is of the first role, kind and class of data that the rule is about."""
    select = rule.select
    usual = {"role": select.intents, "data_class": select.classes}
    intent = {name: words[0] for name, words in usual.items() if words} | example.intent
    resource = ({"kind": select.kinds[0]} if select.kinds else {}) | example.resource
    _check(example, "intent", intent, _role_facts(example, str(intent.get("role", ""))))
    kind = kinds.get(str(resource.get("kind", "")))
    _check(example, "resource", resource, kind_sample(kind, flag=True) if kind else None)
    _check(example, "offer", example.offer, offer_sample())
    given: dict[str, dict[str, object]] = {"intent": intent, "resource": resource, "offer": example.offer}
    shown = {root: {name: _unknown(value) for name, value in facts.items()} for root, facts in given.items()}
    return given_facts(shown, example.environment, example.region)


def _role_facts(example: Example, role: str) -> Mapping[str, object] | None:
    if not role:
        return None
    if role not in MADE:
        raise MainstayError(
            str(example.origin), "`role` must be a role of components", f"`{role}` is none", hint=meant(role, MADE)
        )
    return {field.name: None for field in msgspec.structs.fields(MADE[role])} | role_sample(role, flag=True)


def _check(example: Example, root: str, given: Iterable[str], known: Mapping[str, object] | None) -> None:
    """Raise `MainstayError` where a fact is given that does not exist; nothing is `known` of any kind whatever."""
    for name in given:
        if known is not None and name not in known:
            found = f"`{name}` is none"
            raise MainstayError(str(example.origin), f"must be a fact of `{root}`", found, hint=meant(name, known))


def _unknown(value: object) -> object:
    """Facts that are known only at apply stand as a variable, as they do in resources."""
    if value == AT_APPLY:
        return Variable(name="given", description="known only at apply")
    if isinstance(value, list):
        return [_unknown(item) for item in cast("list[object]", value)]
    return value
