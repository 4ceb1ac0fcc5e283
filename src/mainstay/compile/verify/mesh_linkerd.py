"""Linkerd: Server, AuthorizationPolicy and the authentications that they name, read as Linkerd reads them.

Linkerd documentation, "Authorization Policy": the default of a pod decides about ports without a Server; on a port with
one only what a policy with this target allows passes, and all authentications that the policy names must hold.
"""

from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.mesh_reading import LINKERD, Member, Opening, Reading, chosen, of_mesh
from mainstay.compile.verify.view import View, text_at
from mainstay.model.graph import Resource

_GROUP = "policy.linkerd.io"
_DEFAULT = "config.linkerd.io/default-inbound-policy"
_DENY = "deny"


def linkerd(view: View, found: tuple[Member, ...]) -> Reading:
    """What Linkerd allows to and by its members."""
    inside = tuple(one for one in found if one.mesh == LINKERD)
    servers = of_mesh(view, "Server", _GROUP)
    openings = tuple(
        opening
        for policy in of_mesh(view, "AuthorizationPolicy", _GROUP)
        for server in servers
        if _is_about(view, policy, server)
        for opening in (_opening(view, policy, server, inside),)
    )
    return Reading(openings=openings, findings=(*_not_closed(inside), *_open_servers(view, servers)))


def _is_about(view: View, policy: Resource, server: Resource) -> bool:
    same = view.text(policy, "metadata.namespace") == view.text(server, "metadata.namespace")
    kind, name = (view.text(policy, f"spec.targetRef.{one}") for one in ("kind", "name"))
    return same and (kind, name) == ("Server", view.text(server, "metadata.name"))


def _opening(view: View, policy: Resource, server: Resource, inside: tuple[Member, ...]) -> Opening:
    space = view.text(policy, "metadata.namespace")
    asked = view.values(policy, "spec.requiredAuthenticationRefs")
    kinds = {text_at(one, "kind") for one in asked}
    named = frozenset(
        (text_at(one, "namespace") or space, text_at(one, "name"))
        for one in asked
        if text_at(one, "kind") == "ServiceAccount"
    )
    port = view.number(server, "spec.port")
    networks = kinds <= {"NetworkAuthentication"} and all(_is_there(view, one, space) for one in asked)
    others = sorted(kinds - {"ServiceAccount", "NetworkAuthentication"})
    return Opening(
        policy=policy,
        targets=chosen(view, server, "spec.podSelector.matchLabels", inside),
        ports=frozenset() if port is None else frozenset({int(port)}),
        # Several identities would all have to hold at once, which no caller can.
        accounts=named if len(asked) == 1 else frozenset(),
        everybody=networks,
        unknown=f"by {', '.join(others)}" if others else "",
    )


def _is_there(view: View, named: object, space: str) -> bool:
    return any(
        (view.text(one, "metadata.name"), view.text(one, "metadata.namespace")) == (text_at(named, "name"), space)
        for one in of_mesh(view, "NetworkAuthentication", _GROUP)
    )


def _not_closed(inside: tuple[Member, ...]) -> Iterator[Finding]:
    for member in inside:
        default = member.annotations.get(_DEFAULT, "")
        if default != _DENY:
            must = "must be closed but for what links need: without an identity nobody may call it"
            found = f"its default for what comes in is {default or 'that of the installation'}"
            yield Finding(resource=member.pod.resource.name, must=must, found=found)


def _open_servers(view: View, servers: tuple[Resource, ...]) -> Iterator[Finding]:
    for server in servers:
        default = view.text(server, "spec.accessPolicy") or _DENY
        if default != _DENY:
            must = "must deny what no policy allows"
            yield Finding(resource=server.name, must=must, found=f"its policy for others is {default}")
