"""Which resources get a card of their own, and which are counted on the card of their owner."""

from collections import Counter

from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.references import references
from mainstay.model.value import Value
from mainstay.render.picture.category import Category, category_of
from mainstay.render.picture.words import roles

_GLUE = frozenset({Category.IDENTITY, Category.MONITOR, Category.SECRET})
_WORDS = {
    Category.COMPUTE: "compute",
    Category.DATA: "data",
    Category.QUEUE: "events",
    Category.STORAGE: "storage",
    Category.SECRET: "secrets",
    Category.EDGE: "entry",
    Category.NETWORK: "network",
    Category.IDENTITY: "identity",
    Category.MONITOR: "logs, alarms",
}
"""How what is folded is counted: one word for each category."""
_A_LINE = 3
_FOR_ALL = "shared."
"""How the names of what is there once for the whole application begin."""
_PLACES = frozenset({"aws.vpc", "aws.subnet", "kubernetes.namespace"})
"""Kinds that are drawn as boxes."""
_WAYS_OUT = frozenset({"aws.nat_gateway", "aws.vpc_endpoint"})
"""Kinds of the network that people look for: they cost money, or are the only way."""


class Folding(Value, frozen=True, kw_only=True):
    """`cards` are drawn, `places` are boxes; `owner` says on whose card each other resource is counted."""

    cards: tuple[Resource, ...]
    places: tuple[Resource, ...]
    owner: dict[str, str]

    def family(self, name: str) -> tuple[str, ...]:
        """The resources that are folded into `name`, sorted."""
        return tuple(sorted(part for part, owner in self.owner.items() if owner == name))


def folding(graph: Graph) -> Folding:
    """Every resource of the graph is a card, a place, or folded into one of the two."""
    role_of = roles(graph)
    places = tuple(resource for resource in graph.resources if resource.kind.id in _PLACES)
    apart = {resource.name for resource in places}
    mains = {resource.name for resource in graph.resources if resource.name in role_of} - apart
    cards = [r for r in graph.resources if r.name not in apart and (r.name in mains or _stands_alone(r))]
    names = {resource.name for resource in cards} | apart
    owner = {r.name: _owner(r, names, graph) for r in graph.resources if r.name not in names}
    orphans = {name for name, found in owner.items() if not found}
    cards += [resource for resource in graph.resources if resource.name in orphans]
    return Folding(
        cards=tuple(sorted(cards, key=lambda resource: resource.name)),
        places=places,
        owner={name: found for name, found in owner.items() if found},
    )


def _stands_alone(resource: Resource) -> bool:
    """A part that people would look for: it runs, keeps data, lets traffic in or out, or is there for all."""
    if resource.kind.id in _WAYS_OUT:
        return True
    category = category_of(resource.kind)
    if "." not in resource.name.removeprefix(_FOR_ALL):
        return category not in {Category.NETWORK, Category.IDENTITY, Category.MONITOR}
    if category in _GLUE or category is Category.NETWORK:
        return False
    charged_for_being_there = any(not line.by_usage for line in resource.charges)
    return charged_for_being_there or bool(resource.kind.realises)


def _owner(resource: Resource, names: set[str], graph: Graph) -> str:
    """The longest name that its own begins with; else its component; else what it refers to or is referred to by."""
    name = resource.name
    while "." in name:
        name = name.rpartition(".")[0]
        if name in names:
            return name
    if resource.component in names:
        return resource.component
    near = [reference.resource for reference in references(resource.kind)]
    near += [r.source for r in graph.relations if r.link is Link.REFERS_TO and r.target == resource.name]
    return next((found for found in sorted(near) if found in names), "")


def counts(graph: Graph, names: tuple[str, ...]) -> tuple[str, ...]:
    """What is folded, in a few lines: `identity 2 · network 5`."""
    found = Counter(category_of(graph.resource(name).kind) for name in names)
    told = [f"{_WORDS[category]} {found[category]}" for category in Category if category in found]
    return tuple(" · ".join(told[index : index + _A_LINE]) for index in range(0, len(told), _A_LINE))
