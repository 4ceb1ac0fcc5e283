"""The typed properties of a kind, told for people: names, types, defaults; blocks with what stands in them."""

import types
from collections.abc import Iterator
from enum import Enum
from typing import Literal, NamedTuple, Union, cast, get_args, get_origin

import msgspec

from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, SecretText, Variable
from mainstay.model.value import Value

_TOLD = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Ref: "reference",
    Joined: "text",
    Variable: "variable",
    Json: "JSON",
    Base64: "text",
    PolicyDocument: "policy",
    SecretText: "secret",
    object: "anything",
}
"""What a type is called; others that are values are blocks."""


class Told(NamedTuple):
    """One property. `name` has dots where it stands in a block; `default` is "" where the compiler fills it in."""

    name: str
    takes: str
    default: str


def properties_of(kind: type[Value], before: str = "") -> Iterator[Told]:
    """The properties of a kind in the order in which it states them; those of a block follow the block."""
    for field in msgspec.structs.fields(kind):
        name = f"{before}{field.encode_name}"
        yield Told(name, " or ".join(_called(field.type)), _default(field))
        for block in _blocks(field.type):
            yield from properties_of(block, f"{name}.") if block is not kind else ()


def _called(told: object) -> list[str]:
    """What a type is called, without repetition; nothing for None, for leaving it out is always possible."""
    if told is type(None):
        return []
    origin, inside = get_origin(told), cast("tuple[object, ...]", get_args(told))
    if origin in {Union, types.UnionType}:
        return list(dict.fromkeys(word for one in inside for word in _called(one)))
    if origin is Literal:
        return [f"`{value}`" for value in inside]
    if origin in {tuple, dict, list, frozenset}:
        within = _called(inside[-1] if origin is dict else inside[0])
        return [f"{'mapping' if origin is dict else 'list'} of {_either(within)}"]
    if isinstance(told, type) and issubclass(told, Enum):
        return [f"`{member.value}`" for member in told]
    return [_TOLD.get(told, "block")] if isinstance(told, type) else [str(told)]


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"({' or '.join(words)})"


def _blocks(told: object) -> Iterator[type[Value]]:
    if isinstance(told, type):
        if issubclass(told, Value) and told not in _TOLD:
            yield told
        return
    for inside in cast("tuple[object, ...]", get_args(told)):
        yield from _blocks(inside)


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default_factory is not msgspec.NODEFAULT or field.default is None:
        return ""
    if field.default is msgspec.NODEFAULT:
        return "must be stated"
    default = field.default
    if isinstance(default, Value) or default in ("", (), {}):
        return ""
    return f"`{_plain(default)}`"


def _plain(default: object) -> str:
    return msgspec.json.encode(default.value if isinstance(default, Enum) else default).decode().strip('"')
