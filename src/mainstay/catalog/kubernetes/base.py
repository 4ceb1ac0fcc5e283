"""What all kinds for Kubernetes share: a document, its metadata, and the labels by which pods are found."""

from typing import ClassVar, Self

import msgspec

from mainstay.model.cloud import CloudKind, Site
from mainstay.model.target import Target
from mainstay.model.told import Told

Document = dict[str, object]
"""A manifest as plain data. Its leaves may be `Ref`, `Joined` or `Variable`: what is known only when it is applied."""

NAME = "app.kubernetes.io/name"
"""The label with the name in the cluster. A workload finds its pods by it, for that selector can never change."""
COMPONENT = "app.kubernetes.io/component"
"""The label with the name of the component; policies and selectors of this catalog find pods by it."""


class K8sKind(CloudKind, frozen=True, kw_only=True):
    """One object of a Kubernetes cluster; `name` and `namespace` are those of its metadata.

    `namespaced` is false for objects of the whole cluster.
    """

    target = Target.KUBERNETES
    platform = "kubernetes"
    namespaced: ClassVar[bool] = True
    source = "Kubernetes API reference, v1.33"

    name: str = ""
    namespace: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, Told] = {}

    def body(self) -> Document:
        """What stands beside the metadata: `spec`, `data`, `rules`."""
        raise NotImplementedError

    def placed(self, site: Site) -> Self:
        """In the namespace, with the name and the labels of the component, as far as nobody stated them."""
        return msgspec.structs.replace(
            self,
            name=self.name or called(site),
            namespace=self.namespace or namespace_of(site),
            labels=self.labels or labels_of(site),
        )

    def document(self) -> Document:
        """The whole manifest, its keys in the usual order."""
        version, kind = self.manifest
        metadata: Document = {"name": self.name}
        if self.namespaced and self.namespace:
            metadata["namespace"] = self.namespace
        if self.labels:
            metadata["labels"] = dict(self.labels)
        if self.annotations:
            metadata["annotations"] = dict(self.annotations)
        return {"apiVersion": version, "kind": kind, "metadata": metadata, **self.body()}


def namespace_of(site: Site) -> str:
    """The namespace: one for each application and environment."""
    return "-".join(part for part in (site.application, site.environment) if part)


def called(site: Site) -> str:
    """The name in the cluster: that which the component was created with, so that renaming replaces nothing."""
    return site.physical or site.name


def labels_of(site: Site) -> dict[str, str]:
    """The recommended labels (Kubernetes documentation, "Recommended Labels")."""
    return {
        NAME: called(site),
        COMPONENT: site.name,
        "app.kubernetes.io/part-of": site.application,
        "app.kubernetes.io/managed-by": "mainstay",
    }


def common_labels(site: Site) -> dict[str, str]:
    """The labels of what belongs to the application as a whole."""
    return {"app.kubernetes.io/part-of": site.application, "app.kubernetes.io/managed-by": "mainstay"}


def selector(component: str) -> Document:
    """Finds the pods of a component."""
    return {"matchLabels": {COMPONENT: component}}


def without_empty(fields: Document) -> Document:
    """Only the fields that say something; 0 and False do."""
    return {key: value for key, value in fields.items() if value not in (None, "", (), [], {})}
