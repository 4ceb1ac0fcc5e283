"""Pass 3, *expand*: everything that the choices need: builds, a router, volumes, one server for shared kinds."""

from mainstay.catalog import Files, Router, Volume
from mainstay.compile.choose import Decision
from mainstay.model.graph import Graph, Link, Reason, Relation, Resource
from mainstay.model.intent import Intent, Service, Site, Workload
from mainstay.model.kind import Backing, Target

ROUTER = "router"


def expand(intent: Intent, target: Target, decisions: tuple[Decision, ...]) -> Graph:
    """Resources and relations, sorted."""
    resources = [_resource(decision) for decision in decisions]
    resources += _builds(intent, decisions) + _router(decisions) + _volumes(decisions) + _servers(decisions)
    return Graph(
        intent=intent,
        target=target,
        resources=tuple(sorted(resources, key=lambda resource: resource.name)),
        relations=tuple(sorted(_relations(decisions), key=lambda r: (r.source, r.link, r.target))),
    )


def build_name(name: str) -> str:
    """The name of the resource that stands for a build."""
    return f"build.{name}"


def volume_name(component: str) -> str:
    """The name of the resource that keeps the persistent paths of a component."""
    return f"volume.{component}"


def _resource(decision: Decision) -> Resource:
    name = decision.component.name
    return Resource(name=name, kind=decision.kind, component=name, why=decision.why)


def _builds(intent: Intent, decisions: tuple[Decision, ...]) -> list[Resource]:
    used = {d.component.build for d in decisions if isinstance(d.component, Workload | Site)}
    return [
        Resource(
            name=build_name(build.name),
            kind=Files(build=build),
            why=(
                Reason(step="expand", says=f"{build.runtime.value} programs run in an environment of their own"),
                *(Reason(step="intent", says=e.says, origin=e.origin) for e in build.evidence if not e.field),
            ),
        )
        for build in intent.builds
        if build.name in used
    ]


def is_public(decision: Decision) -> bool:
    """Whether people can reach it from outside."""
    component = decision.component
    return isinstance(component, Site) or (isinstance(component, Service) and component.public)


def called(decisions: tuple[Decision, ...]) -> frozenset[str]:
    """The services that other programs of the application call."""
    targets = {use.target for decision in decisions for use in decision.component.uses}
    return frozenset(
        d.component.name
        for d in decisions
        if isinstance(d.component, Service)
        and d.component.listens
        and (d.component.hostnames or d.component.name in targets)
    )


def _router(decisions: tuple[Decision, ...]) -> list[Resource]:
    public = {decision.component.name for decision in decisions if is_public(decision)}
    reached = sorted(public | called(decisions))
    if not reached:
        return []
    says = f"{', '.join(reached)} must be reachable, and stay so while releases change"
    return [Resource(name=ROUTER, kind=Router(), why=(Reason(step="expand", says=says),))]


def _volumes(decisions: tuple[Decision, ...]) -> list[Resource]:
    return [
        Resource(
            name=volume_name(d.component.name),
            kind=Volume(paths=d.component.persist),
            component=d.component.name,
            why=(
                Reason(step="expand", says=f"{', '.join(d.component.persist)} must outlive releases"),
                *(
                    Reason(step="intent", says=e.says, origin=e.origin)
                    for e in d.component.evidence
                    if e.field == "persist"
                ),
            ),
        )
        for d in decisions
        if isinstance(d.component, Workload) and d.component.persist
    ]


def _servers(decisions: tuple[Decision, ...]) -> list[Resource]:
    """One server for all components of a shared kind, named after its technology."""
    shared: dict[str, list[Decision]] = {}
    for decision in decisions:
        if isinstance(decision.kind, Backing) and decision.kind.shared:
            shared.setdefault(decision.kind.id, []).append(decision)
    return [_server(kind_id, group) for kind_id, group in sorted(shared.items())]


def server_name(kind_id: str) -> str:
    """The name of the resource that serves all components of a shared kind: `local.aws` → `aws`."""
    return kind_id.rpartition(".")[2]


def _server(kind_id: str, group: list[Decision]) -> Resource:
    kinds = tuple(decision.kind for decision in group if isinstance(decision.kind, Backing))
    names = ", ".join(f"`{decision.component.name}`" for decision in group)
    return Resource(
        name=server_name(kind_id),
        kind=kinds[0].serving(kinds[1:]),
        why=(Reason(step="expand", says=f"one process serves {names}"),),
    )


def _relations(decisions: tuple[Decision, ...]) -> list[Relation]:
    relations: list[Relation] = []
    for decision in decisions:
        component = decision.component
        relations += [_use(component.name, use.target, decision) for use in component.uses]
        if isinstance(component, Workload | Site):
            relations.append(Relation(source=component.name, link=Link.BUILT_FROM, target=build_name(component.build)))
        if isinstance(component, Workload) and component.persist:
            relations.append(Relation(source=component.name, link=Link.KEEPS, target=volume_name(component.name)))
        if is_public(decision):
            relations.append(Relation(source=ROUTER, link=Link.ROUTES_TO, target=component.name))
        if component.name in called(decisions):
            relations.append(Relation(source=ROUTER, link=Link.FORWARDS_TO, target=component.name))
        if isinstance(decision.kind, Backing) and decision.kind.shared:
            relations.append(Relation(source=component.name, link=Link.SERVED_BY, target=server_name(decision.kind.id)))
    return relations


def _use(source: str, target: str, decision: Decision) -> Relation:
    use = next(use for use in decision.component.uses if use.target == target)
    why = tuple(Reason(step="intent", says=e.says, origin=e.origin) for e in use.evidence)
    return Relation(source=source, link=Link.USES, target=target, why=why)
