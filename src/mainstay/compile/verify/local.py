"""The check for the local target."""

from collections.abc import Iterator

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.graph import Graph, Link
from mainstay.model.intent import Property, Service, Site, Use, Workload
from mainstay.model.kind import Backing, Place
from mainstay.model.program import SecretRef, Text


def verify(graph: Graph) -> None:
    """Raise `MainstayError` at the first thing in the Graph that does not do what the Intent asks."""
    for broken in (*_names(graph), *_links(graph), *_exposure(graph), *_bindings(graph), *_hostnames(graph)):
        raise broken


def _names(graph: Graph) -> Iterator[MainstayError]:
    seen: set[str] = set()
    for resource in graph.resources:
        if resource.name in seen:
            yield _broken(resource.name, "must be the name of one resource", "two have it", "rename one of them")
        seen.add(resource.name)
        if not resource.why:
            yield _broken(resource.name, "must have a reason", "it has none", "report this: it is our mistake")
    for component in graph.intent.components:
        if component.name not in seen:
            yield _broken(component.name, "must be realised", "no resource does", "report this: it is our mistake")


def _links(graph: Graph) -> Iterator[MainstayError]:
    names = {resource.name for resource in graph.resources}
    for relation in graph.relations:
        for end in (relation.source, relation.target):
            if end not in names:
                yield _broken(end, "must exist", f"`{relation.source}` {relation.link} it", "add it to mainstay.yaml")
    uses = {(r.source, r.target) for r in graph.relations if r.link is Link.USES}
    for component in graph.intent.components:
        for use in component.uses:
            if (component.name, use.target) not in uses:
                yield _broken(component.name, f"must reach `{use.target}`", "no link allows it", "report this")


def _exposure(graph: Graph) -> Iterator[MainstayError]:
    """Public is what the intent exposes, and nothing else."""
    wanted = {
        component.name
        for component in graph.intent.components
        if isinstance(component, Site) or (isinstance(component, Service) and component.public)
    }
    routed = {relation.target for relation in graph.relations if relation.link is Link.ROUTES_TO}
    for name in sorted(wanted - routed):
        yield _broken(name, "must be reachable from outside", "nothing routes to it", "report this")
    for name in sorted(routed - wanted):
        yield _broken(name, "must not be reachable from outside", "the router leads to it", "report this")


def _bindings(graph: Graph) -> Iterator[MainstayError]:
    """Every environment name gets a property that the chosen kind really has, and its secrets will exist."""
    for component in graph.intent.components:
        for use in component.uses:
            kind = graph.resource(use.target).kind
            if isinstance(kind, Backing):
                offered = kind.connection(Place(component=use.target, address="127.0.0.1", data=""))
                yield from _unbound(component.name, use, kind.id, offered)
                yield from _secrets(use.target, kind, offered)


def _unbound(name: str, use: Use, kind: str, offered: dict[Property, Text]) -> Iterator[MainstayError]:
    for binding in use.bindings:
        if binding.property not in offered:
            yield _broken(
                name,
                f"{binding.name} must get the {binding.property.value} of `{use.target}`",
                f"{kind} offers {', '.join(sorted(offered))}",
                "bind another property in mainstay.yaml",
            )


def _secrets(target: str, kind: Backing, offered: dict[Property, Text]) -> Iterator[MainstayError]:
    for parts in offered.values():
        for part in parts:
            if isinstance(part, SecretRef) and part.component == target and part.name not in kind.secrets():
                yield _broken(target, f"the secret {part.name} must be made", f"{kind.id} makes none", "report this")


def _hostnames(graph: Graph) -> Iterator[MainstayError]:
    """A name that code has hard-wired must mean one thing (localhost may mean several: they differ in port)."""
    owner: dict[str, str] = {}
    for component in graph.intent.components:
        if isinstance(component, Site | Workload) and not isinstance(component, Service):
            continue
        for hostname in getattr(component, "hostnames", ()):
            if hostname in owner and hostname != "localhost":
                yield _broken(
                    component.name,
                    f"the hostname {hostname} must mean one thing",
                    f"`{owner[hostname]}` has it, too",
                    "change `hostnames` of one of them in mainstay.yaml",
                )
            owner[hostname] = component.name


def _broken(name: str, must: str, found: str, hint: str) -> MainstayError:
    return MainstayError(f"`{name}`", must, found, hint=hint, exit_code=ExitCode.USAGE)
