"""How the world reaches a public program: by which door, and which opening that needs."""

from collections.abc import Iterator
from enum import StrEnum

from mainstay.catalog.aws.route53 import host
from mainstay.catalog.kubernetes.base import called, labels_of, namespace_of
from mainstay.catalog.kubernetes.gateway import Gateway, HttpRoute
from mainstay.catalog.kubernetes.ingress import Ingress
from mainstay.catalog.kubernetes.load_balancing import load_balanced
from mainstay.catalog.kubernetes.network_policy import Opening, Peer, admits
from mainstay.model.cloud import NETWORK, Part, Site
from mainstay.model.told import Ref
from mainstay.model.value import Value

ISSUER = "cert-manager.io/cluster-issuer"


class Door(StrEnum):
    """What stands between the world and the pods."""

    LOAD_BALANCER = "load-balancer"
    INGRESS = "ingress"
    GATEWAY = "gateway"


class Exposure(Value, frozen=True, kw_only=True):
    """The door, and what it is called in the cluster.

    `controller` is the namespace that the pods of the door run in, `cluster_issuer` the ClusterIssuer of
    cert-manager that makes certificates.
    """

    door: Door = Door.INGRESS
    ingress_class: str = ""
    gateway_class: str = "istio"
    controller: str = "ingress-nginx"
    cluster_issuer: str = "letsencrypt"


def exposed(site: Site, exposure: Exposure, port: int) -> Iterator[Part]:
    """Everything between the world and the pods of `site`."""
    if exposure.door is Door.LOAD_BALANCER:
        peer = Peer(cidr=Ref(resource=NETWORK, attribute="cidr_block"))
        yield from load_balanced(site, port)
    else:
        peer = Peer(namespace=exposure.controller)
        yield from _gateway(site, exposure, port) if exposure.door is Door.GATEWAY else _ingress(site, exposure)
    says = f"the {exposure.door.value} brings requests of the world to {site.name}"
    yield admits(site, f"{site.name}-from-world", Opening(peers=(peer,), ports=(port,)), says)


def _ingress(site: Site, exposure: Exposure) -> Iterator[Part]:
    kind = Ingress(
        name=called(site),
        namespace=namespace_of(site),
        labels=labels_of(site),
        annotations={ISSUER: exposure.cluster_issuer},
        host=host(site, site.name),
        service=called(site),
        tls_secret=f"{called(site)}-tls",
        ingress_class=exposure.ingress_class,
    )
    yield Part(name=f"{site.name}.ingress", kind=kind, says=f"the world reaches {site.name} by its DNS name, over TLS")


def _gateway(site: Site, exposure: Exposure, port: int) -> Iterator[Part]:
    name, host_name = called(site), host(site, site.name)
    gateway = Gateway(
        name=name,
        namespace=namespace_of(site),
        labels=labels_of(site),
        annotations={ISSUER: exposure.cluster_issuer},
        gateway_class=exposure.gateway_class,
        host=host_name,
        tls_secret=f"{name}-tls",
    )
    yield Part(name=f"{site.name}.gateway", kind=gateway, says=f"the world reaches {site.name} by its DNS name")
    for section, service in (("https", name), ("http", "")):
        route = HttpRoute(
            name=name if service else f"{name}-to-tls",
            namespace=namespace_of(site),
            labels=labels_of(site),
            gateway=name,
            section=section,
            host=host_name,
            service=service,
            port=port,
        )
        says = f"requests over TLS go to {site.name}" if service else "nobody talks in the clear"
        yield Part(name=f"{site.name}.route-{section}", kind=route, says=says)
