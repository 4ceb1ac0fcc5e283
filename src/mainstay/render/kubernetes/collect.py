"""The manifests of one graph, each with the file it belongs in, why it is there, and what is still unknown in it."""

from typing import cast

import msgspec

from mainstay.catalog import Document, K8sKind
from mainstay.model.graph import Graph, Resource
from mainstay.model.told import Told
from mainstay.render.kubernetes.holes import Hole, Names, filled

_ORDER = (
    "Namespace",
    "StorageClass",
    "ResourceQuota",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ConfigMap",
    "SecretStore",
    "Password",
    "ExternalSecret",
    "Secret",
    "PersistentVolumeClaim",
    "Deployment",
    "StatefulSet",
    "Job",
    "CronJob",
    "Service",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
)
"""How one reads a component: who it is, what it knows, what runs, how it is found; then who may talk to it."""
SHARED = "namespace"


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One document. `file` is where it belongs (without `.yaml`), `says` why it is there."""

    resource: str
    file: str
    document: Document
    holes: tuple[Hole, ...]
    says: tuple[str, ...]

    @property
    def kind(self) -> str:
        """`Deployment`."""
        return str(self.document["kind"])

    @property
    def name(self) -> str:
        """Its name in the cluster."""
        return name_of(self.document)

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be unique in a namespace. The one Namespace is the same thing in every environment."""
        name = "" if self.kind == "Namespace" else self.name
        return (str(self.document["apiVersion"]).partition("/")[0], self.kind, name)

    @property
    def place(self) -> tuple[str, int, str, str]:
        """Where it stands among others."""
        rank = _ORDER.index(self.kind) if self.kind in _ORDER else len(_ORDER)
        return (self.file, rank, self.kind, self.name)


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """All manifests of one environment, in order, and the values that they wait for."""

    name: str
    namespace: str
    application: str
    region: str
    manifests: tuple[Manifest, ...]
    values: dict[str, Told]


def environment(graph: Graph) -> Environment:
    """The manifests of `graph`, in the order of files."""
    names = Names()
    found = [_manifest(one, one.kind, graph, names) for one in graph.resources if isinstance(one.kind, K8sKind)]
    whole = graph.intent.whole
    return Environment(
        name=whole.environment or "default",
        namespace="-".join(part for part in (graph.intent.application, whole.environment) if part),
        application=graph.intent.application,
        region=whole.region,
        manifests=tuple(sorted(found, key=lambda one: one.place)),
        values={key: names.values[key] for key in sorted(names.values)},
    )


def _manifest(resource: Resource, kind: K8sKind, graph: Graph, names: Names) -> Manifest:
    owner = kind.name or resource.name
    document, holes = filled(kind.document(), owner, names)
    says = [why.says if not why.property else f"{why.property}: {why.says}" for why in resource.why]
    return Manifest(
        resource=resource.name,
        file=_file(resource, graph),
        document=document,
        holes=holes,
        says=tuple(says[: 1 + sum(1 for why in resource.why if why.property)]),
    )


def _file(resource: Resource, graph: Graph) -> str:
    """That of the component in its name, for that is whose pods it is about."""
    first = resource.name.partition(".")[0]
    if first == "shared":
        return SHARED
    return first if first in graph.intent.names else resource.component or first


def name_of(document: Document) -> str:
    """The name in the metadata of a document."""
    return str(cast("Document", document["metadata"])["name"])
