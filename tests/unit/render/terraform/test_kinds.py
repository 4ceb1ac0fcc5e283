"""Every field of every kind for AWS is an argument that the provider takes, and somebody may apply it."""

import typing
from collections.abc import Iterator

import msgspec
import pytest

from mainstay.catalog import cloud_kinds
from mainstay.model.cloud import CloudKind
from mainstay.model.kind import Target
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, SecretText, Variable
from mainstay.render.terraform.deploy import known_actions
from mainstay.render.terraform.schema import META, Nested, Shape, shape

_TEXTS = (Base64, Joined, Json, PolicyDocument, Ref, SecretText, Variable)
KINDS = [kind for kind in cloud_kinds(Target.AWS) if kind.terraform]


def nested(hint: object) -> Iterator[type[msgspec.Struct]]:
    """The values with fields of their own in a type."""
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in _TEXTS:
        yield hint
    for argument in typing.get_args(hint):
        yield from nested(argument)


def problems(kind: type[msgspec.Struct], takes: Shape, path: str, without: frozenset[str]) -> Iterator[str]:
    hints = typing.get_type_hints(kind)
    fields = dict(zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True))
    written = {name: field for field, name in fields.items() if field not in without}
    for name, field in written.items():
        wanted = takes.get(name)
        if wanted is None and name not in META:
            yield f"{path}.{name} is no argument"
        elif isinstance(wanted, str) and wanted.endswith(" computed"):
            yield f"{path}.{name} is told by the provider"
        elif isinstance(wanted, Nested):
            for inner in nested(hints[field]):
                yield from problems(inner, wanted.shape, f"{path}.{name}", frozenset())
    for name, wanted in takes.items():
        required = wanted.required if isinstance(wanted, Nested) else wanted.endswith(" required")
        if required and name not in written:
            yield f"{path}.{name} is missing"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_fields_are_arguments(kind: type[CloudKind]) -> None:
    takes = shape(kind.block.value, kind.terraform)
    assert takes is not None, f"there is no {kind.block.value} `{kind.terraform}`"
    assert list(problems(kind, takes, kind.id, kind.unrendered)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_somebody_may_apply_it(kind: type[CloudKind]) -> None:
    assert known_actions(kind.block.value, kind.terraform) is not None, "deploy.toml does not say what it takes"
