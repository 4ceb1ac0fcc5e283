"""Facts as CEL sees them, of which some are known only at apply.

What is unknown is left out of its mapping, so that a condition which touches it fails instead of getting an answer;
CEL's `&&` and `||` still answer where the other side decides (CEL language definition, "Logical Operators"). Beside it
stand marks, which `has()`, `size()`, `in` and macros ask (see `tokens.prepared`). What no mark can tell (a mapping
compared as a whole) is answered by nobody: see `Condition`.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import msgspec

from mainstay.model.told import Joined, Ref, SecretText, Variable

STATED = "stated__"
"""Before the name of a fact that is there, but known only at apply."""
SIZED = "size__"
"""Before the name of a list or mapping whose length is known, while what is in it is not."""
NAMED = "names__"
"""Before the name of a mapping whose names are known, while some of its values are not."""
_PLAIN = frozenset({type(None), bool, int, float, str})
_TEXT = (Ref, Variable, Joined, SecretText)


class Absent:
    """The known part of what is unknown as a whole; `size` is its length, where that is known."""

    def __init__(self, size: int | None = None) -> None:
        self.size = size


class Partly(dict[str, object]):
    """A mapping of which something is unknown: what is known of it, and marks. `names` are all that it has."""

    def __init__(self, known: Mapping[str, object], names: list[str]) -> None:
        super().__init__(known)
        self.names = names


class PartlyItems(list[object]):
    """A list of mappings, of which something is unknown."""


class Seen(NamedTuple):
    """One variable of conditions: what is known of it, and whether that is not all."""

    known: object
    partly: bool


def seen(value: object) -> Seen:
    """A value as a variable of conditions."""
    known = _known(value)
    return Seen(known, isinstance(known, Absent | Partly | PartlyItems))


def seen_mapping(values: Mapping[str, object]) -> Seen:
    """Facts by name as a variable of conditions."""
    known = _mapping(values, deep=True)
    return Seen(known, isinstance(known, Partly))


def _known(value: object, *, deep: bool = True) -> object:
    """What is known of a value. In the items of a list (not `deep`), a mapping is known as a whole or not at all."""
    if isinstance(value, str):
        return str(value)  # members of enums, too
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, msgspec.Struct) and not isinstance(value, _TEXT):
        return _mapping({name: getattr(value, name) for name in value.__struct_fields__}, deep=deep)
    if isinstance(value, dict):
        return _mapping({str(k): v for k, v in cast("dict[object, object]", value).items()}, deep=deep)
    if isinstance(value, list | tuple | set | frozenset):
        return _items(cast("tuple[object, ...]", value), deep=deep)
    return Absent()


def _items(values: tuple[object, ...], *, deep: bool) -> object:
    """A list with an unknown element is unknown, for it may hold anything; its mappings may be known in part."""
    items = [
        _mapping({n: getattr(v, n) for n in v.__struct_fields__}, deep=False)
        if deep and isinstance(v, msgspec.Struct) and not isinstance(v, _TEXT)
        else _whole(_known(v, deep=False))
        for v in values
    ]
    if any(isinstance(item, Absent) for item in items):
        return Absent(len(items))
    return PartlyItems(items) if any(isinstance(item, Partly) for item in items) else items


def _whole(known: object) -> object:
    """What is known in part is not known."""
    return Absent(len(known)) if isinstance(known, Partly | PartlyItems) else known


def _mapping(values: Mapping[str, object], *, deep: bool) -> dict[str, object]:
    """A mapping: what is unknown in it is marked."""
    known: dict[str, object] = {}
    marks: dict[str, object] = {}
    partly = False
    for name, value in values.items():
        if type(value) in _PLAIN:  # most are, and this is asked of every property of every resource
            known[name] = value
            continue
        found = _known(value, deep=deep)
        found = found if deep else _whole(found)
        if isinstance(found, Absent):
            marks[STATED + name] = True
            marks |= {} if found.size is None else {SIZED + name: found.size}
            partly = True
            continue
        known[name] = found
        if isinstance(found, Partly):
            marks |= {NAMED + name: found.names, SIZED + name: len(found.names)}
        partly = partly or isinstance(found, Partly | PartlyItems)
    return Partly(known | marks, list(values)) if partly else known
