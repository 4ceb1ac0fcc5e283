"""Leave to break a rule that has run out. Apart from the judging of rules, which loads CEL."""

import fnmatch
from collections.abc import Collection

from mainstay.model.policy import Rule


def ended(rule: Rule, names: Collection[str], today: str) -> str:
    """Whose waivers for any of `names` held until a day before `today` (ISO 8601), in words; "" where none did."""
    late = sorted({(w.until, w.owner) for w in rule.waivers if w.until < today and _about(w.names, names)})
    return " and ".join(f"the waiver of {owner} ended on {until}" for until, owner in late)


def _about(patterns: Collection[str], names: Collection[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)
