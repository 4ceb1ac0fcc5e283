"""How the world reaches pods on a cluster with the Gateway API (v1)."""

from mainstay.catalog.kubernetes.base import Document, K8sKind
from mainstay.model.told import Told

_API = "gateway.networking.k8s.io/v1"


class Gateway(K8sKind, tag="k8s.gateway", frozen=True, kw_only=True):
    """Listens for `host` over TLS, and on the plain port only to send callers to TLS."""

    id = "k8s.gateway"
    manifest = (_API, "Gateway")
    about = "Listens for requests from the world."

    gateway_class: str
    host: Told
    tls_secret: str

    def body(self) -> Document:
        """Routes of the same namespace only."""
        same = {"namespaces": {"from": "Same"}}
        tls = {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": self.tls_secret}]}
        secure = {"name": "https", "hostname": self.host, "port": 443, "protocol": "HTTPS", "tls": tls}
        plain = {"name": "http", "hostname": self.host, "port": 80, "protocol": "HTTP"}
        listeners = [{**secure, "allowedRoutes": same}, {**plain, "allowedRoutes": same}]
        return {"spec": {"gatewayClassName": self.gateway_class, "listeners": listeners}}


class HttpRoute(K8sKind, tag="k8s.http_route", frozen=True, kw_only=True):
    """Requests for `host` that a section of a Gateway takes: to `service`, or without one, to TLS."""

    id = "k8s.http_route"
    manifest = (_API, "HTTPRoute")
    about = "Leads requests from a Gateway to a Service."

    gateway: str
    section: str
    host: Told
    service: str = ""
    port: int = 443

    def body(self) -> Document:
        """All paths."""
        redirect = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}
        backend: Document = {"backendRefs": [{"name": self.service, "port": self.port}]}
        rule: Document = backend if self.service else {"filters": [redirect]}
        parents = [{"name": self.gateway, "sectionName": self.section}]
        return {"spec": {"parentRefs": parents, "hostnames": [self.host], "rules": [rule]}}


KINDS = (Gateway, HttpRoute)
