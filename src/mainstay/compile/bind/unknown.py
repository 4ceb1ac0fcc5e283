"""Facts as CEL sees them, of which some are known only at apply.

What is unknown is left out of its mapping, so that a condition which touches it fails instead of getting an answer;
CEL's `&&` and `||` still answer where the other side decides (CEL language definition, "Logical Operators"). Beside it
stands a mark that it is there, which `has()` and `size()` ask (see `tokens.prepared`).
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import msgspec

from mainstay.model.cloud import Joined, Ref, SecretText, Variable

STATED = "stated__"
"""Before the name of a fact that is there, but known only at apply."""
SIZED = "size__"
"""Before the name of a list whose length is known, while what is in it is known only at apply."""
GUESS = "known at apply"
"""In the place of what is unknown, to see whether an answer depends on it."""
_PLAIN = frozenset({type(None), bool, int, float, str})
_TEXT = (Ref, Variable, Joined, SecretText)


class Seen(NamedTuple):
    """One fact: its value without what is unknown, the same with guesses in its place, and whether they differ."""

    known: object
    guessed: object
    partly: bool


class _Absent:
    """The known part of what is unknown as a whole."""


ABSENT = _Absent()


def seen(value: object) -> Seen:  # noqa: PLR0911 - one return for each shape of value
    """A property of a kind, or a field of an intent, as CEL sees it."""
    if value is None or isinstance(value, bool | int | float):
        return Seen(value, value, partly=False)
    if isinstance(value, str):
        text = str(value)  # members of enums, too
        return Seen(text, text, partly=False)
    if isinstance(value, _TEXT):
        return Seen(ABSENT, GUESS, partly=True)
    if isinstance(value, msgspec.Struct):
        return seen_mapping({name: getattr(value, name) for name in value.__struct_fields__})
    if isinstance(value, dict):
        return seen_mapping({str(k): v for k, v in cast("dict[object, object]", value).items()})
    if isinstance(value, list | tuple | set | frozenset):
        return _seen_items(cast("tuple[object, ...]", value))
    return Seen(ABSENT, GUESS, partly=True)


def _seen_items(values: tuple[object, ...]) -> Seen:
    """A list with an unknown element is unknown: it may hold anything."""
    items = [seen(value) for value in values]
    whole = all(item.known is not ABSENT for item in items)
    known = [item.known for item in items] if whole else ABSENT
    return Seen(known, [item.guessed for item in items], partly=any(item.partly for item in items))


def seen_mapping(values: Mapping[str, object]) -> Seen:
    """A mapping: what is unknown in it is marked."""
    known: dict[str, object] = {}
    guessed: dict[str, object] = {}
    partly = False
    for name, value in values.items():
        if type(value) in _PLAIN:  # most are, and this is asked of every property of every resource
            known[name] = guessed[name] = value
            continue
        fact = seen(value)
        guessed[name] = fact.guessed
        partly = partly or fact.partly
        if fact.known is not ABSENT:
            known[name] = fact.known
            continue
        known[STATED + name] = True
        if isinstance(fact.guessed, list):
            known[SIZED + name] = len(cast("list[object]", fact.guessed))
    return Seen(known, guessed, partly=partly)
