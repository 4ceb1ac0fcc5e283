"""Whether a rule applies to something, holds of it, and may be broken by it."""

import fnmatch
from collections.abc import Iterable, Mapping
from functools import lru_cache

from mainstay.compile.bind.condition import condition
from mainstay.compile.bind.facts import Facts
from mainstay.compile.bind.unknown import NAMED, SIZED, STATED
from mainstay.model.policy import Form, Holds, Rule, Selector, Waiver

_OPPOSITE = {Holds.YES: Holds.NO, Holds.NO: Holds.YES, Holds.CANNOT_TELL: Holds.CANNOT_TELL}
REMEMBERED_AT_MOST = 65_536
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
    if not compiled.roots <= facts.roots:
        return False
    if facts.given:
        return True
    return all(_named(rule, root) for root, _ in compiled.asks - facts.names)


def _named(rule: Rule, root: str) -> bool:
    """Whether the rule says which resources, or which components, it is about."""
    return bool(rule.select.kinds if root == "resource" else root == "intent" and rule.select.intents)


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
    if not rule.waivers:
        return None
    holding = [w for w in rule.waivers if today and today <= w.until and _matches(w.names, (name,))]
    return max(holding, key=lambda waiver: waiver.until, default=None)


def sets_wanted(rule: Rule, facts: Facts) -> bool:
    """Whether what the rule sets is wanted here: it is a default whose condition holds, or does not hold without."""
    if rule.form is not Form.DEFAULT:
        return judge(rule, facts) is not Holds.YES
    return not rule.condition or condition(rule.condition).answer(facts)[0] is Holds.YES


def asked_by(rules: Iterable[Rule]) -> frozenset[str]:
    """The facts that the conditions of these rules look at, each also with the marks that may stand for it."""
    conditions = (condition(rule.condition) for rule in rules if rule.condition)
    names = {path.names[1] for one in conditions for path in one.paths if len(path.names) > 1}
    return frozenset(mark + name for name in names for mark in ("", STATED, SIZED, NAMED))


def about_all(rule: Rule) -> bool:
    """Whether the rule is about the system as a whole: it looks at no component, and selects none."""
    select = rule.select
    if select.intents or select.kinds or select.classes or select.names:
        return False
    return bool(rule.condition) and condition(rule.condition).roots <= _OF_ALL


def _selected(select: Selector, facts: Facts) -> bool:
    return (
        (not select.environments or _matches(select.environments, (facts.environment,)))
        and (not select.intents or facts.role in select.intents)
        and (not select.classes or facts.data_class in select.classes)
        and (not select.kinds or _matches(select.kinds, facts.kinds))
        and (not select.names or _matches(select.names, (facts.name,)))
        and (not select.tags or _tagged(select.tags, facts.tags))
    )


def _tagged(wanted: Mapping[str, str], tags: Mapping[str, str]) -> bool:
    return all(name in tags and _matches((pattern,), (tags[name],)) for name, pattern in wanted.items())


@lru_cache(maxsize=REMEMBERED_AT_MOST)
def _matches(patterns: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether one of the words is one of the patterns."""
    return any(fnmatch.fnmatchcase(word, pattern) for word in words for pattern in patterns)
