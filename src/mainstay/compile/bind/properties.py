"""Properties of kinds that rules and people set: each is one that the kind has, with a value that it takes."""

from collections.abc import Collection, Mapping
from functools import cache

import msgspec

from mainstay.compile.bind.words import meant
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Rule


@cache
def property_types(kind: type[CloudKind]) -> dict[str, object]:
    """The properties of a kind with their types."""
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def converted(value: object, shape: object, place: str, shown: str) -> object:
    """A plain value as the type that a property has; raises `MainstayError` where it is none of it."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise MainstayError(
            place, f"`{shown}` must have a value that it takes", str(error).lower(), hint="look at the catalog for it"
        ) from None
    except TypeError:  # a union that cannot be told apart: its own values come from expansion only
        raise MainstayError(
            place, f"`{shown}` must be a property that can be stated", "only mainstay sets it", hint="leave it out"
        ) from None


def with_properties(kind: CloudKind, values: Mapping[str, object], place: str) -> CloudKind:
    """The kind with these properties; `place` is who states them.

    Raises `MainstayError` naming the nearest property where there is no such one, and where a value does not fit.
    """
    types = property_types(type(kind))
    for name in values:
        if name not in types:
            raise MainstayError(
                place, f"`{name}` must be a property of {kind.id}", "there is none", hint=meant(name, types)
            )
    changed = {name: converted(value, types[name], place, name) for name, value in sorted(values.items())}
    return msgspec.structs.replace(kind, **changed) if changed else kind


def with_sets(kind: CloudKind, rule: Rule, stated: Collection[str] = ()) -> CloudKind:
    """The kind with the properties that a rule sets, but for those that somebody `stated`.

    A rule that names its kinds may set only what they have; of another, what this kind does not have is left out:
    it may be a field of the intent, or a property of another kind. Raises `MainstayError` at the rule.
    """
    types = property_types(type(kind))
    wanted = {name: value for name, value in rule.sets.items() if name not in stated}
    known = wanted if rule.select.kinds else {name: value for name, value in wanted.items() if name in types}
    return with_properties(kind, known, f"{rule.origin}: {rule.id}")
