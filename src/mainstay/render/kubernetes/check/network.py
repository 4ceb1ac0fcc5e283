"""Everything is closed, and every link of the graph is open at both ends."""

from collections.abc import Iterator, Sequence

from mainstay.catalog import Document, K8sKind
from mainstay.model.graph import Graph, Link, Resource
from mainstay.render.kubernetes.check.reading import (
    containers,
    items,
    mapping,
    pod_template,
    refuse,
    selects,
)

_SIDES = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}


def check_links(graph: Graph, documents: Sequence[Document]) -> None:
    """Raises `MainstayError` where nothing closes the namespace, or policies shut out a link of the graph."""
    workloads = {str(mapping(one, "metadata").get("name")): one for one in documents if pod_template(one)}
    policies = [one for one in documents if one.get("kind") == "NetworkPolicy"]
    if workloads:
        _check_closed(policies, next(iter(workloads.values())))
    for relation in graph.relations:
        if relation.link is Link.USES:
            source = _workload(graph.resource(relation.source), workloads)
            target = _workload(graph.resource(relation.target), workloads)
            if source is not None and target is not None:
                _check_open(source, target, policies)


def _workload(resource: Resource, workloads: dict[str, Document]) -> Document | None:
    return workloads.get(resource.kind.name) if isinstance(resource.kind, K8sKind) else None


def _check_closed(policies: Sequence[Document], workload: Document) -> None:
    for direction in _SIDES:
        if not any(_closes_all(policy, direction) for policy in policies):
            refuse(workload, f"its namespace must deny all {direction.lower()} by default", "no policy does")


def _closes_all(policy: Document, direction: str) -> bool:
    spec = mapping(policy, "spec")
    types = spec.get("policyTypes")
    named = isinstance(types, list) and direction in types
    return named and not mapping(spec, "podSelector") and not items(spec, _SIDES[direction][0])


def _check_open(source: Document, target: Document, policies: Sequence[Document]) -> None:
    source_labels = mapping(pod_template(source), "metadata", "labels")
    target_labels = mapping(pod_template(target), "metadata", "labels")
    for port in _ports(target):
        if not _passes(policies, "Egress", (source_labels, target_labels), port):
            refuse(source, f"it must be let out to port {port} of `{_name(target)}`, which it uses", "no policy does")
        if not _passes(policies, "Ingress", (target_labels, source_labels), port):
            refuse(target, f"it must admit `{_name(source)}` on port {port}, which uses it", "no policy does")


def _name(document: Document) -> str:
    return str(mapping(document, "metadata").get("name"))


def _ports(workload: Document) -> Iterator[object]:
    for container in containers(pod_template(workload)):
        for port in items(container, "ports"):
            yield port.get("containerPort")


def _passes(policies: Sequence[Document], direction: str, ends: tuple[Document, Document], port: object) -> bool:
    """Whether a policy on the pods of the first end lets connections from or to the second one through."""
    openings, side = _SIDES[direction]
    own, other = ends
    return any(
        any(entry.get("port") == port for entry in items(opening, "ports")) and _admits(items(opening, side), other)
        for policy in policies
        if selects(mapping(policy, "spec", "podSelector"), own)
        for opening in items(policy, "spec", openings)
    )


def _admits(peers: Sequence[Document], labels: Document) -> bool:
    return any("podSelector" in peer and selects(mapping(peer, "podSelector"), labels) for peer in peers) or not peers
