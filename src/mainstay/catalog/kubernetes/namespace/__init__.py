"""The room of an application in a cluster, and how much of the cluster it may take."""

from mainstay.catalog.kubernetes.base import Document, K8sKind


class Namespace(K8sKind, tag="k8s.namespace", frozen=True, kw_only=True):
    """A namespace whose pods must keep the restricted standard (Kubernetes, "Pod Security Standards")."""

    id = "k8s.namespace"
    manifest = ("v1", "Namespace")
    namespaced = False
    about = "A namespace of its own for one application and environment; only restricted pods start in it."

    def body(self) -> Document:
        """Nothing: the labels in its metadata do the work."""
        return {}


class ResourceQuota(K8sKind, tag="k8s.resource_quota", frozen=True, kw_only=True):
    """The most that all pods of a namespace may request together."""

    id = "k8s.resource_quota"
    manifest = ("v1", "ResourceQuota")
    about = "The most that a namespace may request."

    cpu_millis: int
    memory_mib: int
    pods: int

    def body(self) -> Document:
        """Hard limits of requests."""
        hard = {
            "requests.cpu": f"{self.cpu_millis}m",
            "requests.memory": f"{self.memory_mib}Mi",
            "pods": str(self.pods),
        }
        return {"spec": {"hard": hard}}


RESTRICTED = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("audit", "enforce", "warn")}
"""Refuses pods that run as root, share the host or keep capabilities."""

KINDS = (Namespace, ResourceQuota)
