"""Volumes that outlive pods."""

from mainstay.catalog.kubernetes.base import Document, K8sKind


class VolumeClaim(K8sKind, tag="k8s.persistent_volume_claim", frozen=True, kw_only=True):
    """A claim for a volume of `size_gib`; without `storage_class` the default of the cluster."""

    id = "k8s.persistent_volume_claim"
    manifest = ("v1", "PersistentVolumeClaim")
    about = "A volume that outlives the pods that use it."
    stateful = True

    size_gib: int
    storage_class: str = ""

    def body(self) -> Document:
        """One node at a time writes to it."""
        return {"spec": claim(self.size_gib, self.storage_class)}


def claim(size_gib: int, storage_class: str = "") -> Document:
    """The specification of a claim, for a claim itself and for the template of a StatefulSet."""
    spec: Document = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": f"{size_gib}Gi"}}}
    return {**spec, "storageClassName": storage_class} if storage_class else spec


KIND = VolumeClaim
