"""Whether a rule applies to something, holds of it, and may be broken by it."""

import fnmatch
from collections.abc import Iterable

from mainstay.compile.bind.condition import condition
from mainstay.compile.bind.facts import Facts
from mainstay.model.policy import Form, Holds, Rule, Selector, Waiver

_OPPOSITE = {Holds.YES: Holds.NO, Holds.NO: Holds.YES, Holds.CANNOT_TELL: Holds.CANNOT_TELL}
_OF_ALL = frozenset({"environment", "region"})


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether the rule is about this: its selector matches, and there is what its condition looks at.

    A rule that names no kinds (or no intents) is only about those that have the facts it asks for; one that names them
    is about all of them, and where one lacks the fact, the answer is "cannot tell".
    """
    if not _selected(rule.select, facts):
        return False
    if not rule.condition:
        return True
    compiled = condition(rule.condition)
    if not all(root in facts.seen for root in compiled.roots):
        return False
    named = {"resource": rule.select.kinds, "intent": rule.select.intents}
    return facts.given or all(named.get(root) or facts.has(root, fact) for root, fact in compiled.asks)


def judge(rule: Rule, facts: Facts) -> Holds:
    """Whether the rule holds of these facts; "cannot tell" where that depends on what is known only at apply."""
    return explained(rule, facts)[0]


def explained(rule: Rule, facts: Facts) -> tuple[Holds, str]:
    """Like `judge`, and where it cannot be told, why."""
    if rule.form is Form.DEFAULT or not rule.condition:
        return Holds.YES, ""
    holds, why = condition(rule.condition).answer(facts)
    return (_OPPOSITE[holds] if rule.form is Form.FORBID else holds), why


def waived(rule: Rule, name: str, today: str) -> Waiver | None:
    """The waiver by which `name` may break the rule on this day (ISO 8601); None where there is none, or no day."""
    holding = [w for w in rule.waivers if today and today <= w.until and _matches(w.names, (name,))]
    return max(holding, key=lambda waiver: waiver.until, default=None)


def about_all(rule: Rule) -> bool:
    """Whether the rule is about the system as a whole: it looks at no component, and selects none."""
    select = rule.select
    if select.intents or select.kinds or select.classes or select.names:
        return False
    return bool(rule.condition) and condition(rule.condition).roots <= _OF_ALL


def _selected(select: Selector, facts: Facts) -> bool:
    return (
        _matches(select.environments, (facts.environment,))
        and (not select.intents or facts.role in select.intents)
        and (not select.classes or facts.data_class in select.classes)
        and _matches(select.kinds, facts.kinds)
        and _matches(select.names, (facts.name,))
        and all(name in facts.tags and _matches((p,), (facts.tags[name],)) for name, p in select.tags.items())
    )


def _matches(patterns: tuple[str, ...], words: Iterable[str]) -> bool:
    """Whether one of the words is one of the patterns; without patterns, always."""
    return not patterns or any(fnmatch.fnmatchcase(word, pattern) for word in words for pattern in patterns)
