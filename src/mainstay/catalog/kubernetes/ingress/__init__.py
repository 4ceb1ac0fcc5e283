"""How the world reaches pods on a cluster with an ingress controller."""

from mainstay.catalog.kubernetes.base import Document, K8sKind
from mainstay.model.told import Told


class Ingress(K8sKind, tag="k8s.ingress", frozen=True, kw_only=True):
    """Requests for `host` go to `service`, over TLS with the certificate in `tls_secret`.

    Without `ingress_class` the default class of the cluster serves it. `issuer` is the ClusterIssuer of cert-manager
    that fills the certificate (cert-manager, "Annotated Ingress resource").
    """

    id = "k8s.ingress"
    manifest = ("networking.k8s.io/v1", "Ingress")
    about = "Leads requests from the world to a Service, by host."

    host: Told
    service: str
    tls_secret: str
    ingress_class: str = ""

    def body(self) -> Document:
        """One host, all paths."""
        backend = {"service": {"name": self.service, "port": {"name": "main"}}}
        rule = {"host": self.host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
        spec: Document = {"ingressClassName": self.ingress_class} if self.ingress_class else {}
        return {"spec": {**spec, "rules": [rule], "tls": [{"hosts": [self.host], "secretName": self.tls_secret}]}}


KIND = Ingress
