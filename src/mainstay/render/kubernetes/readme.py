"""What a person must know who applies the files."""

from collections.abc import Iterable

from mainstay.model.references import references
from mainstay.render.kubernetes.collect import Environment

_NEEDS = {
    "ExternalSecret": "External Secrets 0.16 or newer (`external-secrets.io/v1`)",
    "TargetGroupBinding": "AWS Load Balancer Controller 2.5 or newer",
    "Ingress": "an ingress controller, and cert-manager with the ClusterIssuer that the annotations name",
    "Gateway": "the Gateway API 1.1 or newer with a controller, and cert-manager with its Gateway support",
    "PeerAuthentication": "Istio 1.22 or newer with its CNI plugin, for restricted pods may not change their network",
    "Server": "Linkerd 2.16 or newer with its CNI plugin, for restricted pods may not change their network",
    "HorizontalPodAutoscaler": "metrics-server",
    "NetworkPolicy": "a network plugin that enforces NetworkPolicy for both directions",
}


def readme(environments: tuple[Environment, ...]) -> str:
    """Markdown."""
    return "\n".join((*_head(environments), *_needs(environments), *_values(environments), ""))


def _head(environments: tuple[Environment, ...]) -> Iterable[str]:
    yield f"# {environments[0].application} on Kubernetes"
    yield ""
    yield "Written by mainstay; changes belong in mainstay.yaml. `base/` is what all environments have in common,"
    yield "`overlays/<environment>/` holds exactly what differs."
    yield ""
    yield "```sh"
    for one in environments:
        yield f"kubectl apply -k overlays/{one.name}"
    yield "```"
    yield ""


def _needs(environments: tuple[Environment, ...]) -> Iterable[str]:
    kinds = {manifest.kind for one in environments for manifest in one.manifests}
    yield "The cluster must have:"
    yield ""
    for kind, need in _NEEDS.items():
        if kind in kinds:
            yield f"- {need}"
    yield ""


def _values(environments: tuple[Environment, ...]) -> Iterable[str]:
    if not any(one.values for one in environments):
        return
    yield "What only exists outside of the cluster (addresses, names) stands in"
    yield "`overlays/<environment>/infrastructure.env`."
    yield "Replace each `<…>` there."
    if not any(any(references(value)) for one in environments for value in one.values.values()):
        return
    yield "Terraform writes what it makes:"
    yield ""
    yield "```sh"
    for one in environments:
        yield f"terraform output -raw infrastructure > overlays/{one.name}/infrastructure.env"
    yield "```"
