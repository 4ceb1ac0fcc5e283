"""The view of a developer: components, by what they do, and who uses whom."""

from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.intent import Role
from mainstay.render.picture.category import category_of
from mainstay.render.picture.scene import WORLD, Arrow, Box, Card, Frame, Scene, Stroke
from mainstay.render.picture.words import access_labels, bill, charges, headline, public_names, roles, technology

_LAYERS = {
    "Reached from outside": frozenset[Role](),
    "Programs": frozenset({Role.SERVICE, Role.SITE}),
    "Jobs and schedules": frozenset({Role.JOB, Role.SCHEDULE}),
    "Messages and mail": frozenset({Role.QUEUE, Role.TOPIC, Role.MAIL}),
    "Data": frozenset({Role.DATABASE, Role.CACHE, Role.BUCKET, Role.SECRET}),
    "Asked for directly": frozenset({Role.RESOURCE}),
}
"""The layers in the order in which requests pass them. What is public is in the first, whatever its role."""


def app_scene(graph: Graph) -> Scene:
    """Components in layers, joined by their `uses` links; parts that only serve them are not shown."""
    role_of, public = roles(graph), public_names(graph)
    shown = [resource for resource in graph.resources if resource.name in role_of]
    layers: dict[str, list[Card]] = {title: [] for title in _LAYERS}
    for resource in shown:
        name, role = resource.name, role_of[resource.name]
        layers[_layer(role, name in public)].append(_card(graph, resource, role, name in public))
    boxes = (
        Box(id=f"layer.{index}", title=title, frame=Frame.LAYER, cards=tuple(cards))
        for index, (title, cards) in enumerate(layers.items())
        if cards
    )
    title, subtitle = headline(graph, "application")
    return Scene(title=title, subtitle=subtitle, boxes=tuple(boxes), arrows=_arrows(graph, shown, public))


def _layer(role: Role, public: bool) -> str:
    first, *others = _LAYERS
    return first if public else next(title for title in others if role in _LAYERS[title])


def _card(graph: Graph, resource: Resource, role: Role, public: bool) -> Card:
    family = tuple(part for part in graph.resources if part.component == resource.name)
    return Card(
        id=resource.name,
        title=resource.name,
        technology=resource.kind.id,
        kind=technology(resource),
        category=category_of(resource.kind, role),
        cost=bill(charges(family)),
        public=public,
        tip=resource.kind.about,
    )


def _arrows(graph: Graph, shown: list[Resource], public: frozenset[str]) -> tuple[Arrow, ...]:
    names = {resource.name for resource in shown}
    enters = [Arrow(source=WORLD, target=name, stroke=Stroke.ENTERS) for name in sorted(public & names)]
    labels = access_labels(graph)
    uses = [
        Arrow(source=r.source, target=r.target, stroke=Stroke.USES, label=labels.get((r.source, r.target), ""))
        for r in graph.relations
        if r.link is Link.USES and {r.source, r.target} <= names
    ]
    return (*enters, *uses)
