"""The Graph as the checker sees it: what each resource renders as, and who refers to whom. Built once, in linear time.

The checker knows no classes of the catalog. It goes by what will be written: the resource type and argument names of
Terraform's AWS provider (`aws_db_instance`, `storage_encrypted`), the kind and field names of Kubernetes
(`Deployment`). So a kind of the catalog that renders wrongly is seen as the provider would see it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import cast

import msgspec

from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph, Resource
from mainstay.model.intent import AnyComponent
from mainstay.model.kind import Kind
from mainstay.model.references import references, secrets
from mainstay.model.told import Base64, Joined, Json, Ref, SecretText, Variable

_LONGEST = 4
"""How many references in a row are followed."""
_INDEX = re.compile(r"\[\d+\]")
_OWN = frozenset({"arn", "id", "name"})
"""What is a resource's own, whatever its arguments are."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Indexes over one Graph. `parts` are the resources of a component; `users` are who refers to a name, by type.

    Some names are referred to by nearly everything. `hidden` are the resources that keep the secrets which a resource
    mentions. `bodies` are what is rendered of each resource: its arguments, or its whole manifest.
    """

    graph: Graph
    by_name: dict[str, Resource]
    by_type: dict[str, tuple[Resource, ...]]
    parts: dict[str, tuple[Resource, ...]]
    bodies: dict[str, object]
    refs: dict[str, tuple[Ref, ...]]
    hidden: dict[str, frozenset[str]]
    users: dict[str, dict[str, tuple[Resource, ...]]]
    components: dict[str, AnyComponent]

    def of(self, *types: str) -> tuple[Resource, ...]:
        """All resources of these types."""
        return tuple(resource for name in types for resource in self.by_type.get(name, ()))

    def using(self, name: str, *types: str) -> tuple[Resource, ...]:
        """The resources of these types that refer to `name`."""
        found = self.users.get(name, {})
        return tuple(user for type_ in types for user in found.get(type_, ()))

    def referred(self, resource: Resource, *types: str) -> tuple[Resource, ...]:
        """The resources of these types that `resource` refers to, each once."""
        names = dict.fromkeys(ref.resource for ref in self.refs[resource.name])
        there = (self.by_name[name] for name in names if name in self.by_name)
        return tuple(one for one in there if type_of(one) in types)

    def at(self, resource: Resource, path: str) -> tuple[Resource, ...]:
        """The resources that the property at `path` refers to."""
        refs = (ref for value in self.values(resource, path) for ref in references(value))
        names = dict.fromkeys(followed(self.bodies, ref).resource for ref in refs)
        return tuple(self.by_name[name] for name in names if name in self.by_name)

    def values(self, resource: Resource, path: str) -> tuple[object, ...]:
        """All values at `path` (`vpc_config.subnet_ids`), through blocks, lists and JSON; unset ones are left out."""
        return values(self.bodies[resource.name], path)

    def value(self, resource: Resource, path: str) -> object:
        """The first value at `path`, None where there is none."""
        return next(iter(self.values(resource, path)), None)

    def text(self, resource: Resource, path: str) -> str:
        """The first value at `path` where it is text; "" otherwise."""
        return text_at(self.bodies[resource.name], path)

    def number(self, resource: Resource, path: str) -> float | None:
        """The first value at `path` where it is a number, or text that is one; None otherwise."""
        return number_at(self.bodies[resource.name], path)


def look(graph: Graph) -> View:
    """The view of `graph`."""
    bodies = {resource.name: _body(resource) for resource in graph.resources}
    refs = {name: tuple(_rendered_references(body)) for name, body in bodies.items()}
    users: dict[str, dict[str, Resource]] = defaultdict(dict)
    for resource in graph.resources:
        for ref in refs[resource.name]:
            users[ref.resource][resource.name] = resource
            users[followed(bodies, ref).resource][resource.name] = resource
    return View(
        graph=graph,
        by_name={resource.name: resource for resource in graph.resources},
        by_type=_grouped((type_of(resource), resource) for resource in graph.resources),
        parts=_grouped((resource.component, resource) for resource in graph.resources),
        bodies=bodies,
        refs=refs,
        hidden={
            resource.name: frozenset(text.resource for text in secrets(resource.kind)) for resource in graph.resources
        },
        users={name: _grouped((type_of(user), user) for user in found.values()) for name, found in users.items()},
        components={component.name: component for component in graph.intent.components},
    )


def followed(bodies: dict[str, object], ref: Ref) -> Ref:
    """What a reference leads to in the end: an argument of another resource may itself be a reference.

    A service that refers to `action[0].target_group_arn` of a rule, so that the rule exists first, means the group.
    """
    for _ in range(_LONGEST):
        if ref.attribute in _OWN:
            return ref
        path = _INDEX.sub("", ref.attribute)
        further = next((r for value in values(bodies.get(ref.resource), path) for r in references(value)), None)
        if further is None:
            return ref
        ref = further
    return ref


def _body(resource: Resource) -> object:
    document = getattr(resource.kind, "document", None)
    return document() if callable(document) else resource.kind


def _rendered_references(body: object) -> Iterator[Ref]:
    """Fields that only shape the parts around a resource lead nowhere: they are not written."""
    return references(body, besides=body.unrendered if isinstance(body, CloudKind) else frozenset())


def _grouped(pairs: Iterable[tuple[str, Resource]]) -> dict[str, tuple[Resource, ...]]:
    groups: dict[str, list[Resource]] = defaultdict(list)
    for key, resource in pairs:
        groups[key].append(resource)
    return {key: tuple(found) for key, found in groups.items()}


def type_of(resource: Resource) -> str:
    """What it renders as: `aws_db_instance`, or the kind of a manifest (`Deployment`)."""
    return _type(type(resource.kind))


@cache
def _type(kind: type[Kind]) -> str:
    if not issubclass(kind, CloudKind):
        return kind.id
    return kind.terraform or kind.manifest[1] or kind.id


def values(value: object, path: str) -> tuple[object, ...]:
    """All values at `path` (`vpc_config.subnet_ids`), through blocks, lists and JSON; unset ones are left out."""
    found: list[object] = [value]
    for name in path.split("."):
        found = [inner for one in found for inner in _step(one, name)]
    return tuple(found)


def text_at(value: object, path: str) -> str:
    """The first value at `path` where it is text; "" otherwise."""
    found = next(iter(values(value, path)), None)
    return str(found) if isinstance(found, str) else ""


def number_at(value: object, path: str) -> float | None:
    """The first value at `path` where it is a number (or text that is one); None otherwise."""
    found = next(iter(values(value, path)), None)
    if isinstance(found, bool):
        return None
    if isinstance(found, int | float):
        return float(found)
    return float(found) if isinstance(found, str) and found.replace(".", "", 1).isdigit() else None


def mapping_at(value: object, path: str) -> dict[str, object]:
    """The first value at `path` where it is a mapping; empty otherwise."""
    found = next(iter(values(value, path)), None)
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _step(value: object, name: str) -> Iterable[object]:
    if isinstance(value, Json):
        value = value.content
    if isinstance(value, tuple | list):
        items = cast("tuple[object, ...]", value)
        return [inner for item in items for inner in _step(item, name)]
    if isinstance(value, dict):
        found = cast("dict[str, object]", value).get(name)
    else:
        found = getattr(value, _written(type(value)).get(name, ""), None) if isinstance(value, msgspec.Struct) else None
    return _flat(found)


@cache
def _written(shape: type[msgspec.Struct]) -> dict[str, str]:
    """Name in what is written → name of the field; they differ where a method of kinds has the provider's name."""
    return dict(zip(shape.__struct_encode_fields__, shape.__struct_fields__, strict=True))


def _flat(found: object) -> Iterable[object]:
    if found is None:
        return ()
    if isinstance(found, tuple | list):
        return [inner for item in cast("tuple[object, ...]", found) for inner in _flat(item)]
    return (found,)


def spelled(value: object) -> str:
    """Text as it will read, with `<name.attribute>` where a reference stands; secrets are not spelled."""
    if isinstance(value, Ref):
        return f"{value.prefix}<{value.resource}.{value.attribute}>{value.suffix}"
    if isinstance(value, Joined | Base64):
        return "".join(spelled(part) for part in value.parts)
    if isinstance(value, Variable):
        return f"<{value.name}>"
    if isinstance(value, SecretText):
        return f"<secret {value.resource}>"
    return str(value)
