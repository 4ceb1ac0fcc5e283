"""Properties of kinds that rules and people set: each is one that the kind has, with a value that it takes."""

from collections.abc import Collection, Mapping
from functools import cache

import msgspec

from mainstay.compile.bind.sets import is_field
from mainstay.compile.bind.typed import converted
from mainstay.compile.bind.words import meant
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Rule


@cache
def property_types(kind: type[CloudKind]) -> dict[str, object]:
    """The properties of a kind with their types."""
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


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

    A rule that names its kinds may set only what they have. Of another, what this kind does not have is left out, for
    it is a property of another kind, and so are fields of the intent, for `bind_policy` has set those. Raises
    `MainstayError` at the rule.
    """
    return with_properties(kind, wanted_sets(type(kind), rule, stated), f"{rule.origin}: {rule.id}")


def wanted_sets(kind: type[CloudKind], rule: Rule, stated: Collection[str]) -> dict[str, object]:
    """What a rule sets in resources of this kind, but for what somebody `stated`."""
    wanted = {name: value for name, value in rule.sets.items() if name not in stated}
    if rule.select.kinds:
        return wanted
    types = property_types(kind)
    return {name: value for name, value in wanted.items() if name in types and not is_field(name)}
