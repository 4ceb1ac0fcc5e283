"""What a value refers to: every `Ref` in it, however deep."""

from collections.abc import Iterator
from functools import cache
from typing import cast

import msgspec

from mainstay.model.cloud import Ref, SecretText, Variable


def references(value: object) -> Iterator[Ref]:
    """All references in `value`, in the order of its fields."""
    return (found for found in _leaves(value) if isinstance(found, Ref))


def secrets(value: object) -> Iterator[SecretText]:
    """All secrets that `value` mentions."""
    return (found for found in _leaves(value) if isinstance(found, SecretText))


def variables(value: object) -> Iterator[Variable]:
    """All variables that `value` depends on."""
    return (found for found in _leaves(value) if isinstance(found, Variable))


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, str | int | float | bool | None):
        return
    if isinstance(value, Ref | SecretText | Variable):
        yield value
    elif isinstance(value, tuple | list):
        for item in cast("tuple[object, ...]", value):
            yield from _leaves(item)
    elif isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            yield from _leaves(item)
    elif isinstance(value, msgspec.Struct):
        for name in _fields(type(value)):
            yield from _leaves(getattr(value, name))


@cache
def _fields(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    return shape.__struct_fields__
