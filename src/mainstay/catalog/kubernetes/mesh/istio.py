"""Istio: objects of security.istio.io/v1."""

import msgspec

from mainstay.catalog.kubernetes.base import COMPONENT, Document, K8sKind, common_labels, namespace_of
from mainstay.catalog.kubernetes.mesh.kind import MeshKind
from mainstay.model.cloud import Part, Site

_API = "security.istio.io/v1"
TRUST = "cluster.local"
"""The trust domain of an installation that nobody configured otherwise (Istio, "meshConfig.trustDomain")."""


class Istio(MeshKind, tag="k8s.istio", frozen=True, kw_only=True):
    """The mesh of the namespace: mutual TLS and nothing else, and nobody may call anybody until a link says so."""

    id = "k8s.istio"
    manifest = (_API, "PeerAuthentication")
    aliases = frozenset({"istio"})
    about = "A mesh by Istio: mutual TLS between programs, each link allowed by identity."

    def body(self) -> Document:
        """Plain connections to pods of the mesh are refused."""
        return {"spec": {"mtls": {"mode": "STRICT"}}}

    def own_name(self) -> str:
        """Istio takes the oldest where there are several: `default` is the usual one."""
        return "default"

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The policy that closes everything."""
        nobody = IstioAuthorization(name="nobody", namespace=namespace_of(site), labels=common_labels(site))
        return (Part(name=f"{site.name}.nobody", kind=nobody, says="nobody may call anybody until a link says so"),)

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """`shared.mesh`, and the policy that closes everything."""
        place = msgspec.structs.replace(site, name="shared.mesh", physical="")
        mesh = cls(name="default", namespace=namespace_of(site), labels=common_labels(site))
        says = "programs talk over mutual TLS: nobody listens, nobody pretends"
        return (Part(name="shared.mesh", kind=mesh, says=says), *mesh.parts(place))


class IstioPeerAuthentication(K8sKind, tag="k8s.istio_peer_authentication", frozen=True, kw_only=True):
    """Lets callers outside the mesh (a load balancer) reach one port of a component without mutual TLS."""

    id = "k8s.istio_peer_authentication"
    manifest = (_API, "PeerAuthentication")
    about = "An exception from mutual TLS for one port."

    component: str
    port: int

    def body(self) -> Document:
        """Strict but for the port."""
        matches = {"matchLabels": {COMPONENT: self.component}}
        ports = {str(self.port): {"mode": "PERMISSIVE"}}
        return {"spec": {"selector": matches, "mtls": {"mode": "STRICT"}, "portLevelMtls": ports}}


class IstioAuthorization(K8sKind, tag="k8s.istio_authorization", frozen=True, kw_only=True):
    """Lets the identities `callers` reach `port` of `component`; without callers everybody, without component nobody.

    `callers` are service accounts of the same namespace.
    """

    id = "k8s.istio_authorization"
    manifest = (_API, "AuthorizationPolicy")
    about = "Allows a link by the identity of the caller."

    component: str = ""
    port: int = 0
    callers: tuple[str, ...] = ()

    def body(self) -> Document:
        """An empty specification allows nothing (Istio, "Authorization Policy", allow-nothing)."""
        if not self.component:
            return {"spec": {}}
        rule: Document = {}
        if self.callers:
            principals = [f"{TRUST}/ns/{self.namespace}/sa/{caller}" for caller in self.callers]
            rule["from"] = [{"source": {"principals": principals}}]
        rule["to"] = [{"operation": {"ports": [str(self.port)]}}]
        matches = {"matchLabels": {COMPONENT: self.component}}
        return {"spec": {"selector": matches, "action": "ALLOW", "rules": [rule]}}
