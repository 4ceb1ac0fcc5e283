"""What every program and backing service of a namespace stands on: the namespace itself, closed, with a way to DNS."""

import re
from collections.abc import Iterator

import msgspec

from mainstay.catalog.kubernetes.base import called, common_labels, labels_of, namespace_of
from mainstay.catalog.kubernetes.identity import ServiceAccount
from mainstay.catalog.kubernetes.namespace import RESTRICTED, Namespace
from mainstay.catalog.kubernetes.network_policy import Direction, NetworkPolicy, Opening, Peer
from mainstay.catalog.kubernetes.scaling import DisruptionBudget
from mainstay.catalog.kubernetes.services import Service
from mainstay.model.cloud import Part, Site

NAMESPACE = "shared.namespace"
CLOSED = "shared.default-deny"
DNS = "shared.dns"
_LABEL = re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
"""What a Service can be called (RFC 1035, "label")."""


def room(site: Site) -> Iterator[Part]:
    """The namespace and its two policies; the same for all who ask."""
    name, labels = namespace_of(site), common_labels(site)
    namespace = Namespace(name=name, labels={**labels, **RESTRICTED})
    yield Part(name=NAMESPACE, kind=namespace, says="only pods that keep the restricted standard start here")
    closed = NetworkPolicy(
        name="default-deny", namespace=name, labels=labels, directions=(Direction.INGRESS, Direction.EGRESS)
    )
    yield Part(name=CLOSED, kind=closed, says="nobody talks to anybody until a link says so")
    servers = Peer(namespace="kube-system", app={"k8s-app": "kube-dns"})
    dns = NetworkPolicy(
        name="allow-dns",
        namespace=name,
        labels=labels,
        directions=(Direction.EGRESS,),
        egress=(Opening(peers=(servers,), ports=(53,), protocols=("TCP", "UDP")),),
    )
    yield Part(name=DNS, kind=dns, says="names must resolve")


def account(site: Site) -> Part:
    """The service account of the pods of `site`, under the name of the component."""
    kind = ServiceAccount(name=site.name, namespace=namespace_of(site), labels=labels_of(site))
    return Part(name=f"{site.name}.service-account", kind=kind, says=f"{site.name} runs as an identity of its own")


def service(site: Site, port: int, *, headless: bool = False) -> Part:
    """The Service before the pods of `site`."""
    kind = Service(
        name=called(site),
        namespace=namespace_of(site),
        labels=labels_of(site),
        component=site.name,
        port=port,
        target_port="main",
        headless=headless,
    )
    return Part(name=f"{site.name}.service", kind=kind, says=f"others find {site.name} under one name")


def other_names(site: Site, hostnames: tuple[str, ...], port: int) -> Iterator[Part]:
    """Services under the names that code has hard-wired for the program, as far as they can be names of Services."""
    for hostname in sorted({*hostnames} - {called(site)}):
        if _LABEL.fullmatch(hostname):
            part = service(msgspec.structs.replace(site, physical=hostname), port)
            says = f"the code of others calls {site.name} by the name {hostname}"
            yield msgspec.structs.replace(part, name=f"{site.name}.service-{hostname}", says=says)


def budget(site: Site) -> Part:
    """One pod of `site` may be away at a time."""
    kind = DisruptionBudget(
        name=called(site), namespace=namespace_of(site), labels=labels_of(site), component=site.name
    )
    return Part(name=f"{site.name}.disruption-budget", kind=kind, says="draining nodes takes one pod at a time")
