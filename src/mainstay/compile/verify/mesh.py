"""Meshes: every link between their members is allowed by identity, nothing wider is, and nobody talks in the clear.

Istio and Linkerd say the same in different objects. `mesh_istio` and `mesh_linkerd` read theirs as *openings*; what
must hold of openings is the same for both.
"""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.entrances import wanted
from mainstay.compile.verify.finding import OURS, Finding
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.mesh_istio import istio
from mainstay.compile.verify.mesh_linkerd import linkerd
from mainstay.compile.verify.mesh_reading import MESHES, Member, Opening, Reading, members, mesh_of
from mainstay.compile.verify.pods import Pod, pods
from mainstay.compile.verify.view import View


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who has to reach whom: components by link, the components that the world reaches, and who runs as what."""

    links: frozenset[tuple[str, str]]
    exposed: frozenset[str]
    components: dict[tuple[str, str], str]


def mesh(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What a mesh refuses and must not, and lets through and must not."""
    found = members(view)
    all_ = pods(view)
    yield from _outside(view, asked, all_, found)
    if not found:
        return
    wants = _Asked(
        links=frozenset((link.source, link.target) for link in asked),
        exposed=wanted(view),
        components={(one.pod.namespace, one.pod.account): one.pod.resource.component for one in found},
    )
    reading = _together(istio(view, found, wants.exposed), linkerd(view, found))
    yield from reading.findings
    yield from _links(asked, all_, found, reading)
    yield from _world(found, reading, wants.exposed)
    for opening in reading.openings:
        yield from _too_wide(opening, wants)


def _outside(
    view: View, asked: tuple[Link, ...], all_: tuple[Pod, ...], found: tuple[Member, ...]
) -> Iterator[Finding]:
    """Who uses a mesh, or is set to be in one, must be in it: its pods ask for the proxy."""
    inside = {(one.pod.resource.name, one.mesh) for one in found}
    used = {(link.source, mesh_of(view, link.target)) for link in asked}
    for pod in all_:
        component = view.components.get(pod.resource.component)
        stated = str(component.overrides.get("mesh", "")) if component else ""
        wants = {one for one in MESHES if one == stated or (pod.resource.component, one) in used}
        for name in sorted(wants):
            if (pod.resource.name, name) not in inside:
                must = f"must be in the mesh of {name}, as the intent asks"
                yield Finding(resource=pod.resource.name, must=must, found="its pods do not ask for the proxy")


def _links(
    asked: tuple[Link, ...], all_: tuple[Pod, ...], found: tuple[Member, ...], reading: Reading
) -> Iterator[Finding]:
    inside = {one.pod.resource.name: one for one in found}
    by_component: dict[str, list[Pod]] = {}
    for pod in all_:
        by_component.setdefault(pod.resource.component, []).append(pod)
    for link in asked:
        targets = (inside.get(pod.resource.name) for pod in by_component.get(link.target, ()))
        for target in (one for one in targets if one is not None):
            for source in by_component.get(link.source, ()):
                yield from _link(link, (source, inside.get(source.resource.name)), target, reading)


def _together(first: Reading, second: Reading) -> Reading:
    openings = first.openings + second.openings
    by_target: dict[str, list[Opening]] = {}
    for opening in openings:
        for target in opening.targets:
            by_target.setdefault(target.pod.resource.name, []).append(opening)
    return Reading(openings=openings, findings=first.findings + second.findings, by_target=by_target)


def _link(link: Link, caller: tuple[Pod, Member | None], target: Member, reading: Reading) -> Iterator[Finding]:
    """Who is not in the mesh of what it calls has no identity there."""
    source, member = caller
    known = member if member is not None and member.mesh == target.mesh else None
    for port in target.pod.ports:
        if not any(opening.lets(target, port, by=known) for opening in reading.about(target)):
            must = f"must be allowed by the mesh to call `{link.target}` on port {port}"
            found = f"no policy of {target.mesh} allows its identity" if known else f"it is not in {target.mesh} itself"
            hint = OURS if known else f"let `{link.source}` use the mesh, too"
            yield Finding(resource=source.resource.name, must=must, found=found, hint=hint, origin=link.origin)


def _world(found: tuple[Member, ...], reading: Reading, exposed: frozenset[str]) -> Iterator[Finding]:
    """What brings the requests of the world has no identity in the mesh."""
    for one in (one for one in found if one.pod.resource.component in exposed):
        for port in one.pod.ports:
            if not any(opening.lets(one, port, by=None) for opening in reading.about(one)):
                must = f"must be reachable by the world on port {port}"
                refused = f"no policy of {one.mesh} allows those who have no identity"
                yield Finding(resource=one.pod.resource.name, must=must, found=refused)


def _too_wide(opening: Opening, wants: _Asked) -> Iterator[Finding]:
    targets = sorted({target.pod.resource.component for target in opening.targets})
    name = opening.policy.name
    if opening.unknown:
        must = "must allow nothing but single identities of the application"
        yield Finding(resource=name, must=must, found=f"it allows {opening.unknown}")
    if not opening.ports:
        yield Finding(resource=name, must="must open single ports", found="it opens all of them")
    for target in (one for one in targets if opening.everybody and one not in wants.exposed):
        must = f"must not open `{target}` to everybody: the intent does not expose it"
        yield Finding(resource=name, must=must, found="it asks for no identity")
    for account in opening.accounts:
        source = wants.components.get(account)
        if source is None:
            told = f"it allows {'/'.join(account)}"
            yield Finding(resource=name, must="must allow identities of programs of the mesh only", found=told)
            continue
        for target in (one for one in targets if (source, one) not in wants.links and source != one):
            must = f"must not let `{source}` call `{target}`: no link asks for it"
            yield Finding(resource=name, must=must, found="it allows its identity")
