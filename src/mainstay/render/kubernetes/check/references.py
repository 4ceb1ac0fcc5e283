"""What documents say about each other: selectors, ports, names."""

from collections.abc import Iterable, Iterator, Sequence

from mainstay.catalog import Document
from mainstay.render.kubernetes.check.reading import (
    at,
    containers,
    items,
    mapping,
    pod_template,
    refuse,
    selects,
    where,
)

_OURS = "encrypted"
"""The storage class that the catalog writes itself; all others belong to the cluster."""
_SELECTING = {"Deployment", "StatefulSet"}


def check_references(documents: Sequence[Document]) -> None:
    """Raises `MainstayError` where two documents are the same thing, or one refers to what no document is."""
    _check_unique(documents)
    names = {(str(d.get("kind")), str(at(d, "metadata", "name"))) for d in documents}
    names |= {("Secret", str(at(d, "spec", "target", "name"))) for d in documents if d.get("kind") == "ExternalSecret"}
    templates = [template for d in documents if (template := pod_template(d))]
    for document in documents:
        _check_selector(document)
        _check_service(document, templates)
        _check_finds_pods(document, templates)
        for kind, name in _mentioned(document):
            if (kind, name) not in names:
                near = ", ".join(sorted(other for k, other in names if k == kind)) or "none"
                refuse(document, f"the {kind} it refers to must exist", f"`{name}` does not ({kind}s: {near})")


def _check_unique(documents: Iterable[Document]) -> None:
    seen: set[tuple[str, str]] = set()
    for document in documents:
        key = (f"{document.get('apiVersion')}", where(document))
        if key in seen:
            refuse(document, "a name must be given once in its namespace", "two documents have it")
        seen.add(key)


def _check_selector(document: Document) -> None:
    if document.get("kind") not in _SELECTING:
        return
    labels = mapping(pod_template(document), "metadata", "labels")
    if not selects(mapping(document, "spec", "selector"), labels):
        refuse(document, "its selector must find its own pods", f"their labels are {_shown(labels)}")


def _check_service(document: Document, templates: Sequence[Document]) -> None:
    """A Service leads to pods, and each of its ports to a port of a container."""
    if document.get("kind") != "Service":
        return
    wanted = mapping(document, "spec", "selector")
    found = [one for one in templates if selects({"matchLabels": wanted}, mapping(one, "metadata", "labels"))]
    if not found:
        refuse(document, "it must lead to pods", f"no pods have the labels {_shown(wanted)}")
    open_ports = {
        value
        for template in found
        for container in containers(template)
        for port in items(container, "ports")
        for value in (port.get("name"), port.get("containerPort"))
    }
    for port in items(document, "spec", "ports"):
        target = port.get("targetPort", port.get("port"))
        if target not in open_ports:
            listed = ", ".join(sorted(str(value) for value in open_ports)) or "none"
            refuse(document, f"port {target} must be one of a container", f"the containers have {listed}")


def _check_finds_pods(document: Document, templates: Sequence[Document]) -> None:
    """What acts on pods by their labels must find some."""
    selector = {
        "PodDisruptionBudget": mapping(document, "spec", "selector"),
        "NetworkPolicy": mapping(document, "spec", "podSelector"),
        "PeerAuthentication": mapping(document, "spec", "selector"),
        "Server": mapping(document, "spec", "podSelector"),
    }.get(str(document.get("kind")), {})
    if selector and not any(selects(selector, mapping(one, "metadata", "labels")) for one in templates):
        refuse(document, "it must select pods", f"no pods have the labels {_shown(mapping(selector, 'matchLabels'))}")


def _mentioned(document: Document) -> Iterator[tuple[str, str]]:
    """All (kind, name) that a document refers to."""
    yield from _of_pods(pod_template(document), claims=_own_claims(document))
    yield from (("StorageClass", name) for name in _classes(document) if name == _OURS)
    kind = document.get("kind")
    if kind == "HorizontalPodAutoscaler":
        target = mapping(document, "spec", "scaleTargetRef")
        yield str(target.get("kind")), str(target.get("name"))
    elif kind == "Ingress":
        for rule in items(document, "spec", "rules"):
            for path in items(rule, "http", "paths"):
                yield "Service", str(at(path, "backend", "service", "name"))
    elif kind == "HTTPRoute":
        yield from (("Gateway", str(parent.get("name"))) for parent in items(document, "spec", "parentRefs"))
        for rule in items(document, "spec", "rules"):
            yield from (("Service", str(one.get("name"))) for one in items(rule, "backendRefs"))
    elif kind == "TargetGroupBinding":
        yield "Service", str(at(document, "spec", "serviceRef", "name"))
    elif kind == "RoleBinding":
        yield "Role", str(at(document, "roleRef", "name"))
        yield from ((str(one.get("kind")), str(one.get("name"))) for one in items(document, "subjects"))
    else:
        yield from _of_custom(document)


def _of_custom(document: Document) -> Iterator[tuple[str, str]]:
    if document.get("kind") == "ExternalSecret":
        store = mapping(document, "spec", "secretStoreRef")
        if store.get("kind") == "SecretStore":
            yield "SecretStore", str(store.get("name"))
        for one in items(document, "spec", "dataFrom"):
            yield "Password", str(at(one, "sourceRef", "generatorRef", "name"))
    if str(document.get("apiVersion")).startswith("policy.linkerd.io/"):
        target = mapping(document, "spec", "targetRef")
        if target:
            yield str(target.get("kind")), str(target.get("name"))
        for one in items(document, "spec", "requiredAuthenticationRefs"):
            yield str(one.get("kind")), str(one.get("name"))


def _of_pods(template: Document, claims: set[str]) -> Iterator[tuple[str, str]]:
    if not template:
        return
    spec = mapping(template, "spec")
    if "serviceAccountName" in spec:
        yield "ServiceAccount", str(spec["serviceAccountName"])
    volumes = {str(volume.get("name")) for volume in items(spec, "volumes")} | claims
    for volume in items(spec, "volumes"):
        claim = at(volume, "persistentVolumeClaim", "claimName")
        if claim is not None:
            yield "PersistentVolumeClaim", str(claim)
    for container in containers(template):
        for mount in items(container, "volumeMounts"):
            if mount.get("name") not in volumes:
                yield "volume", str(mount.get("name"))
        for source in items(container, "envFrom"):
            yield from _named(source, {"configMapRef": "ConfigMap", "secretRef": "Secret"})
        for variable in items(container, "env"):
            yield from _named(
                mapping(variable, "valueFrom"), {"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}
            )


def _classes(document: Document) -> Iterator[str]:
    """The storage classes that claims name. Those of a cluster that is there already are not ours to know."""
    for claim in (document, *items(document, "spec", "volumeClaimTemplates")):
        yield str(at(claim, "spec", "storageClassName"))


def _own_claims(document: Document) -> set[str]:
    return {str(at(one, "metadata", "name")) for one in items(document, "spec", "volumeClaimTemplates")}


def _named(source: Document, kinds: dict[str, str]) -> Iterator[tuple[str, str]]:
    for field, kind in kinds.items():
        name = at(source, field, "name")
        if name is not None:
            yield kind, str(name)


def _shown(labels: Document) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(labels.items())) or "none"
