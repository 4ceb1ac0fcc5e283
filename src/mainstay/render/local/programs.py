"""Programs of the resources: what the catalog knows, at the place that render decides."""

from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.intent import Job, Schedule, Service, Site, Workload
from mainstay.model.kind import Backing, Placement, WorkloadKind
from mainstay.model.plan import StartInstance
from mainstay.model.program import AliveProbe, BuiltRef, Interpreter, Program, SecretRef, TcpProbe
from mainstay.render.local.environment import environment_of
from mainstay.render.local.network import STATUS_PAGE_PORT, Network, status_page_address
from mainstay.render.local.present import Present

STATUS_PAGE = "status-page"
PAGE_TOKEN = SecretRef(component=STATUS_PAGE, name="token")
"""What lets a browser in; `mainstay open` shows it."""


def backing_instances(graph: Graph, network: Network) -> list[StartInstance]:
    """One instance for each backing service that runs; in the order in which they got their slots."""
    served = {relation.source for relation in graph.relations if relation.link is Link.SERVED_BY}
    starts: list[StartInstance] = []
    for resource in sorted(graph.resources, key=lambda r: graph.lock.slots.get(r.name, 0)):
        if isinstance(resource.kind, Backing) and resource.name not in served:
            program = resource.kind.program(network.place(resource.name))
            if program is not None:
                starts.append(StartInstance(instance=resource.name, resource=resource.name, program=program))
    return starts


def router_instances(graph: Graph) -> list[StartInstance]:
    """The router, where something must be reachable."""
    if not any(relation.source == "router" for relation in graph.relations):
        return []
    where = ("--table", "{home}/routes.json", "--control", "{runtime}/router.sock")
    program = Program(
        argv=((Interpreter(),), *((argument,) for argument in ("-m", "mainstay.run.local.router", *where))),
        probe=AliveProbe(for_s=0.0),
        grace_s=15.0,
    )
    return [StartInstance(instance="router", resource="router", program=program)]


def status_page_instance(present: Present) -> StartInstance:
    """The status page."""
    address = status_page_address(present.subnet)
    arguments = ("-m", "mainstay.web", "{project}", address, str(STATUS_PAGE_PORT))
    program = Program(
        argv=((Interpreter(),), *((argument,) for argument in arguments)),
        environment={"STATUS_PAGE_TOKEN": (PAGE_TOKEN,), **present.platform_environment},
        address=address,
        port=STATUS_PAGE_PORT,
        probe=TcpProbe(port=STATUS_PAGE_PORT),
        grace_s=3.0,
    )
    return StartInstance(instance=STATUS_PAGE, resource=STATUS_PAGE, program=program)


class Placer:
    """Gives instances an address and a port: those they have, or free ones."""

    def __init__(self, graph: Graph, network: Network, present: Present) -> None:
        self._graph, self._network, self._present = graph, network, present
        self._taken = {start.program.address for start in present.instances.values()}
        self._ports = iter(present.free_ports)

    def instance(self, resource: Resource, number: int, *, release: int, built: int) -> StartInstance:
        """Instance `number` of a workload or site in `release`, running the files of release `built`."""
        name = f"{resource.name}-{number}-r{release}"
        kind = resource.kind
        if not isinstance(kind, WorkloadKind):
            raise TypeError(f"{resource.name} is no workload")
        existing = self._present.instances.get(name)
        if existing is not None:
            address, port = existing.program.address, existing.program.port or 0
        else:
            address, port = self._network.instance(self._taken), next(self._ports)
        program = kind.program(self._placement(resource, address, port, built))
        return StartInstance(instance=name, resource=resource.name, release=release, program=program)

    def _placement(self, resource: Resource, address: str, port: int, built: int) -> Placement:
        component = self._graph.intent.component(resource.component)
        config = self._present.config
        environment = (
            environment_of(component, self._graph, self._network, config) if isinstance(component, Workload) else {}
        )
        build = component.build if isinstance(component, Workload | Site) else ""
        return Placement(
            address=address,
            port=port,
            built=BuiltRef(release=built, build=build),
            environment=environment,
            hosts=self._network.hosts(),
        )


def workloads(graph: Graph, *roles: type[Service | Job | Schedule | Site]) -> list[Resource]:
    """The resources of components of these types, sorted by name."""
    return [
        resource
        for resource in graph.resources
        if resource.name == resource.component and isinstance(graph.intent.component(resource.component), roles)
    ]
