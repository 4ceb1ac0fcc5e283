"""Graph + Ground → System: the same architecture as `mainstay up` makes, with one simulated host for each instance.

Pure: what must be known of files (built environments, values of secrets) comes in as the Ground.
"""

import shlex
from collections.abc import Collection, Sequence

from mainstay.catalog import Process
from mainstay.model.graph import Graph, Link, Resource
from mainstay.model.intent import Job, Runtime, Schedule, Service, Site, Trigger, Workload
from mainstay.model.kind import Backing, Place
from mainstay.model.program import Interpreter, Program, SecretRef, Text, Tool, resolved
from mainstay.model.system import Foreign, Instance, Part, StandIn, System, address_of
from mainstay.model.value import Value
from mainstay.render.local.environment import environment_of
from mainstay.render.local.network import DEFAULT_PORT, Network
from mainstay.render.local.programs import workloads

_STAND_INS = {"local.postgres": StandIn.POSTGRES, "local.valkey": StandIn.VALKEY}
_PARTS = {Service: Part.SERVICE, Schedule: Part.SCHEDULE, Job: Part.JOB}


class Ground(Value, frozen=True, kw_only=True):
    """What the System stands on.

    `tree` is the absolute folder of the built source; `directories` and `packages` tell for each build where its
    programs run and what they import. `secrets` are values by `component/name`; those that are missing are made up.
    `own` is the folder of mainstay itself, where stand-alone servers of the catalog lie.
    """

    tree: str
    directories: dict[str, str] = {}
    packages: dict[str, tuple[str, ...]] = {}
    secrets: dict[str, str] = {}
    own: str = ""


def render_simulated(graph: Graph, ground: Ground) -> System:
    """The System of a Graph for the local target; what cannot run in a simulation is among its `foreign`."""
    return _Drawing(graph, ground).system()


class _Addresses(Network):
    """A host of its own for everything that listens, where `mainstay up` has loopback addresses."""

    def __init__(self, graph: Graph, addresses: dict[str, str], foreign: Collection[str]) -> None:
        super().__init__(graph, "127.0.0")
        self._addresses, self._foreign = addresses, foreign

    def place(self, resource: str) -> Place:
        """Where a backing service lives; components of a shared kind live at their server."""
        servers = self._graph.linked(resource, Link.SERVED_BY)
        home = servers[0].name if servers else resource
        return Place(component=resource, address=self._addresses.get(home, ""), data="data")

    def service(self, name: str) -> tuple[str, int] | None:
        """Where other programs reach a service: at its router, or at the stub that stands for it."""
        if name not in self._addresses and name not in self._foreign:
            return None
        component = self._graph.intent.component(name)
        port = component.port if isinstance(component, Service) else None
        return name, port or DEFAULT_PORT


class _Drawing:
    """One System in the making."""

    def __init__(self, graph: Graph, ground: Ground) -> None:
        self._graph, self._ground = graph, ground
        self._backings = _running(graph)
        self._programs = [one for one in workloads(graph, Service, Schedule, Job) if self._why_foreign(one) == ""]
        names = [*(one.name for one in self._backings), *(one.name for one in self._programs if _listens(one))]
        self._addresses = {name: address_of(number) for number, name in enumerate(names, start=1)}
        self._foreign = [
            Foreign(component=one.name, why=self._why_foreign(one))
            for one in workloads(graph, Service, Schedule, Job, Site)
            if self._why_foreign(one)
        ]
        self._network = _Addresses(graph, self._addresses, [one.component for one in self._foreign])
        self._next = len(names) + 1

    def system(self) -> System:
        """All hosts, in the order of their addresses."""
        instances = [instance for one in self._programs for instance in self._instances(one)]
        backings = [self._backing(one) for one in self._backings]
        routers = [self._router(one, instances) for one in self._programs if _listens(one)]
        return System(
            application=self._graph.intent.application,
            folder=self._ground.tree,
            hosts=(*backings, *routers, *instances),
            foreign=tuple(self._foreign),
        )

    def _why_foreign(self, resource: Resource) -> str:
        component = self._graph.intent.component(resource.component)
        if isinstance(component, Site):
            return "it is a static site, which has no behaviour to prove"
        assert isinstance(component, Workload)  # noqa: S101 - sites are the only others
        runtime = self._graph.intent.build(component.build).runtime
        if runtime is not Runtime.PYTHON or not isinstance(resource.kind, Process):
            return f"it runs on {runtime.value}, and only Python is simulated"
        return ""

    # -- backing services

    def _backing(self, resource: Resource) -> Instance:
        kind = resource.kind
        assert isinstance(kind, Backing)  # noqa: S101 - `_running` has chosen
        program = kind.program(self._network.place(resource.name))
        assert program is not None  # noqa: S101 - as above
        stand_in = _STAND_INS.get(kind.id, StandIn.NONE)
        return Instance(
            name=resource.name,
            part=Part.BACKING,
            component=resource.name,
            address=self._addresses[resource.name],
            stand_in=stand_in,
            command="" if stand_in else shlex.join(self._clear(part) for part in program.argv),
            environment=self._environment(resource, program),
            names=self._names(resource.name),
            port=kind.port,
            listens=True,
        )

    def _names(self, server: str) -> tuple[str, ...]:
        """What code calls a backing service by."""
        served = {r.source for r in self._graph.relations if r.link is Link.SERVED_BY and r.target == server}
        components = [c for c in self._graph.intent.components if c.name in served | {server}]
        return tuple(sorted({name for one in components for name in getattr(one, "hostnames", ())} - {"localhost"}))

    # -- programs of the application

    def _instances(self, resource: Resource) -> list[Instance]:
        component = self._graph.intent.component(resource.component)
        kind = resource.kind
        assert isinstance(kind, Process) and isinstance(component, Workload)  # noqa: S101, PT018 - `system` has chosen
        if isinstance(component, Job) and component.trigger is not Trigger.RELEASE:
            return []
        first, count = self._next, max(kind.replicas, 1)
        self._next += count
        return [self._instance(component, kind, number, first + number - 1) for number in range(1, count + 1)]

    def _instance(self, component: Workload, kind: Process, number: int, host: int) -> Instance:
        environment = {name: (value,) for name, value in kind.defaults.items()}
        told = environment | environment_of(component, self._graph, self._network, {})
        port = kind.port or DEFAULT_PORT
        tree, build = self._ground.tree, kind.build
        return Instance(
            name=f"{component.name}-{number}",
            part=_PARTS[type(component)],  # pyright: ignore[reportArgumentType] # the three that `system` asks for
            component=component.name,
            address=address_of(host),
            command=kind.command,
            environment={name: self._clear(value) for name, value in told.items()} | {"PORT": str(port)},
            directory=f"{tree}/{kind.directory}" if kind.directory else self._ground.directories.get(build, tree),
            packages=self._ground.packages.get(build, ()),
            port=port,
            listens=kind.listens or kind.public,
            path=kind.health_path,
            cron=kind.cron,
        )

    def _router(self, resource: Resource, instances: Sequence[Instance]) -> Instance:
        component = self._graph.intent.component(resource.component)
        behind = [one for one in instances if one.component == resource.component]
        found = self._network.service(resource.name)
        return Instance(
            name=resource.name,
            part=Part.ROUTER,
            component=resource.component,
            address=self._addresses[resource.name],
            stand_in=StandIn.ROUTER,
            names=tuple(name for name in getattr(component, "hostnames", ()) if name != "localhost"),
            port=found[1] if found else DEFAULT_PORT,
            listens=True,
            targets=tuple(f"{one.address}:{one.port}" for one in behind),
        )

    # -- references

    def _environment(self, resource: Resource, program: Program) -> dict[str, str]:
        """What the server of a backing service is told; a stand-in learns the password by which programs log in."""
        told = {name: self._clear(value) for name, value in program.environment.items()}
        if isinstance(resource.kind, Backing) and "password" in resource.kind.secrets():
            told["PASSWORD"] = self._secret(SecretRef(component=resource.name, name="password"))
        return told

    def _clear(self, value: Text) -> str:
        return resolved(value, secret=self._secret, tool=self._tool, interpreter=str(Interpreter()))

    def _secret(self, ref: SecretRef) -> str:
        return self._ground.secrets.get(f"{ref.component}/{ref.name}", f"simulated-{ref.component}-{ref.name}")

    def _tool(self, tool: Tool) -> str:
        return f"{self._ground.own}/{tool.path}" if tool.package == "mainstay" else str(tool)


def _running(graph: Graph) -> list[Resource]:
    """Backing services with a process of their own, in the order in which they got their slots."""
    served = {relation.source for relation in graph.relations if relation.link is Link.SERVED_BY}
    place = Place(component="", address="", data="")
    return [
        resource
        for resource in sorted(graph.resources, key=lambda one: graph.lock.slots.get(one.name, 0))
        if isinstance(resource.kind, Backing) and resource.name not in served and resource.kind.program(place)
    ]


def _listens(resource: Resource) -> bool:
    return isinstance(resource.kind, Process) and (resource.kind.listens or resource.kind.public)
