"""The view of a platform engineer: what stands where, with everything small counted on what it belongs to."""

from collections import defaultdict
from collections.abc import Iterator

from mainstay.model.cloud import ALERTS, BACKUPS, KEY
from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.references import references
from mainstay.model.target import Target
from mainstay.render.picture.category import Category, category_of
from mainstay.render.picture.collapse import collapsed
from mainstay.render.picture.fold import Folding, counts, folding
from mainstay.render.picture.places import Places, boxes_of
from mainstay.render.picture.scene import WORLD, Arrow, Card, Scene, Stroke
from mainstay.render.picture.words import access_labels, bill, charges, headline, public_names, roles, technology

_EVERYWHERE = 3
"""What more than so many cards refer to, and nobody uses, gets no arrows: they would hide all others."""
_FOR_ALL = frozenset({KEY, ALERTS, BACKUPS})
"""Everything refers to them, so arrows would tell nothing."""
_GATES = ("api", "balancer", "cloudfront", "gateway", "ingress", "route", "router")
"""Words in the ids of kinds that let traffic in; others at the edge (certificates, firewalls) only watch it."""
_READABLE = 300
"""Resources up to which each component gets a card of its own."""


def infra_scene(graph: Graph) -> Scene:
    """All resources: cards in their place, or counted on a card. Arrows follow links, then references."""
    folded = folding(graph)
    places = Places.of(graph, folded)
    cards = tuple(_card(graph, folded, resource) for resource in folded.cards)
    boxes = boxes_of(graph, places, cards)
    title, subtitle = headline(graph, "infrastructure")
    there = frozenset(card.id for box in boxes for card in box.all_cards())
    arrows = tuple(arrow for arrow in _arrows(graph, folded) if {arrow.source, arrow.target} <= there | {WORLD})
    scene = Scene(title=title, subtitle=subtitle, boxes=boxes, arrows=arrows, labelled=False)
    return collapsed(scene) if len(graph.resources) > _READABLE else scene


def _card(graph: Graph, folded: Folding, resource: Resource) -> Card:
    family = folded.family(resource.name)
    members = (resource, *(graph.resource(name) for name in family))
    return Card(
        id=resource.name,
        title=resource.name,
        technology=resource.kind.id,
        kind=technology(resource),
        category=category_of(resource.kind, roles(graph).get(resource.name)),
        lines=counts(graph, family),
        cost=bill(charges(members)),
        public=resource.name in public_names(graph),
        tip=", ".join(family) or resource.kind.about,
    )


def _arrows(graph: Graph, folded: Folding) -> Iterator[Arrow]:
    entries = _entries(graph, folded)
    yield from (Arrow(source=WORLD, target=name, stroke=Stroke.ENTERS) for name in entries)
    labels = access_labels(graph)
    used = [(r.source, r.target) for r in graph.relations if r.link is Link.USES]
    for source, target in used:
        yield Arrow(source=source, target=target, stroke=Stroke.USES, label=labels.get((source, target), ""))
    for source, target in _local_ties(graph):
        yield Arrow(source=source, target=target, stroke=Stroke.REFERS)
    edges = {resource.name for resource in folded.cards if category_of(resource.kind) is Category.EDGE}
    drawn = {frozenset(pair) for pair in used}
    for source, target in _references(graph, folded):
        if frozenset((source, target)) not in drawn:
            drawn.add(frozenset((source, target)))
            turned = target in edges and source not in edges  # traffic comes in through it
            pair = (target, source) if turned else (source, target)
            yield Arrow(source=pair[0], target=pair[1], stroke=Stroke.REFERS)


def _local_ties(graph: Graph) -> Iterator[tuple[str, str]]:
    """How the parts of the local target belong together; those of the cloud refer to each other instead."""
    if graph.target is Target.LOCAL:
        yield from ((r.source, r.target) for r in graph.relations if r.link not in {Link.USES, Link.REFERS_TO})


def _references(graph: Graph, folded: Folding) -> list[tuple[str, str]]:
    """Card → card, where the one or what is folded into it refers to the other; without what everybody refers to."""
    cards = {resource.name for resource in folded.cards}
    found: dict[str, set[str]] = defaultdict(set)
    for resource in graph.resources:
        source = folded.owner.get(resource.name, resource.name)
        for reference in references(resource.kind):
            target = folded.owner.get(reference.resource, reference.resource)
            if source != target and {source, target} <= cards and target not in _FOR_ALL:
                found[target].add(source)
    mains = set(roles(graph))
    few = {t: s for t, s in found.items() if t in mains or len(s) <= _EVERYWHERE or _lets_in(graph, t)}
    return sorted((source, target) for target, sources in few.items() for source in sources)


def _lets_in(graph: Graph, name: str) -> bool:
    return category_of(graph.resource(name).kind) is Category.EDGE


def _entries(graph: Graph, folded: Folding) -> list[str]:
    """Where people come in: what stands before a public component, and before nothing else; else itself."""
    ties = [*_references(graph, folded), *((t, s) for s, t in _local_ties(graph))]
    edges = {resource.name for resource in folded.cards if _is_gate(resource)}
    entries: set[str] = set()
    for name in public_names(graph):
        before = {target for source, target in ties if source == name and target in edges}
        before |= {source for source, target in ties if target == name and source in edges}
        entries |= (before - {name}) if before and name not in edges else {name}
    return sorted(entries)


def _is_gate(resource: Resource) -> bool:
    words = resource.kind.id.replace(".", "_").split("_")
    return category_of(resource.kind) is Category.EDGE and any(word in _GATES for word in words)
