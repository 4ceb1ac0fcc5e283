"""Configuration that is no secret."""

from mainstay.catalog.kubernetes.base import Document, K8sKind
from mainstay.model.told import Told


class ConfigMap(K8sKind, tag="k8s.config_map", frozen=True, kw_only=True):
    """Values by name. Nothing secret belongs here: who may read pods may usually read it."""

    id = "k8s.config_map"
    manifest = ("v1", "ConfigMap")
    about = "Plain configuration of a program."

    data: dict[str, Told]

    def body(self) -> Document:
        """The values, sorted."""
        return {"data": {name: self.data[name] for name in sorted(self.data)}}


KIND = ConfigMap
