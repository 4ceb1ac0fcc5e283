"""Clusters: what pods name exists, what every cluster needs is there, and controllers may do their work."""

from collections.abc import Iterator

from mainstay.compile.verify.facts.kubernetes import ADDONS, AGENT, CONTROLLERS, KEEP_TARGETS, NAMED
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.pods import WORKLOADS, Pod, is_pods_own, pods, selected
from mainstay.compile.verify.policies import NOTHING, allows, grants
from mainstay.compile.verify.view import View, spelled
from mainstay.model.graph import Resource

_ASSOCIATION = "aws_eks_pod_identity_association"


def clusters(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What is missing in or around a cluster."""
    found = pods(view)
    for pod in found:
        yield from _names(view, pod.resource, pod.namespace)
    for secret in view.of("ExternalSecret"):
        yield from _names(view, secret, view.text(secret, "metadata.namespace"))
    yield from _services(view, asked, found)
    yield from _addons(view)
    yield from _controllers(view)


def _names(view: View, resource: Resource, namespace: str) -> Iterator[Finding]:
    """What is named must exist in the namespace, and the namespace itself."""
    if namespace and not any(view.text(one, "metadata.name") == namespace for one in view.of("Namespace")):
        yield Finding(resource=resource.name, must=f"the namespace {namespace} must exist", found="nothing makes it")
    for paths, types in NAMED:
        there = {
            view.text(one, "metadata.name")
            for one in view.of(*types)
            if view.text(one, "metadata.namespace") in {namespace, ""}
        }
        for name in sorted({spelled(value) for path in paths for value in view.values(resource, path)} - there):
            must = f"the {types[0]} {name} that it names must exist"
            yield Finding(resource=resource.name, must=must, found="nothing makes it in its namespace")


def _services(view: View, asked: tuple[Link, ...], found: tuple[Pod, ...]) -> Iterator[Finding]:
    """Pods find each other by the name of a Service before them."""
    before = {pod.resource.component for service in view.of("Service") for pod in selected(view, service)}
    listening = {pod.resource.component for pod in found if pod.ports}
    for link in asked:
        if link.target in listening - before:
            must = f"must find `{link.target}` by a name"
            yield Finding(resource=link.source, must=must, found="no Service leads to it", origin=link.origin)


def _addons(view: View) -> Iterator[Finding]:
    for cluster in view.of("aws_eks_cluster"):
        there = {view.text(one, "addon_name"): one for one in view.using(cluster.name, "aws_eks_addon")}
        needed = {*ADDONS, *((AGENT,) if view.of(_ASSOCIATION) else ())}
        for name in sorted(needed - set(there)):
            yield Finding(resource=cluster.name, must=f"must have the add-on {name}", found="it does not")


def _controllers(view: View) -> Iterator[Finding]:
    roles: list[Resource] = []
    for association in (one for one in view.of(_ASSOCIATION) if not is_pods_own(view, one)):
        account = (view.text(association, "namespace"), view.text(association, "service_account"))
        if account not in CONTROLLERS:
            must = "must be the identity of pods of its component, or of a known controller"
            yield Finding(resource=association.name, must=must, found=f"it is that of {'/'.join(account)}")
        roles += view.at(association, "role_arn")
    held = grants(view)
    may = [held.get(role.name, NOTHING) for role in roles]
    bound = ((one, group) for one in view.of("TargetGroupBinding") for group in view.at(one, "spec.targetGroupARN"))
    for binding, group in bound:
        for action, everywhere in KEEP_TARGETS:
            target = frozenset[str]() if everywhere else frozenset({group.name})
            if not any(allows(one, action, target) for one in may):
                must = f"must be kept up to date: its controller must be allowed {action}"
                yield Finding(resource=binding.name, must=must, found="no role of it allows it")


def has_pods(view: View, component: str) -> bool:
    """Whether a component runs in pods."""
    return any(one.component == component for one in view.of(*WORKLOADS))
