"""What a value refers to: every `Ref` in it, however deep."""

from collections.abc import Iterator
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Literal, Union, cast, get_args, get_origin

import msgspec

from mainstay.model.told import Ref, SecretText, Variable

_Leaf = Ref | SecretText | Variable
_LEAVES = frozenset({Ref, SecretText, Variable})
_PLAIN: frozenset[object] = frozenset({str, int, float, bool, NoneType})


def references(value: object, *, besides: frozenset[str] = frozenset()) -> Iterator[Ref]:
    """All references in `value`, in the order of its fields; `besides` are those of its own fields to pass by."""
    if type(value) is Ref:
        return iter((value,))
    if besides and isinstance(value, msgspec.Struct):
        fields = [getattr(value, name) for name in _holding(type(value)) if name not in besides]
        return references(fields)
    return iter([found for found in _leaves(value) if isinstance(found, Ref)])


def secrets(value: object) -> Iterator[SecretText]:
    """All secrets that `value` mentions."""
    return iter([found for found in _leaves(value) if isinstance(found, SecretText)])


def variables(value: object) -> Iterator[Variable]:
    """All variables that `value` depends on."""
    return iter([found for found in _leaves(value) if isinstance(found, Variable)])


def _leaves(value: object) -> list[_Leaf]:
    found: list[_Leaf] = []
    _collect(value, found)
    return found


def _collect(value: object, found: list[_Leaf]) -> None:
    """Add the leaves of `value`; by its exact type first, for this walks through everything that is compiled."""
    shape = type(value)
    if shape in _PLAIN:
        return
    if shape in _LEAVES:
        found.append(cast("_Leaf", value))
    elif isinstance(value, tuple | list):
        for item in cast("tuple[object, ...]", value):
            _collect(item, found)
    elif isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            _collect(item, found)
    elif isinstance(value, msgspec.Struct):
        for name in _holding(type(value)):
            _collect(getattr(value, name), found)


@cache
def _holding(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that can hold a leaf, by their types."""
    return tuple(field.name for field in msgspec.structs.fields(shape) if not _is_plain(field.type))


def _is_plain(annotation: object) -> bool:
    """Whether a value of this type holds nothing but text, numbers and truth values."""
    origin = get_origin(annotation)
    if origin is Literal:
        return True
    if origin in {Union, UnionType, tuple, list, dict, frozenset}:
        return all(part is Ellipsis or _is_plain(part) for part in get_args(annotation))
    return annotation in _PLAIN or (isinstance(annotation, type) and issubclass(annotation, Enum))
