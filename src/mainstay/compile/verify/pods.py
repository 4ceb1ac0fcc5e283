"""Pods: programs in a cluster, what they are labelled with, and where they stand when the cluster is one of AWS."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.network import Stand
from mainstay.compile.verify.view import View, mapping_at, type_of
from mainstay.model.graph import Resource

WORKLOADS = ("CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet")
_TEMPLATES = {"CronJob": "spec.jobTemplate.spec.template"}


def template_of(resource: Resource) -> str:
    """Where the manifest of a workload has the template of its pods."""
    return _TEMPLATES.get(type_of(resource), "spec.template")


class Pod(msgspec.Struct, frozen=True, kw_only=True):
    """The pods of one workload: labels, namespace, service account, and ports."""

    resource: Resource
    labels: dict[str, str]
    namespace: str
    account: str
    ports: tuple[int, ...]


def pods(view: View) -> tuple[Pod, ...]:
    """The pods of all workloads."""
    return tuple(pod_of(view, resource) for resource in view.of(*WORKLOADS))


def pod_of(view: View, resource: Resource) -> Pod:
    """The pods of one workload."""
    template = template_of(resource)
    labels = mapping_at(view.bodies[resource.name], f"{template}.metadata.labels")
    ports = view.values(resource, f"{template}.spec.containers.ports.containerPort")
    return Pod(
        resource=resource,
        labels={str(key): str(value) for key, value in labels.items()},
        namespace=view.text(resource, "metadata.namespace"),
        account=view.text(resource, f"{template}.spec.serviceAccountName"),
        ports=tuple(sorted({port for port in ports if isinstance(port, int)})),
    )


def selected(view: View, service: Resource) -> Iterator[Pod]:
    """The pods that a Service leads to."""
    labels = mapping_at(view.bodies[service.name], "spec.selector")
    space = view.text(service, "metadata.namespace")
    if labels:
        yield from (pod for pod in pods(view) if pod.namespace == space and labels.items() <= pod.labels.items())


def bound(view: View, target_group: Resource) -> Iterator[Pod]:
    """The pods that a target group of a load balancer is bound to."""
    for binding in view.using(target_group.name, "TargetGroupBinding"):
        name, space = view.text(binding, "spec.serviceRef.name"), view.text(binding, "metadata.namespace")
        for service in view.of("Service"):
            if (view.text(service, "metadata.name"), view.text(service, "metadata.namespace")) == (name, space):
                yield from selected(view, service)


def led_to(view: View, door: Resource, path: str) -> Iterator[Pod]:
    """The pods behind the Services that a door of the cluster (an Ingress, a route) names at `path`."""
    names, space = set(view.values(door, path)), view.text(door, "metadata.namespace")
    for service in view.of("Service"):
        if view.text(service, "metadata.name") in names and view.text(service, "metadata.namespace") == space:
            yield from selected(view, service)


def stands_of_pods(view: View) -> dict[str, Stand]:
    """On a cluster of AWS pods stand where its nodes do, behind their fence; elsewhere nothing is known of that."""
    nodes = view.of("aws_eks_node_group")
    groups = frozenset(
        group.name
        for node in nodes
        for template in view.referred(node, "aws_launch_template")
        for group in view.referred(template, "aws_security_group")
    )
    subnets = frozenset(subnet.name for node in nodes for subnet in view.referred(node, "aws_subnet"))
    if not nodes:
        return {}
    found = (*nodes, *view.of(*WORKLOADS))
    return {one.name: Stand(resource=one, groups=groups, subnets=subnets) for one in found}


def is_pods_own(view: View, association: Resource) -> bool:
    """Whether the identity is that of pods of its component, and not of a controller that serves all."""
    account, space = view.text(association, "service_account"), view.text(association, "namespace")
    own = (one for one in view.parts.get(association.component, ()) if type_of(one) in WORKLOADS)
    return any((pod.account, pod.namespace) == (account, space) for pod in (pod_of(view, one) for one in own))
