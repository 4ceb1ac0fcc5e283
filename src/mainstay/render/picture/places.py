"""Where resources stand: network, zone, public or private subnets, a namespace, or at the provider."""

import msgspec

from mainstay.model.graph import Graph, Resource
from mainstay.model.references import references
from mainstay.model.target import Target
from mainstay.model.told import Ref
from mainstay.render.picture.fold import Folding
from mainstay.render.picture.scene import Box, Card, Frame, without_empty

_PROVIDER = {
    Target.AWS: "AWS, outside the network",
    Target.KUBERNETES: "Cluster",
    Target.LOCAL: "This machine",
}


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a network: `zones` is empty where it is in the network and in no subnet."""

    network: str = ""
    tier: Frame = Frame.NETWORK
    zones: tuple[str, ...] = ()


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """Card → where it stands, and namespace → whether there is one. Subnets know their zone and tier."""

    spots: dict[str, Spot]
    namespaces: dict[str, str]
    networks: tuple[Resource, ...]
    sizes: dict[str, str]

    @classmethod
    def of(cls, graph: Graph, folded: Folding) -> "Places":
        """The place of each card, from the subnets that it (or what is folded into it) refers to."""
        subnets = _subnets(graph, folded)
        spots: dict[str, Spot] = {}
        namespaces: dict[str, str] = {}
        for resource in folded.cards:
            kinds = [resource.kind, *(graph.resource(name).kind for name in folded.family(resource.name))]
            own = {reference.resource for reference in references(resource.kind)}
            all_ = {reference.resource for kind in kinds for reference in references(kind)}
            found = _spot(subnets, own) or _spot(subnets, all_)
            if found:
                spots[resource.name] = found
            elif resource.kind.target is Target.KUBERNETES:
                namespaces[resource.name] = str(_namespace(resource))
        networks = tuple(place for place in folded.places if place.kind.id == "aws.vpc")
        for resource in folded.cards:
            for network in networks:
                if resource.name not in spots and _refers_to(resource, network.name):
                    spots[resource.name] = Spot(network=network.name)
        sizes = {network.name: _size(folded, network.name, subnets) for network in networks}
        return cls(spots=spots, namespaces=namespaces, networks=networks, sizes=sizes)


def _subnets(graph: Graph, folded: Folding) -> dict[str, Spot]:
    """Subnet → its spot. It is public where its route table has a route to an internet gateway."""
    open_tables = {
        table.resource
        for route in graph.resources
        if route.kind.id == "aws.route"
        and getattr(route.kind, "gateway_id", None)
        and isinstance(table := getattr(route.kind, "route_table_id", None), Ref)
    }
    public: set[str] = set()
    for joined in graph.resources:
        if joined.kind.id == "aws.route_table_association":
            ends = {reference.resource for reference in references(joined.kind)}
            public |= ends if ends & open_tables else set()
    return {
        place.name: Spot(
            network=next((reference.resource for reference in references(place.kind)), ""),
            tier=Frame.PUBLIC if place.name in public else Frame.PRIVATE,
            zones=(str(getattr(place.kind, "availability_zone", "")),),
        )
        for place in folded.places
        if place.kind.id == "aws.subnet"
    }


def _spot(subnets: dict[str, Spot], names: set[str]) -> Spot | None:
    inside = [subnets[name] for name in sorted(names) if name in subnets]
    if not inside:
        return None
    tier = Frame.PRIVATE if any(spot.tier is Frame.PRIVATE for spot in inside) else Frame.PUBLIC
    zones = tuple(sorted({zone for spot in inside for zone in spot.zones if spot.tier is tier}))
    return Spot(network=inside[0].network, tier=tier, zones=zones)


def _size(folded: Folding, network: str, subnets: dict[str, Spot]) -> str:
    """What a network is made of that has no card: its subnets, and routes, gates and tables."""
    mine = [name for name, spot in sorted(subnets.items()) if spot.network == network]
    parts = sum(len(folded.family(name)) for name in (network, *mine))
    return ", ".join(
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((len(mine), "subnet"), (parts, "route part"))
        if count
    )


def _refers_to(resource: Resource, name: str) -> bool:
    return any(reference.resource == name for reference in references(resource.kind))


def _namespace(resource: Resource) -> str:
    found = getattr(resource.kind, "namespace", None)
    return found.resource if isinstance(found, Ref) else found or "default"


def boxes_of(graph: Graph, places: Places, cards: tuple[Card, ...]) -> tuple[Box, ...]:
    """The networks with zones and tiers in them, then namespaces, then everything that the provider runs."""
    by_spot: dict[Spot | None, list[Card]] = {}
    by_namespace: dict[str, list[Card]] = {}
    for card in cards:
        if card.id in places.namespaces:
            by_namespace.setdefault(places.namespaces[card.id], []).append(card)
        else:
            by_spot.setdefault(places.spots.get(card.id), []).append(card)
    inside = [_network(network, by_spot, places.sizes[network.name]) for network in places.networks]
    spaces = [
        Box(id=f"namespace.{name}", title=f"Namespace {name}", frame=Frame.NAMESPACE, cards=tuple(found))
        for name, found in sorted(by_namespace.items())
    ]
    outside = tuple(by_spot.get(None, ()))
    title = _PROVIDER[graph.target]
    return without_empty(
        (*inside, *spaces, Box(id="provider", title=title, frame=Frame.PROVIDER, cards=outside)),
    )


def _network(network: Resource, by_spot: dict[Spot | None, list[Card]], size: str) -> Box:
    """Zones that have something of their own, what spans several zones, and what is in no subnet."""
    mine = {spot: found for spot, found in by_spot.items() if spot and spot.network == network.name}
    zones = sorted({spot.zones for spot in mine if spot.zones}, key=lambda found: (len(found), found))
    boxes = tuple(
        Box(
            id=f"{network.name}.{'.'.join(together)}",
            title=("Zone " if len(together) == 1 else "Across zones ") + ", ".join(together),
            frame=Frame.ZONE,
            boxes=tuple(
                Box(
                    id=f"{network.name}.{'.'.join(together)}.{tier.value}",
                    title=f"{tier.value.capitalize()} subnet{'' if len(together) == 1 else 's'}",
                    frame=tier,
                    cards=tuple(mine.get(Spot(network=network.name, tier=tier, zones=together), ())),
                )
                for tier in (Frame.PUBLIC, Frame.PRIVATE)
            ),
        )
        for together in zones
    )
    title = " · ".join(part for part in (f"Network {getattr(network.kind, 'cidr_block', '')}".strip(), size) if part)
    return Box(
        id=network.name,
        title=title,
        frame=Frame.NETWORK,
        cards=tuple(mine.get(Spot(network=network.name), ())),
        boxes=boxes,
    )
