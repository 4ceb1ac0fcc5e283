"""What all kinds for AWS share, and how `set:` reaches the price of an offer."""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import msgspec

from mainstay.model.cloud import CloudKind
from mainstay.model.intent import Component
from mainstay.model.target import Target

K = TypeVar("K", bound=CloudKind)


class AwsKind(CloudKind, frozen=True, kw_only=True):
    """One resource type of the AWS provider. The fields of an instance have the names of the provider's arguments.

    A field that is None is not rendered. A field that is a value (or a tuple of values) renders as nested blocks.
    """

    target = Target.AWS


def overridden(kind: K, component: Component) -> K:
    """The kind with the plain properties that `set:` states, so that its price is that of what will run.

    What does not fit is left alone: the checks of *bind* refuse it, with its place.
    """
    if not component.overrides:
        return kind
    types = _types(type(kind))
    fitting: dict[str, object] = {}
    for name, value in component.overrides.items():
        try:
            fitting[name] = msgspec.convert(value, types[name])
        except (KeyError, msgspec.ValidationError):
            continue
    return type(kind)(**{name: getattr(kind, name) for name in types} | fitting) if fitting else kind


@cache
def _types(kind: type[CloudKind]) -> Mapping[str, type]:
    """Name of each field → its type."""
    return {field.name: field.type for field in msgspec.structs.fields(kind)}
