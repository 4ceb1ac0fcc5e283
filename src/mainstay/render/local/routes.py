"""Which requests go where, and in which order services must be opened to each other."""

from collections.abc import Collection, Mapping

from mainstay.model.graph import Graph, Link
from mainstay.model.intent import Service
from mainstay.model.plan import DestinedRoute, StartInstance
from mainstay.render.local.network import Network

PUBLIC_ADDRESS = "127.0.0.1"
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "*"})
"""Hosts that people use for this machine, and the one that means all."""


def destined_routes(
    graph: Graph, network: Network, listen: Mapping[str, int], wanted: Mapping[str, StartInstance]
) -> tuple[DestinedRoute, ...]:
    """All routes to the instances of `wanted`: from outside on the ports of `listen`, and between services."""
    public = graph.linked("router", Link.ROUTES_TO)
    places = [(resource.name, PUBLIC_ADDRESS, listen[resource.name]) for resource in public]
    for resource in graph.linked("router", Link.FORWARDS_TO):
        found = network.service(resource.name)
        if found is not None:
            places.append((resource.name, *found))
    return tuple(
        DestinedRoute(
            service=name,
            host=host,
            port=port,
            instances=_instances(name, wanted),
            known_as=_known_as(graph, name),
        )
        for name, host, port in places
    )


def opened(
    routes: tuple[DestinedRoute, ...], services: Collection[str], before: Mapping[str, StartInstance]
) -> tuple[DestinedRoute, ...]:
    """`routes` as far as they lead to these `services`; all others lead where they led before, if anywhere."""
    return tuple(
        route
        if route.service in services
        else DestinedRoute(
            service=route.service,
            host=route.host,
            port=route.port,
            instances=_instances(route.service, before),
            known_as=route.known_as,
        )
        for route in routes
    )


def waves(graph: Graph, unserved: Collection[str]) -> list[frozenset[str]]:
    """The `unserved` services in groups: each needs only those of the groups before it. A circle is one group."""
    needs = {name: {use.target for use in graph.intent.component(name).uses} - {name} for name in unserved}
    found: list[frozenset[str]] = []
    left = set(unserved)
    while left:
        free = frozenset(name for name in left if not needs[name] & left) or frozenset(left)
        found.append(free)
        left -= free
    return found


def _instances(service: str, starts: Mapping[str, StartInstance]) -> tuple[tuple[str, int], ...]:
    return tuple((name, 1) for name, start in starts.items() if start.resource == service)


def _known_as(graph: Graph, service: str) -> str:
    """A Host that the service insists on, where it is known to refuse the names of this machine."""
    component = graph.intent.component(service)
    hosts = component.hosts if isinstance(component, Service) else ()
    return hosts[0] if hosts and not OWN_NAMES.intersection(hosts) else ""
