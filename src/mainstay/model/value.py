"""The base of every value that passes between stages, and its canonical encoding."""

import hashlib
from typing import Any, TypeVar

import msgspec

V = TypeVar("V")


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """A frozen value; equal content is equal value. Fields that hold their default are not encoded.

    The collector of cycles passes them by: what is frozen holds only what was there before it, so never itself.
    """


def encode(value: object) -> bytes:
    """Canonical JSON of a value: sorted keys, no spaces, so that equal values give equal bytes."""
    return msgspec.json.encode(value, order="sorted")


def decode(data: bytes | str, shape: type[V]) -> V:
    """The value of type `shape` that `data` (JSON) holds; raises `msgspec.ValidationError` naming the path."""
    return msgspec.json.decode(data, type=shape)


def digest(value: object) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the canonical encoding: an identity by content."""
    return hashlib.sha256(encode(value)).hexdigest()[:16]


def to_builtins(value: object) -> Any:  # noqa: ANN401 - JSON comes out
    """The value as dicts, lists, strings and numbers."""
    return msgspec.to_builtins(value, order="sorted")


def from_builtins(data: object, shape: type[V]) -> V:
    """The value of type `shape` that `data` describes; raises `msgspec.ValidationError` naming the path."""
    return msgspec.convert(data, shape)
