"""Volumes that outlive pods."""

from mainstay.catalog.kubernetes.base import Document, K8sKind, common_labels
from mainstay.model.cloud import Part, Site


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


class StorageClass(K8sKind, tag="k8s.storage_class", frozen=True, kw_only=True):
    """Disks of EBS, encrypted, made where the pod starts, and kept when their claim goes.

    EKS makes no class the default one (EKS User Guide, "Amazon EBS CSI driver"), so claims there must name this one.
    """

    id = "k8s.storage_class"
    manifest = ("storage.k8s.io/v1", "StorageClass")
    namespaced = False
    about = "Encrypted disks for pods on EKS."

    def body(self) -> Document:
        """The driver that the cluster has, and its parameters."""
        return {
            "provisioner": "ebs.csi.aws.com",
            "parameters": {"type": "gp3", "encrypted": "true"},
            "reclaimPolicy": "Retain",
            "volumeBindingMode": "WaitForFirstConsumer",
            "allowVolumeExpansion": True,
        }


ENCRYPTED = "encrypted"
"""The name of the class for claims on EKS."""


def storage_class(site: Site) -> Part:
    """The class `ENCRYPTED`; the same for all who ask."""
    kind = StorageClass(name=ENCRYPTED, labels=common_labels(site))
    return Part(name="shared.storage-class", kind=kind, says="what pods keep on disks is encrypted, and outlives them")


def claim(size_gib: int, storage_class: str = "") -> Document:
    """The specification of a claim, for a claim itself and for the template of a StatefulSet."""
    spec: Document = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": f"{size_gib}Gi"}}}
    return {**spec, "storageClassName": storage_class} if storage_class else spec


KINDS = (StorageClass, VolumeClaim)
