"""Istio: PeerAuthentication and AuthorizationPolicy, read as Istio reads them.

Istio documentation, "PeerAuthentication" and "Authorization Policy": without a selector they are about the namespace;
once one ALLOW policy selects a pod, only what some rule allows passes; an empty specification allows nothing.
"""

import re
from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.mesh_reading import ISTIO, Member, Opening, Reading, chosen, of_mesh
from mainstay.compile.verify.view import View, mapping_at, values
from mainstay.model.graph import Resource

_GROUP = "security.istio.io"
_PRINCIPAL = re.compile(r"cluster\.local/ns/([^/*]+)/sa/([^/*]+)")
"""An identity of the default trust domain (Istio, "meshConfig.trustDomain")."""
_LABELS = "spec.selector.matchLabels"


def istio(view: View, found: tuple[Member, ...], exposed: frozenset[str]) -> Reading:
    """What Istio allows to and by its members."""
    inside = tuple(one for one in found if one.mesh == ISTIO)
    policies = of_mesh(view, "AuthorizationPolicy", _GROUP)
    openings = tuple(opening for policy in policies for opening in _openings(view, policy, inside))
    wrong = (
        *_not_strict(view, inside, exposed),
        *_not_closed(view, inside, policies),
        *_other_actions(view, policies),
    )
    return Reading(openings=openings, findings=tuple(wrong))


def _openings(view: View, policy: Resource, inside: tuple[Member, ...]) -> Iterator[Opening]:
    targets = chosen(view, policy, _LABELS, inside)
    for rule in view.values(policy, "spec.rules"):
        numbers = frozenset(int(str(port)) for port in values(rule, "to.operation.ports"))
        sources = values(rule, "from.source")
        principals = [str(one) for one in values(rule, "from.source.principals")]
        named = [match.groups() for one in principals if (match := _PRINCIPAL.fullmatch(one))]
        yield Opening(
            policy=policy,
            targets=targets,
            ports=numbers,
            accounts=frozenset((str(space), str(account)) for space, account in named),
            everybody=not sources,
            unknown=_unknown(sources, principals, len(named)),
        )


def _unknown(sources: tuple[object, ...], principals: list[str], named: int) -> str:
    wide = [one for one in principals if not _PRINCIPAL.fullmatch(one)]
    others = sorted({str(key) for one in sources for key in mapping_at({"": one}, "")} - {"principals"})
    if wide or len(principals) != named:
        return f"the principals {', '.join(wide)}"
    return f"by {', '.join(others)}" if others else ""


def _not_strict(view: View, inside: tuple[Member, ...], exposed: frozenset[str]) -> Iterator[Finding]:
    """Mutual TLS is strict for all of the namespace; a port may do without where the world comes in."""
    rules = of_mesh(view, "PeerAuthentication", _GROUP)
    for space in sorted({one.pod.namespace for one in inside}):
        whole = [one for one in rules if view.text(one, "metadata.namespace") == space and not _selects(view, one)]
        if [view.text(one, "spec.mtls.mode") for one in whole] != ["STRICT"]:
            name = whole[0].name if whole else next(o.pod.resource.name for o in inside if o.pod.namespace == space)
            must = f"must talk over mutual TLS only in the namespace {space}"
            yield Finding(resource=name, must=must, found="nothing says that it is strict there")
    exceptions = [one for one in rules if _selects(view, one)]
    for rule in exceptions:
        yield from _exception(view, rule, inside, exposed)
    yield from _shut(view, exceptions, tuple(one for one in inside if one.pod.resource.component in exposed))


def _shut(view: View, exceptions: list[Resource], exposed: tuple[Member, ...]) -> Iterator[Finding]:
    """What brings the requests of the world is in no mesh: it speaks no mutual TLS."""
    for member in exposed:
        about = (rule for rule in exceptions if chosen(view, rule, _LABELS, (member,)))
        plain = {port for rule in about for port in _plain(view, rule)}
        for port in (one for one in member.pod.ports if one not in plain):
            must = f"must take what the world sends on port {port} without mutual TLS"
            yield Finding(resource=member.pod.resource.name, must=must, found="it is strict there")


def _exception(view: View, rule: Resource, inside: tuple[Member, ...], exposed: frozenset[str]) -> Iterator[Finding]:
    plain = _plain(view, rule)
    if view.text(rule, "spec.mtls.mode") not in {"", "STRICT"}:
        yield Finding(resource=rule.name, must="must keep mutual TLS strict", found="it does not for all ports")
    for member in chosen(view, rule, _LABELS, inside):
        open_ = set(member.pod.ports) if member.pod.resource.component in exposed else set[int]()
        if plain - open_:
            must = f"must keep mutual TLS of `{member.pod.resource.component}` strict but where the world comes in"
            ports = ", ".join(map(str, sorted(plain - open_)))
            yield Finding(resource=rule.name, must=must, found=f"it does not on port {ports}")


def _plain(view: View, rule: Resource) -> set[int]:
    """The ports that an exception takes plain connections on."""
    ports = mapping_at(view.bodies[rule.name], "spec.portLevelMtls")
    return {int(port) for port, said in ports.items() if mapping_at({"": said}, "").get("mode") != "STRICT"}


def _selects(view: View, rule: Resource) -> bool:
    return bool(mapping_at(view.bodies[rule.name], _LABELS))


def _not_closed(view: View, inside: tuple[Member, ...], policies: tuple[Resource, ...]) -> Iterator[Finding]:
    closed = {one.pod.resource.name for policy in policies for one in chosen(view, policy, _LABELS, inside)}
    for member in inside:
        if member.pod.resource.name not in closed:
            must = "must be closed but for what links need"
            yield Finding(resource=member.pod.resource.name, must=must, found="no policy of istio selects it")


def _other_actions(view: View, policies: tuple[Resource, ...]) -> Iterator[Finding]:
    for policy in policies:
        action = view.text(policy, "spec.action") or "ALLOW"
        if action != "ALLOW":
            yield Finding(resource=policy.name, must="must allow single links", found=f"its action is {action}")
