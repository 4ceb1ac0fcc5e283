"""Resources of a Graph as plain trees of arguments, so that they can be checked, compared and written alike."""

from collections.abc import Iterable
from enum import Enum
from typing import cast

import msgspec

from mainstay.model.cloud import Block, CloudKind
from mainstay.model.graph import Graph, Resource
from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, SecretText, Variable
from mainstay.render.terraform.schema import shape

Leaf = str | int | float | bool | None | Ref | Joined | Variable | SecretText | Json | Base64 | PolicyDocument
Tree = Leaf | tuple["Tree", ...] | dict[str, "Tree"]
"""A value of an argument. Nested values of a kind are dicts by the names that they encode with."""

_NAMED_BY = (
    "alarm_name",
    "bucket",
    "cluster_identifier",
    "cluster_name",
    "domain_name",
    "family",
    "function_name",
    "identifier",
    "name",
    "name_prefix",
    "replication_group_id",
)
"""Arguments that already show a thing's name in the console, so that a tag with it would only repeat it."""
_NAMELESS = frozenset({"aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"})
"""Types that people know by their description."""
_REASON_LENGTH = 110


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One block to write. `name` is the resource's in the Graph, `kind` the id of its kind, `type` the provider's.

    `reason` is the one line above it. `ignored` are arguments that something else changes after creation.
    """

    name: str
    kind: str
    block: str
    type: str
    concern: str
    reason: str
    arguments: dict[str, Tree]
    stateful: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name in Terraform."""
        return label(self.name)

    @property
    def address(self) -> str:
        """How others refer to it: `aws_sqs_queue.orders`, `ephemeral.random_password.db_password`."""
        prefix = "" if self.block == "resource" else f"{self.block}."
        return f"{prefix}{self.type}.{self.label}"


def label(name: str) -> str:
    """The name in Terraform of the resource `name` of a Graph; it begins with a letter or an underscore.

    A component keeps the hyphens of its name, and what stands around it has underscores: `web-api.logs` is
    `web-api_logs`, and `web.api-logs` is `web_api_logs`. So names of two components are never the same there, whichever
    was there first.
    """
    component, dot, rest = name.partition(".")
    plain = component + dot.replace(".", "_") + rest.replace(".", "_").replace("-", "_")
    return f"_{plain}" if plain[:1].isdigit() else plain


def items(graph: Graph) -> tuple[Item, ...]:
    """What there is to write of `graph`, in its order; what other renderers write (Kubernetes) is left out."""
    kinds = ((resource, resource.kind) for resource in graph.resources)
    return tuple(_item(r, k, graph) for r, k in kinds if isinstance(k, CloudKind) and k.terraform)


def prefix(graph: Graph) -> str:
    """What the names of all things in an account begin with: `shop-production`."""
    intent = graph.intent
    return "-".join(part for part in (intent.application, intent.whole.environment) if part)


def _item(resource: Resource, kind: CloudKind, graph: Graph) -> Item:
    arguments = _fields(kind, kind.unrendered)
    tags = _tags(resource, kind, graph)
    if tags:
        arguments["tags"] = {**tags, **_stated(arguments.get("tags"))}
    return Item(
        name=resource.name,
        kind=kind.id,
        block=kind.block.value,
        type=kind.terraform,
        concern=kind.concern,
        reason=_reason(resource),
        arguments=arguments,
        stateful=kind.stateful,
        ignored=kind.ignored,
    )


def _tags(resource: Resource, kind: CloudKind, graph: Graph) -> dict[str, Tree]:
    """The tags of the component, and a name for what would have none in the console. All others come by default."""
    if "tags" not in (shape(kind.block.value, kind.terraform) or {}) or kind.block is not Block.RESOURCE:
        return {}
    named = resource.name.replace(".", "-")
    found: dict[str, Tree] = {}
    if kind.terraform not in _NAMELESS and not any(getattr(kind, argument, None) for argument in _NAMED_BY):
        found["Name"] = f"{prefix(graph)}-{named}"
    if resource.component in graph.intent.names:
        found.update(sorted(graph.intent.component(resource.component).tags.items()))
    return found


def _stated(tags: Tree) -> dict[str, Tree]:
    return tags if isinstance(tags, dict) else {}


def _reason(resource: Resource) -> str:
    says = next((reason.says for reason in resource.why if not reason.property), "")
    line = " ".join(says.split())
    return line if len(line) <= _REASON_LENGTH else line[: _REASON_LENGTH - 1].rstrip() + "…"


def _fields(value: msgspec.Struct, without: frozenset[str] = frozenset()) -> dict[str, Tree]:
    shape = type(value)
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    found = {written: tree(getattr(value, name)) for name, written in names if name not in without}
    return {name: content for name, content in found.items() if content is not None}


def tree(value: object) -> Tree:
    """`value` with nested values as dicts, without what is None."""
    if isinstance(value, Leaf):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value).items()
        return {str(name): tree(content) for name, content in pairs if content is not None}
    if isinstance(value, tuple | list | frozenset | set):
        many = cast("Iterable[object]", value)
        return tuple(tree(item) for item in (sorted(many, key=str) if isinstance(value, frozenset | set) else many))
    if isinstance(value, msgspec.Struct):
        return _fields(value)
    raise TypeError(f"{type(value).__name__} cannot be written in Terraform")
