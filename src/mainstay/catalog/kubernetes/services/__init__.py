"""How pods are found: one stable name before those that are ready."""

from mainstay.catalog.kubernetes.base import COMPONENT, Document, K8sKind


class Service(K8sKind, tag="k8s.service", frozen=True, kw_only=True):
    """A name for the ready pods of `component`. `headless` gives each pod a name of its own (StatefulSet)."""

    id = "k8s.service"
    manifest = ("v1", "Service")
    aliases = frozenset({"kubernetes.service"})
    about = "A stable name and address before the ready pods of a component."

    component: str
    port: int
    target_port: int | str
    headless: bool = False

    def body(self) -> Document:
        """A cluster address: nothing outside the cluster reaches it."""
        ports = [{"name": "main", "port": self.port, "targetPort": self.target_port, "protocol": "TCP"}]
        address: Document = {"clusterIP": "None"} if self.headless else {"type": "ClusterIP"}
        return {"spec": {**address, "selector": {COMPONENT: self.component}, "ports": ports}}


KIND = Service
