"""What the providers take and tell: `provider.json.gz` of the AWS provider (see `derive`), and the few others by hand.

The file is read once, and each type decoded when it is first asked for: a hundredth of a second, then nothing.
"""

import gzip
from functools import cache
from importlib.resources import files

import msgspec

META = frozenset({"depends_on"})
"""Arguments that Terraform itself takes in every block."""


class Nested(msgspec.Struct, array_like=True, frozen=True):
    """Something with names of its own. `form` is `block`, `object` (an attribute) or `computed`, then how many."""

    form: str
    required: bool
    shape: dict[str, "str | Nested"]

    @property
    def is_block(self) -> bool:
        """Whether it is written as a block, not behind an equals sign."""
        return self.form.startswith("block")

    @property
    def is_single(self) -> bool:
        """Whether it stands alone, not in a list or set."""
        return self.form.endswith("struct")


Shape = dict[str, str | Nested]
"""Argument or attribute → `string`, `list(string)`, … with ` required` or ` computed` behind it, or what is nested."""


class Fact(msgspec.Struct, frozen=True):
    """What CloudFormation says of the same thing.

    `type` is its name there, `enums` the choices by path, `replaces` the arguments whose change makes a new resource,
    `actions` the IAM actions that creating, reading, changing and deleting it takes.
    """

    type: str = ""
    enums: dict[str, tuple[str, ...]] = {}
    replaces: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


class _Provider(msgspec.Struct, frozen=True):
    version: str
    resources: dict[str, msgspec.Raw]
    data: dict[str, msgspec.Raw]
    facts: dict[str, msgspec.Raw]


_RANDOM_PASSWORD: Shape = {
    "length": "number required",
    "lower": "bool",
    "min_lower": "number",
    "min_numeric": "number",
    "min_special": "number",
    "min_upper": "number",
    "numeric": "bool",
    "override_special": "string",
    "special": "bool",
    "upper": "bool",
    "bcrypt_hash": "string computed",
    "result": "string computed",
}
"""Registry documentation of hashicorp/random 3.7, ephemeral `random_password`."""
_AWS_RANDOM_PASSWORD: Shape = {
    "exclude_characters": "string",
    "exclude_lowercase": "bool",
    "exclude_numbers": "bool",
    "exclude_punctuation": "bool",
    "exclude_uppercase": "bool",
    "include_space": "bool",
    "password_length": "number",
    "random_password": "string computed",
    "require_each_included_type": "bool",
}
_AWS_SECRET_VERSION: Shape = {
    "arn": "string computed",
    "created_date": "string computed",
    "secret_binary": "string computed",
    "secret_id": "string required",
    "secret_string": "string computed",
    "version_id": "string",
    "version_stage": "string",
    "version_stages": "list(string) computed",
}
"""Registry documentation of hashicorp/aws 6, ephemeral resources."""
_EPHEMERAL: dict[str, Shape] = {
    "aws_secretsmanager_random_password": _AWS_RANDOM_PASSWORD,
    "aws_secretsmanager_secret_version": _AWS_SECRET_VERSION,
    "random_password": _RANDOM_PASSWORD,
}


@cache
def _provider() -> _Provider:
    packed = files("mainstay.render.terraform").joinpath("provider.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=_Provider)


def provider_version() -> str:
    """The version of the AWS provider that the schema is of."""
    return _provider().version


@cache
def shape(block: str, kind: str) -> Shape | None:
    """What a `block` (`resource`, `data`, `ephemeral`) of type `kind` takes and tells; None where there is no such."""
    if block == "ephemeral":
        return _EPHEMERAL.get(kind)
    raw = (_provider().data if block == "data" else _provider().resources).get(kind)
    return None if raw is None else msgspec.json.decode(raw, type=Shape)


@cache
def fact(kind: str) -> Fact:
    """What is known of resource type `kind` beyond its shape; an empty one where nothing is."""
    raw = _provider().facts.get(kind)
    return Fact() if raw is None else msgspec.json.decode(raw, type=Fact)


def types(block: str) -> tuple[str, ...]:
    """All types of `block`, sorted."""
    known = {"ephemeral": _EPHEMERAL, "data": _provider().data}.get(block, _provider().resources)
    return tuple(sorted(known))
