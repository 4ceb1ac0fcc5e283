"""Linkerd: objects of policy.linkerd.io."""

from mainstay.catalog.kubernetes.base import Document, K8sKind, common_labels, namespace_of, selector
from mainstay.catalog.kubernetes.mesh.kind import MeshKind
from mainstay.model.cloud import Part, Site

_GROUP = "policy.linkerd.io"
_ALPHA = f"{_GROUP}/v1alpha1"


class Linkerd(MeshKind, tag="k8s.linkerd", frozen=True, kw_only=True):
    """The mesh of the namespace: it names who belongs to it. Pods deny what no link allows, by their annotation."""

    id = "k8s.linkerd"
    manifest = (_ALPHA, "MeshTLSAuthentication")
    aliases = frozenset({"linkerd"})
    about = "A mesh by Linkerd: mutual TLS between programs, each link allowed by identity."

    def body(self) -> Document:
        """All service accounts of the namespace (Linkerd, "Authorization Policy")."""
        return {"spec": {"identities": [f"*.{self.namespace}.serviceaccount.identity.linkerd.cluster.local"]}}

    def own_name(self) -> str:
        """It names the members."""
        return "members"

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """`shared.mesh`."""
        mesh = cls(name="members", namespace=namespace_of(site), labels=common_labels(site))
        return (
            Part(name="shared.mesh", kind=mesh, says="programs talk over mutual TLS: nobody listens, nobody pretends"),
        )


class LinkerdServer(K8sKind, tag="k8s.linkerd_server", frozen=True, kw_only=True):
    """A port of a component: from now on only what is authorised reaches it."""

    id = "k8s.linkerd_server"
    manifest = (f"{_GROUP}/v1beta3", "Server")
    about = "A port whose callers must be authorised."

    component: str
    port: int

    def body(self) -> Document:
        """Deny what no AuthorizationPolicy lets through."""
        return {"spec": {"podSelector": selector(self.component), "port": self.port, "accessPolicy": "deny"}}


class LinkerdNetworkAuthentication(K8sKind, tag="k8s.linkerd_network_authentication", frozen=True, kw_only=True):
    """Callers without an identity, from anywhere: for what the world reaches."""

    id = "k8s.linkerd_network_authentication"
    manifest = (_ALPHA, "NetworkAuthentication")
    about = "Callers from outside the mesh."

    def body(self) -> Document:
        """All addresses: network policies decide which of them arrive."""
        return {"spec": {"networks": [{"cidr": "0.0.0.0/0"}, {"cidr": "::/0"}]}}


class LinkerdAuthorization(K8sKind, tag="k8s.linkerd_authorization", frozen=True, kw_only=True):
    """Lets a service account of the namespace reach a Server; without one, whom `network` names."""

    id = "k8s.linkerd_authorization"
    manifest = (_ALPHA, "AuthorizationPolicy")
    about = "Allows a link by the identity of the caller."

    server: str
    caller: str = ""
    network: str = ""

    def body(self) -> Document:
        """Of whom to where."""
        who: Document = (
            {"kind": "ServiceAccount", "name": self.caller}
            if self.caller
            else {"group": _GROUP, "kind": "NetworkAuthentication", "name": self.network}
        )
        target = {"group": _GROUP, "kind": "Server", "name": self.server}
        return {"spec": {"targetRef": target, "requiredAuthenticationRefs": [who]}}
