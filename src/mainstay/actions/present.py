"""The present: what the ledger and the machine say is there now, as rendering needs it."""

import hashlib
from collections.abc import Iterator

from mainstay.actions.workspace import STORE, Workspace, shared_store
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import Service, Site
from mainstay.model.plan import StartInstance
from mainstay.model.program import Text
from mainstay.model.release import Release
from mainstay.model.routing import RouteTable
from mainstay.model.value import decode, from_builtins
from mainstay.render import Present

FIRST_PUBLIC_PORT, LAST_PUBLIC_PORT = 8000, 8999
FIRST_INSTANCE_PORT, INSTANCE_PORTS = 20_000, 12_000
PROBED_PORTS = (5432, 6379, 1025, 4566)
"""Ports of backing services: a private subnet on which one of them is taken belongs to somebody else."""


def releases(workspace: Workspace) -> dict[int, Release]:
    """All recorded releases by number, in the order in which they went live."""
    found = workspace.ledger.current("release").values()
    return {release.number: release for release in (from_builtins(body, Release) for body in found)}


def live_release(workspace: Workspace) -> Release | None:
    """The release that serves: the one that was recorded last."""
    newest = workspace.ledger.history("release", limit=1)
    return from_builtins(newest[0].body, Release) if newest else None


def present_instances(workspace: Workspace) -> dict[str, StartInstance]:
    """What the supervisor keeps running, in the order in which it was started."""
    bodies = workspace.ledger.current("wanted")
    order = sorted(bodies, key=lambda name: bodies[name].get("order", 0))
    return {name: from_builtins(bodies[name]["start"], StartInstance) for name in order}


def previous_lock(workspace: Workspace) -> Lock:
    """The decisions of the newest architecture."""
    body = workspace.ledger.current("lock").get("application")
    return from_builtins(body, Lock) if body else Lock()


def listening_ports(workspace: Workspace) -> dict[str, int]:
    """The ports people use, by public service."""
    network = workspace.ledger.current("network")
    return {name.removeprefix("port/"): body["port"] for name, body in network.items() if name.startswith("port/")}


def subnet(workspace: Workspace) -> str:
    """The first three bytes of the application's private addresses; "" where none were given yet."""
    return str(workspace.ledger.current("network").get("subnet", {}).get("value", ""))


def replicas(workspace: Workspace) -> dict[str, int]:
    """How many instances the user asked for, by service."""
    return {name: body["replicas"] for name, body in workspace.ledger.current("scale").items()}


def configuration(workspace: Workspace) -> dict[str, str]:
    """What was set with `mainstay config set`: name → place in the vault."""
    return {name: body["place"] for name, body in workspace.ledger.current("config").items()}


def present(
    workspace: Workspace,
    graph: Graph,
    *,
    source_digest: str,
    reason: str,
    platform_runs: bool,
    rollback: Release | None = None,
) -> Present:
    """The Present for rendering `graph`; gives ports and a subnet to what has none, and keeps them for good."""
    number = max((int(n) for n in workspace.ledger.current("attempt")), default=0) + 1
    instances = present_instances(workspace)
    return Present(
        project=workspace.paths.id,
        source=str(workspace.paths.project),
        source_digest=source_digest,
        subnet=_subnet(workspace),
        listen=_listen(workspace, graph),
        next_release=number,
        live=live_release(workspace),
        rollback=rollback,
        config=rollback.config if rollback else configuration(workspace),
        replicas=replicas(workspace),
        instances=instances,
        secrets=frozenset(f"{ref.component}/{ref.name}" for ref in workspace.vault.values()),
        free_ports=_instance_ports(workspace, graph),
        platform_runs=platform_runs,
        platform_environment=_platform_environment(workspace),
        reason=reason,
    )


def choose_port(workspace: Workspace, service: str, port: int) -> None:
    """Give a public service the port that the user wants; raises `MainstayError` where it is taken."""
    if listening_ports(workspace).get(service) == port:
        return
    if not workspace.world.host.port_is_free("127.0.0.1", port):
        raise MainstayError(
            f"--port {port}",
            "the port must be free",
            "another program listens on it",
            hint="choose another port, or stop that program",
        )
    workspace.ledger.append("network", f"port/{service}", {"port": port, "chosen": True})


def public_services(graph: Graph) -> list[str]:
    """The names of what people reach; the one called web first."""
    components = graph.intent.components
    names = [c.name for c in components if isinstance(c, Site) or (isinstance(c, Service) and c.public)]
    return sorted(names, key=lambda name: (name != "web", name))


def _platform_environment(workspace: Workspace) -> dict[str, Text]:
    """The status page must find the same ledger, and so must every command to come."""
    store = shared_store(workspace.vault, workspace.world)
    if store is None:
        return {}
    if workspace.vault.get(STORE) != store:
        workspace.vault.put(STORE, store)
    return {STORE.name: (STORE,)}


def _subnet(workspace: Workspace) -> str:
    known = subnet(workspace)
    if known:
        return known
    host = workspace.world.host
    for candidate in _subnets(workspace.paths.id):
        if all(host.port_is_free(f"{candidate}.1", port) for port in PROBED_PORTS):
            workspace.ledger.append("network", "subnet", {"value": candidate})
            return candidate
    raise MainstayError(
        "127.0.0.0/8", "a private subnet must be free", "all are taken", hint="stop an application that you do not need"
    )


def _subnets(project: str) -> Iterator[str]:
    """256 candidates that differ from project to project; the usual loopback addresses stay clear."""
    for attempt in range(256):
        drawn = hashlib.sha256(f"{project}/{attempt}".encode()).digest()
        yield f"127.{64 + drawn[0] % 190}.{drawn[1]}"


def _listen(workspace: Workspace, graph: Graph) -> dict[str, int]:
    known = listening_ports(workspace)
    for service in public_services(graph):
        if service not in known or _is_lost(workspace, service):
            port = _free(workspace, frozenset(known.values()))
            workspace.ledger.append("network", f"port/{service}", {"port": port})
            known[service] = port
    return known


def _is_lost(workspace: Workspace, service: str) -> bool:
    """Whether a port was given to what never served, and somebody else has it by now: then nobody relies on it.

    A port that the user chose, or that people have used already, is kept: that it is taken must be told.
    """
    given = workspace.ledger.current("network")[f"port/{service}"]
    if live_release(workspace) is not None or given.get("chosen") or _routes(workspace, given["port"]):
        return False
    return not _may_take(workspace, given["port"])


def _may_take(workspace: Workspace, port: int) -> bool:
    """Whether nobody listens on it, nor is about to; it is ours for the rest of the command."""
    return workspace.reserve(port) and workspace.world.host.port_is_free("127.0.0.1", port)


def _routes(workspace: Workspace, port: int) -> bool:
    """Whether our own router listens on it."""
    if "router" not in workspace.ledger.current("wanted") or not workspace.paths.routes.exists():
        return False
    return any(route.port == port for route in decode(workspace.paths.routes.read_bytes(), RouteTable).routes)


def _free(workspace: Workspace, taken: frozenset[int]) -> int:
    for port in range(FIRST_PUBLIC_PORT, LAST_PUBLIC_PORT + 1):
        if port not in taken and _may_take(workspace, port):
            return port
    raise MainstayError(
        "127.0.0.1",
        f"a port between {FIRST_PUBLIC_PORT} and {LAST_PUBLIC_PORT} must be free",
        "all are taken",
        hint="use --port",
    )


def _instance_ports(workspace: Workspace, graph: Graph) -> tuple[int, ...]:
    """Enough ports for twice the instances: the new ones start beside the old."""
    asked = replicas(workspace)
    count = 2 * sum(asked.get(c.name, c.replicas if isinstance(c, Service) else 1) for c in graph.intent.components)
    start = int(workspace.paths.id, 16) % INSTANCE_PORTS
    found: list[int] = []
    for offset in range(INSTANCE_PORTS):
        port = FIRST_INSTANCE_PORT + (start + offset) % INSTANCE_PORTS
        if workspace.world.host.port_is_free("0.0.0.0", port):  # noqa: S104 - nothing listens: it is asked whether it could
            found.append(port)
        if len(found) > count:
            return tuple(found)
    raise MainstayError(
        "127.0.0.1", f"{count} ports must be free", f"{len(found)} are", hint="stop what you do not need"
    )
