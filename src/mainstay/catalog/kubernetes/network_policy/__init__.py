"""Who may talk to whom: nobody, and one opening for each link."""

from collections.abc import Iterator
from enum import StrEnum

from mainstay.catalog.kubernetes.base import COMPONENT, NAME, Document, K8sKind, labels_of, namespace_of, selector
from mainstay.model.cloud import Part, Site
from mainstay.model.told import Ref, Told
from mainstay.model.value import Value


class Direction(StrEnum):
    """What a policy closes but for its openings."""

    INGRESS = "Ingress"
    EGRESS = "Egress"


class Peer(Value, frozen=True, kw_only=True):
    """The other end of an opening: pods of a component, of a namespace, of a labelled app, or a range of addresses."""

    component: str = ""
    namespace: str = ""
    app: dict[str, str] = {}
    cidr: Told = ""
    excepts: tuple[str, ...] = ()


class Opening(Value, frozen=True, kw_only=True):
    """Lets `peers` through on `ports`; no peers are everybody."""

    peers: tuple[Peer, ...] = ()
    ports: tuple[int | str, ...]
    protocols: tuple[str, ...] = ("TCP",)


class NetworkPolicy(K8sKind, tag="k8s.network_policy", frozen=True, kw_only=True):
    """Closes `directions` of the pods of `component` (empty: all pods of the namespace) but for its openings."""

    id = "k8s.network_policy"
    manifest = ("networking.k8s.io/v1", "NetworkPolicy")
    about = "Who may open connections to pods, and where pods may open connections to."

    component: str = ""
    directions: tuple[Direction, ...]
    ingress: tuple[Opening, ...] = ()
    egress: tuple[Opening, ...] = ()

    def body(self) -> Document:
        """The selection, and the openings of each direction."""
        spec: Document = {"podSelector": selector(self.component) if self.component else {}}
        spec["policyTypes"] = [direction.value for direction in self.directions]
        if self.ingress:
            spec["ingress"] = [_opening(one, "from") for one in self.ingress]
        if self.egress:
            spec["egress"] = [_opening(one, "to") for one in self.egress]
        return {"spec": spec}


def _opening(opening: Opening, side: str) -> Document:
    ports = [{"port": port, "protocol": protocol} for port in opening.ports for protocol in opening.protocols]
    peers = [_peer(peer) for peer in opening.peers]
    return {side: peers, "ports": ports} if peers else {"ports": ports}


def _peer(peer: Peer) -> Document:
    if peer.cidr:
        block: Document = {"cidr": peer.cidr}
        return {"ipBlock": {**block, "except": list(peer.excepts)} if peer.excepts else block}
    found: Document = {}
    if peer.namespace:
        found["namespaceSelector"] = {"matchLabels": {"kubernetes.io/metadata.name": peer.namespace}}
    if peer.component:
        found["podSelector"] = selector(peer.component)
    elif peer.app:
        found["podSelector"] = {"matchLabels": dict(peer.app)}
    return found


def admits(site: Site, name: str, opening: Opening, says: str) -> Part:
    """An opening inwards of the pods of `site`."""
    kind = NetworkPolicy(
        name=name,
        namespace=namespace_of(site),
        labels=labels_of(site),
        component=site.name,
        directions=(Direction.INGRESS,),
        ingress=(opening,),
    )
    return Part(name=f"{site.name}.{name}", kind=kind, says=says)


def reaches(site: Site, component: str, name: str, openings: tuple[Opening, ...], *, says: str) -> Part:
    """Openings outwards of the pods of `component`."""
    kind = NetworkPolicy(
        name=name,
        namespace=namespace_of(site),
        labels={**labels_of(site), NAME: component, COMPONENT: component},
        component=component,
        directions=(Direction.EGRESS,),
        egress=openings,
    )
    return Part(name=f"{component}.{name}", kind=kind, says=says)


def joined(site: Site, user: str, port: int) -> Iterator[Part]:
    """Both ends of a link between pods: out of `user`, into `site`."""
    says = f"{user} uses {site.name} on port {port}"
    out = Opening(peers=(Peer(component=site.name),), ports=(port,))
    into = Opening(peers=(Peer(component=user),), ports=(port,))
    yield reaches(site, user, f"{user}-to-{site.name}", (out,), says=says)
    yield admits(site, f"{site.name}-from-{user}", into, says)


def to_range(site: Site, target: str, cidr: Ref, ports: tuple[int, ...]) -> Part:
    """Out of the pods of `site` to what listens in the network outside the cluster."""
    opening = Opening(peers=(Peer(cidr=cidr),), ports=ports)
    says = f"{site.name} uses {target}, which listens in the network on {', '.join(map(str, ports))}"
    return reaches(site, site.name, f"{site.name}-to-{target}", (opening,), says=says)


PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
"""Addresses that are not on the internet (RFC 1918, RFC 3927)."""


def to_internet(site: Site, says: str) -> Part:
    """Out of the pods of `site` to APIs over TLS, and to nothing inside."""
    opening = Opening(peers=(Peer(cidr="0.0.0.0/0", excepts=PRIVATE),), ports=(443,))
    return reaches(site, site.name, f"{site.name}-to-internet", (opening,), says=says)


KIND = NetworkPolicy
