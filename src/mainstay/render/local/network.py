"""Private loopback addresses and names: two applications with the same ports live side by side.

All addresses of an application are in one /24 of 127.0.0.0/8: .1 has its backing services on their usual ports
(programs that insist on `localhost` find them there), .2 to .9 those whose port is taken on .1, .10 to .99 internal
addresses of services that others call by name, .99 the status page, .100 to .254 the instances.
"""

from mainstay.model.graph import Graph, Link
from mainstay.model.intent import Data, Service
from mainstay.model.kind import Backing, Place

FIRST_INSTANCE, LAST_INSTANCE = 100, 254
STATUS_PAGE_PORT = 7700
DEFAULT_PORT = 8000


def status_page_address(subnet: str) -> str:
    """Where the status page listens: an address of its own, so that its cookie is sent to nobody else."""
    return f"{subnet}.99"


class Network:
    """Who lives where. `subnet` is `127.x.y`."""

    def __init__(self, graph: Graph, subnet: str) -> None:
        self._graph, self._subnet = graph, subnet
        self._backing = _backing_addresses(graph, subnet)
        self._services = {
            service.name: f"{subnet}.{10 + number}" for number, service in enumerate(_called_services(graph))
        }

    def place(self, resource: str) -> Place:
        """Where a backing service lives; components of a shared kind live at their server."""
        servers = self._graph.linked(resource, Link.SERVED_BY)
        home = servers[0].name if servers else resource
        return Place(component=resource, address=self._backing[home], data=f"data/{home}")

    def service(self, name: str) -> tuple[str, int] | None:
        """Where other programs of the application reach a service, or None where none does."""
        if name not in self._services:
            return None
        component = self._graph.intent.component(name)
        port = component.port if isinstance(component, Service) else None
        return self._services[name], port or DEFAULT_PORT

    def hosts(self) -> dict[str, str]:
        """Names that resolve inside the application."""
        names = {"localhost": f"{self._subnet}.1"}
        for component in self._graph.intent.components:
            if isinstance(component, Data):
                address = self.place(component.name).address if component.name in self._placed() else ""
                names.update({name: address for name in component.hostnames if address and name != "localhost"})
            if isinstance(component, Service) and component.name in self._services:
                names.update(dict.fromkeys(component.hostnames, self._services[component.name]))
        return dict(sorted(names.items()))

    def instance(self, taken: set[str]) -> str:
        """The lowest instance address that is not taken; it is taken from then on."""
        for last in range(FIRST_INSTANCE, LAST_INSTANCE + 1):
            address = f"{self._subnet}.{last}"
            if address not in taken:
                taken.add(address)
                return address
        return f"{self._subnet}.{LAST_INSTANCE}"

    def _placed(self) -> frozenset[str]:
        shared = {r.source for r in self._graph.relations if r.link is Link.SERVED_BY}
        return frozenset({*self._backing, *shared})


def _backing_addresses(graph: Graph, subnet: str) -> dict[str, str]:
    """The first of each port lives on .1; where a port is wanted again, the next address serves."""
    addresses: dict[str, str] = {}
    wanted: dict[int, int] = {}
    served = {relation.source for relation in graph.relations if relation.link is Link.SERVED_BY}
    for resource in sorted(graph.resources, key=lambda r: graph.lock.slots.get(r.name, 0)):
        if isinstance(resource.kind, Backing) and resource.name not in served:
            wanted[resource.kind.port] = wanted.get(resource.kind.port, 0) + 1
            addresses[resource.name] = f"{subnet}.{wanted[resource.kind.port]}"
    return addresses


def _called_services(graph: Graph) -> list[Service]:
    called = {relation.target for relation in graph.relations if relation.link is Link.FORWARDS_TO}
    return [c for c in graph.intent.components if isinstance(c, Service) and c.name in called]
