"""What a picture tells in words: titles, technologies, sums of money."""

from mainstay.model.graph import Graph, Resource
from mainstay.model.intent import Role, Service, Site
from mainstay.model.price import Charge, total

_TELLING = (
    "engine",
    "instance_class",
    "node_type",
    "instance_type",
    "memory_size",
    "multi_az",
    "replicas",
)
"""Properties that people want to see on a card, where they are plain values; at most two are shown."""
_SHOWN = 2
_PLAIN = {("replicas", 0), ("replicas", 1)}
"""What goes without saying."""
_UNITS = {"memory_size": "{} MiB", "replicas": "{} replicas"}


def headline(graph: Graph, view: str) -> tuple[str, str]:
    """Title and subtitle: application, environment and view; target, size and cost."""
    whole = graph.intent.whole
    title = " · ".join(part for part in (graph.intent.application, whole.environment, f"{view} view") if part)
    where = " ".join(part for part in (graph.target.value, whole.region) if part)
    count = len(graph.resources)
    size = f"{count} resource{'' if count == 1 else 's'}"
    return title, " · ".join(part for part in (where, size, bill(charges(graph.resources))) if part)


def charges(resources: tuple[Resource, ...]) -> tuple[Charge, ...]:
    """All charges of some resources."""
    return tuple(line for resource in resources for line in resource.charges)


def bill(lines: tuple[Charge, ...]) -> str:
    """The sum as people read it; what is unknown is told, and never taken for zero. "" where nothing is charged."""
    if not lines:
        return ""
    known = total(tuple(line for line in lines if line.usd_month is not None)) or 0.0
    unknown = sum(1 for line in lines if line.usd_month is None)
    if not unknown:
        return f"{known:.2f} $ a month"
    return f"{known:.2f} $ a month + {unknown} unknown price{'' if unknown == 1 else 's'}"


def technology(resource: Resource) -> str:
    """The kind and what matters most of its size: `aws.rds · postgres, db.t4g.micro`."""
    told: list[str] = []
    for name in _TELLING:
        value = getattr(resource.kind, name, None)
        if isinstance(value, bool):
            told += [name.replace("_", "-")] if value else []
        elif isinstance(value, str | int) and value != "":
            told += [] if (name, value) in _PLAIN else [_UNITS.get(name, "{}").format(value)]
    shown = ", ".join(told[:_SHOWN])
    return f"{resource.kind.id} · {shown}" if shown else resource.kind.id


def roles(graph: Graph) -> dict[str, Role]:
    """Component name → its role."""
    return {component.name: component.role for component in graph.intent.components}


def public_names(graph: Graph) -> frozenset[str]:
    """The components that people reach from outside: sites, and services that are public."""
    return frozenset(
        c.name for c in graph.intent.components if isinstance(c, Site) or (isinstance(c, Service) and c.public)
    )


def access_labels(graph: Graph) -> dict[tuple[str, str], str]:
    """(source, target) → the accesses of the link, as people read them."""
    return {
        (component.name, use.target): ", ".join(access.value for access in use.access)
        for component in graph.intent.components
        for use in component.uses
    }
