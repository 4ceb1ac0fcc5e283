"""What the checker reads from the objects of a mesh: who is in it, and who may call whom on which port."""

import msgspec

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.pods import WORKLOADS, Pod, pod_of, template_of
from mainstay.compile.verify.view import View, mapping_at
from mainstay.model.graph import Resource

ISTIO, LINKERD = "istio", "linkerd"
MESHES = frozenset({ISTIO, LINKERD})
_GROUPS = {"security.istio.io": ISTIO, "policy.linkerd.io": LINKERD}
_ISTIO_LABEL = ("sidecar.istio.io/inject", "true")
"""Istio, "Installing the Sidecar"."""
_LINKERD_ANNOTATION = "linkerd.io/inject"
"""Linkerd, "Automatic Proxy Injection"."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """The pods of one workload that are in a mesh, with their annotations."""

    pod: Pod
    mesh: str
    annotations: dict[str, str]


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a policy allows: `accounts` (namespace, service account) or `everybody` may call `targets`.

    Without `ports` it is all ports. `unknown` says in words what else it allows that nobody here can judge.
    """

    policy: Resource
    targets: tuple[Member, ...]
    ports: frozenset[int]
    accounts: frozenset[tuple[str, str]] = frozenset()
    everybody: bool = False
    unknown: str = ""

    def lets(self, target: Member, port: int, *, by: Member | None) -> bool:
        """Whether it lets `by` (None: somebody without an identity) call `port` of `target`."""
        there = target in self.targets and (not self.ports or port in self.ports)
        known = by is not None and (by.pod.namespace, by.pod.account) in self.accounts
        return there and (self.everybody or known)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All that a mesh allows, and what is wrong with it anyway; `by_target` are the openings to each resource."""

    openings: tuple[Opening, ...] = ()
    findings: tuple[Finding, ...] = ()
    by_target: dict[str, list[Opening]] = {}

    def about(self, target: Member) -> list[Opening]:
        """The openings that let somebody call `target`."""
        return self.by_target.get(target.pod.resource.name, [])


def members(view: View) -> tuple[Member, ...]:
    """The pods that ask to be in a mesh: by the label that Istio, or the annotation that Linkerd looks for."""
    found = (_member(view, resource) for resource in view.of(*WORKLOADS))
    return tuple(one for one in found if one is not None)


def _member(view: View, resource: Resource) -> Member | None:
    pod = pod_of(view, resource)
    found = mapping_at(view.bodies[resource.name], f"{template_of(resource)}.metadata.annotations")
    notes = {key: str(value) for key, value in found.items()}
    if _ISTIO_LABEL in pod.labels.items():
        return Member(pod=pod, mesh=ISTIO, annotations=notes)
    if notes.get(_LINKERD_ANNOTATION) == "enabled":
        return Member(pod=pod, mesh=LINKERD, annotations=notes)
    return None


def mesh_of(view: View, name: str) -> str:
    """The mesh that a component is; "" where it is none."""
    main = view.by_name.get(name)
    return _GROUPS.get(view.text(main, "apiVersion").partition("/")[0], "") if main else ""


def of_mesh(view: View, type_: str, group: str) -> tuple[Resource, ...]:
    """The objects of a kind that belong to an API group: both meshes have an `AuthorizationPolicy`."""
    return tuple(one for one in view.of(type_) if view.text(one, "apiVersion").startswith(f"{group}/"))


def chosen(view: View, resource: Resource, path: str, among: tuple[Member, ...]) -> tuple[Member, ...]:
    """Those of `among` in its namespace that the labels at `path` select; all of them where there are none."""
    space = view.text(resource, "metadata.namespace")
    labels = mapping_at(view.bodies[resource.name], path)
    return tuple(one for one in among if one.pod.namespace == space and labels.items() <= one.pod.labels.items())
