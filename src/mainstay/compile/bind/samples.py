"""Made-up facts of the right types, on which conditions are tried before they are asked of real ones."""

from functools import cache
from typing import cast

import msgspec
from msgspec import inspect

from mainstay.compile.bind.facts import NOT_FACTS, OFFER_FACTS
from mainstay.model.cloud import CloudKind
from mainstay.model.intent import AnyComponent
from mainstay.model.told import Joined, Ref, SecretText, Variable

MADE: dict[str, type[AnyComponent]] = {made.role.value: made for made in AnyComponent.__args__}
"""Roles with the components that have them."""
TEXT = "text"
_AT_APPLY = (Ref, Variable, Joined, SecretText)
_DEEPEST = 6


class Free(dict[str, object]):
    """A mapping of which nobody knows the names: tags, environment variables."""


Sample = dict[str, object]


@cache
def role_sample(role: str, *, flag: bool) -> Sample:
    """Facts on a component of this role; every yes-or-no of it is `flag`."""
    made = MADE[role]
    types = {field.name: field.type for field in msgspec.structs.fields(made)}
    found = {name: _made(shape, flag) for name, shape in types.items() if name not in NOT_FACTS}
    if isinstance(types.get("needs"), type):
        found |= _struct(cast("type[msgspec.Struct]", types["needs"]), flag)
    return {n: v for n, v in found.items() if v is not None} | {
        "role": role, "uses": [TEXT], "set": Free(), "tags": Free(),
    }  # fmt: skip


@cache
def kind_sample(kind: type[CloudKind], *, flag: bool) -> Sample:
    """Facts on a resource of this kind; every yes-or-no of it is `flag`."""
    about: Sample = {"kind": kind.id, "aliases": [TEXT], "platform": kind.platform, "stateful": flag}
    return _struct(kind, flag) | about


@cache
def offer_sample() -> Sample:
    """Facts on an offer."""
    numbers: Sample = dict.fromkeys((*OFFER_FACTS, "cost_usd_month"), 1.0)
    return {**numbers, "label": TEXT}


def _struct(shape: type[msgspec.Struct], flag: bool, depth: int = 0) -> Sample:
    found = {f.name: _made(f.type, flag, depth) for f in msgspec.structs.fields(shape)}
    return {name: value for name, value in found.items() if value is not None}


def _made(shape: object, flag: bool, depth: int = 0) -> object:
    return _sample(inspect.type_info(shape), flag, depth)


def _sample(info: inspect.Type, flag: bool, depth: int) -> object:  # noqa: PLR0911 - one return for each shape
    """A value of a type; None where it can be anything."""
    if isinstance(info, inspect.UnionType):
        found = [_sample(one, flag, depth) for one in info.types]
        return next((value for value in found if value is not None), None)
    if isinstance(info, inspect.BoolType):
        return flag
    if isinstance(info, inspect.IntType):
        return 1
    if isinstance(info, inspect.FloatType):
        return 1.0
    if isinstance(info, inspect.StrType):
        return TEXT
    if isinstance(info, inspect.EnumType):
        return next(str(member.value) for member in info.cls)
    if isinstance(info, inspect.LiteralType):
        return info.values[0]
    return _container(info, flag, depth)


def _container(info: inspect.Type, flag: bool, depth: int) -> object:
    if isinstance(info, inspect.VarTupleType | inspect.ListType | inspect.SetType | inspect.FrozenSetType):
        item = _sample(info.item_type, flag, depth)
        return [] if item is None else [item]
    if isinstance(info, inspect.TupleType):
        items = [_sample(one, flag, depth) for one in info.item_types]
        return [item for item in items if item is not None]
    if isinstance(info, inspect.DictType):
        return Free()
    if isinstance(info, inspect.StructType):
        if info.cls in _AT_APPLY:
            return TEXT
        return _struct(info.cls, flag, depth + 1) if depth < _DEEPEST else None
    return None
