"""What a program and its links need in a mesh, whichever it is."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypedDict

from mainstay.catalog.kubernetes.base import K8sKind, called, labels_of, namespace_of
from mainstay.catalog.kubernetes.mesh.istio import IstioAuthorization, IstioPeerAuthentication
from mainstay.catalog.kubernetes.mesh.kind import MeshKind
from mainstay.catalog.kubernetes.mesh.linkerd import (
    LinkerdAuthorization,
    LinkerdNetworkAuthentication,
    LinkerdServer,
)
from mainstay.catalog.kubernetes.network_policy import Opening, Peer, reaches
from mainstay.model.cloud import Part, Site


class Mesh(StrEnum):
    """The mesh of a program; the value is the last part of the kind's id."""

    NONE = "none"
    ISTIO = "istio"
    LINKERD = "linkerd"


class _Own(TypedDict):
    name: str
    namespace: str
    labels: dict[str, str]


_CONTROL = {
    Mesh.ISTIO: ("istio-system", (15012,)),
    Mesh.LINKERD: ("linkerd", (8080, 8086, 8090)),
}
"""Where proxies get certificates, addresses and policy (Istio, "Ports used by Istio"; Linkerd: identity,
destination, policy)."""


def joined_by(site: Site, stated: Mesh) -> Mesh:
    """The mesh of the program at `site`: the one that was stated, or the one that it uses."""
    if stated is not Mesh.NONE:
        return stated
    used = (use.kind for use in site.uses if isinstance(use.kind, MeshKind))
    return next((Mesh(kind.id.rpartition(".")[2]) for kind in used), Mesh.NONE)


def labels(mesh: Mesh) -> dict[str, str]:
    """Labels by which a pod joins the mesh."""
    return {"sidecar.istio.io/inject": "true"} if mesh is Mesh.ISTIO else {}


def annotations(mesh: Mesh) -> dict[str, str]:
    """Annotations by which a pod joins the mesh; its proxy ends with it, so that jobs end, too."""
    if mesh is Mesh.ISTIO:
        return {"sidecar.istio.io/nativeSidecar": "true"}
    if mesh is Mesh.LINKERD:
        return {
            "linkerd.io/inject": "enabled",
            "config.linkerd.io/default-inbound-policy": "deny",
            "config.beta.linkerd.io/proxy-enable-native-sidecar": "true",
        }
    return {}


def shared(mesh: Mesh) -> tuple[str, ...]:
    """The kind that all programs of a mesh share."""
    return () if mesh is Mesh.NONE else (f"k8s.{mesh.value}",)


def mesh_of(site: Site, mesh: Mesh, port: int | None, *, public: bool) -> Iterator[Part]:
    """What one program needs: the way to the control plane, and doors for those who have no identity."""
    if mesh is Mesh.NONE:
        return
    namespace, ports = _CONTROL[mesh]
    opening = Opening(peers=(Peer(namespace=namespace),), ports=ports)
    says = f"the proxy of {site.name} gets its certificate from {mesh.value}"
    yield reaches(site, site.name, f"{site.name}-to-mesh", (opening,), says=says)
    if port is None:
        return
    if mesh is Mesh.LINKERD:
        server = LinkerdServer(**_own(site, called(site)), component=site.name, port=port)
        yield Part(name=f"{site.name}.server", kind=server, says=f"only who is authorised reaches {site.name}")
    if public:
        yield from _from_world(site, mesh, port)


def _from_world(site: Site, mesh: Mesh, port: int) -> Iterator[Part]:
    says = f"{site.name} is public: what brings requests of the world has no identity in the mesh"
    name = f"{site.name}-from-world"
    if mesh is Mesh.ISTIO:
        plain = IstioPeerAuthentication(**_own(site, name), component=site.name, port=port)
        yield Part(name=f"{site.name}.mesh-plain", kind=plain, says=says)
        everybody = IstioAuthorization(**_own(site, name), component=site.name, port=port)
        yield Part(name=f"{site.name}.mesh-from-world", kind=everybody, says=says)
        return
    yield Part(name=f"{site.name}.mesh-world", kind=LinkerdNetworkAuthentication(**_own(site, name)), says=says)
    allowed = LinkerdAuthorization(**_own(site, name), server=called(site), network=name)
    yield Part(name=f"{site.name}.mesh-from-world", kind=allowed, says=says)


def mesh_link(site: Site, mesh: Mesh, user: str, port: int) -> Iterator[Part]:
    """Lets the program `user` call the one at `site`."""
    if mesh is Mesh.NONE:
        return
    own = _own(site, f"{site.name}-from-{user}")
    kind: K8sKind = (
        IstioAuthorization(**own, component=site.name, port=port, callers=(user,))
        if mesh is Mesh.ISTIO
        else LinkerdAuthorization(**own, server=called(site), caller=user)
    )
    yield Part(name=f"{site.name}.mesh-from-{user}", kind=kind, says=f"{user} calls {site.name}")


def _own(site: Site, name: str) -> _Own:
    return {"name": name, "namespace": namespace_of(site), "labels": labels_of(site)}
