"""Network policies: pods are closed but for openings, each link is open at both ends, and nothing else is.

Policies add up: once one selects a pod for a direction, only what some policy opens passes (Kubernetes documentation,
"Network Policies").
"""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.entrances import wanted
from mainstay.compile.verify.facts.kubernetes import MESH_CONTROL
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.flows import ports_of
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.mesh_reading import members
from mainstay.compile.verify.pods import Pod, pods
from mainstay.compile.verify.view import View, mapping_at, text_at, type_of, values
from mainstay.compile.verify.ways_out import outside_of
from mainstay.model.graph import Resource
from mainstay.model.requirement import Access
from mainstay.model.told import Ref

_POLICY = "NetworkPolicy"
_NAMESPACE = "kubernetes.io/metadata.name"
_AGENT, _AGENT_PORT = "169.254.170.23/32", 80
_SIDES = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}


class _Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One opening of one policy: `peers` are empty where it opens to everybody."""

    policy: Resource
    peers: tuple[object, ...]
    ports: tuple[object, ...]

    def lets(self, port: int) -> bool:
        """Whether it opens the port of TCP; a rule without ports opens all, a named port is not known here."""
        return not self.ports or any(
            (text_at(one, "protocol") or "TCP") == "TCP" and port in values(one, "port") for one in self.ports
        )


class _Around(msgspec.Struct, frozen=True, kw_only=True):
    """What the policies say about one pod, by direction; `closed` are the directions that only openings pass."""

    pod: Pod
    closed: frozenset[str]
    rules: dict[str, tuple[_Rule, ...]]


def cluster_policies(view: View, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What policies close and must not, and open and must not."""
    around = {pod.resource.name: _around(view, pod) for pod in pods(view)}
    if not view.of(_POLICY):
        if around and view.of("Namespace"):
            yield _not_closed(next(iter(around)), "Ingress")
        return
    by_component: dict[str, list[_Around]] = {}
    for one in around.values():
        by_component.setdefault(one.pod.resource.component, []).append(one)
        for direction in sorted(set(_SIDES) - one.closed):
            yield _not_closed(one.pod.resource.name, direction)
    for link in asked:
        for source in by_component.get(link.source, []):
            yield from _link(view, source, link, by_component.get(link.target, []))
    yield from _copies(around)
    yield from _control_planes(view, around)
    yield from _identities(view, around)
    yield from _needs_of_all(view, around)
    linked = {(link.source, link.target) for link in asked}
    for one in around.values():
        yield from _too_open(view, one, by_component, linked)


def _not_closed(name: str, direction: str) -> Finding:
    must = f"must be closed for {direction.lower()} but for what links need"
    return Finding(resource=name, must=must, found="no network policy closes it")


def _around(view: View, pod: Pod) -> _Around:
    closed: set[str] = set()
    rules: dict[str, list[_Rule]] = {direction: [] for direction in _SIDES}
    for policy in view.of(_POLICY):
        space = view.text(policy, "metadata.namespace")
        if space != pod.namespace or not _selects(mapping_at(view.bodies[policy.name], "spec.podSelector"), pod.labels):
            continue
        for direction in map(str, view.values(policy, "spec.policyTypes")):
            closed.add(direction)
            side, end = _SIDES[direction]
            for rule in view.values(policy, f"spec.{side}"):
                rules[direction].append(_Rule(policy=policy, peers=values(rule, end), ports=values(rule, "ports")))
    return _Around(pod=pod, closed=frozenset(closed), rules={side: tuple(found) for side, found in rules.items()})


def _selects(selector: object, labels: dict[str, str]) -> bool:
    """An empty selector selects all pods (Kubernetes API reference, "LabelSelector")."""
    return mapping_at(selector, "matchLabels").items() <= labels.items()


def _link(view: View, source: _Around, link: Link, targets: list[_Around]) -> Iterator[Finding]:
    for target in targets:
        yield from _link_inside(source, link, target)
    if targets:
        return
    outside = [part for part in view.parts.get(link.target, ()) if ports_of(view, part) and _in_network(view, part)]
    main = view.by_name.get(link.target)
    by_api = main is not None and not outside and not type_of(main)[0].isupper()
    beside = outside_of(view, link)
    by_api_ports = {443, *((beside.port,) if beside else ())} if by_api else set[int]()
    for port in sorted({port for part in outside for port in ports_of(view, part)} or by_api_ports):
        if not any(rule.lets(port) and _leaves(view, rule) for rule in source.rules["Egress"]):
            yield _shut(source.pod.resource.name, link, port, "out of it")


def _link_inside(source: _Around, link: Link, target: _Around) -> Iterator[Finding]:
    for port in target.pod.ports:
        if not _opens(source.rules["Egress"], port, target.pod):
            yield _shut(source.pod.resource.name, link, port, "out of it")
        if not _opens(target.rules["Ingress"], port, source.pod):
            yield _shut(source.pod.resource.name, link, port, f"into `{link.target}`")


def _in_network(view: View, part: Resource) -> bool:
    return bool(view.referred(part, "aws_security_group"))


def _shut(name: str, link: Link, port: int, where: str) -> Finding:
    must = f"must be able to connect to `{link.target}` on port {port}"
    return Finding(resource=name, must=must, found=f"no network policy lets it {where}", origin=link.origin)


def _opens(rules: tuple[_Rule, ...], port: int, other: Pod) -> bool:
    return any(rule.lets(port) and (not rule.peers or _is_peer(rule, other)) for rule in rules)


def _is_peer(rule: _Rule, other: Pod) -> bool:
    for peer in rule.peers:
        space = mapping_at(peer, "namespaceSelector.matchLabels")
        named = not space or space.get(_NAMESPACE) == other.namespace
        selector = next(iter(values(peer, "podSelector")), None)
        if selector is not None and named and _selects(selector, other.labels):
            return True
    return False


def _leaves(view: View, rule: _Rule) -> bool:
    """Whether it opens to the network around the cluster, or to everywhere."""
    for peer in rule.peers:
        for cidr in values(peer, "ipBlock.cidr"):
            network = isinstance(cidr, Ref) and type_of(view.by_name[cidr.resource]) == "aws_vpc"
            if network or cidr == "0.0.0.0/0":
                return True
    return not rule.peers


def _copies(around: dict[str, _Around]) -> Iterator[Finding]:
    """What copies a store by the clock must reach it."""
    stores = {name: one for name, one in around.items() if one.pod.ports and one.pod.resource.component == name}
    for name, one in around.items():
        store = stores.get(one.pod.resource.component)
        if store is None or store is one or type_of(one.pod.resource) != "CronJob":
            continue
        link = Link(source=name, target=store.pod.resource.name, access=frozenset({Access.READ}))
        yield from _link_inside(one, link, store)


def _control_planes(view: View, around: dict[str, _Around]) -> Iterator[Finding]:
    """The proxy of a pod in a mesh gets its certificate from the control plane, and without one nobody talks to it."""
    for member in members(view):
        space, ports = MESH_CONTROL[member.mesh]
        one = around[member.pod.resource.name]
        for port in ports:
            if not any(rule.lets(port) and _is_in(rule, space) for rule in one.rules["Egress"]):
                must = f"must be able to reach the control plane of {member.mesh} on port {port}"
                yield Finding(resource=member.pod.resource.name, must=must, found="no network policy lets it out there")


def _is_in(rule: _Rule, space: str) -> bool:
    named = (mapping_at(peer, "namespaceSelector.matchLabels").get(_NAMESPACE) for peer in rule.peers)
    return not rule.peers or space in named


def _identities(view: View, around: dict[str, _Around]) -> Iterator[Finding]:
    for association in view.of("aws_eks_pod_identity_association"):
        account = view.text(association, "service_account")
        for one in around.values():
            own = one.pod.account == account and one.pod.resource.component == association.component
            if own and not any(_asks_agent(rule) for rule in one.rules["Egress"]):
                must = "must be able to ask the agent of its node who it is"
                yield Finding(resource=one.pod.resource.name, must=must, found="no network policy lets it out there")


def _needs_of_all(view: View, around: dict[str, _Around]) -> Iterator[Finding]:
    """Every pod asks for names; one that the world reaches lets the load balancer in."""
    exposed = wanted(view)
    for name, one in around.items():
        asks = any(_asks_names(rule) for rule in one.rules["Egress"])
        if not asks and "Egress" in one.closed:
            yield Finding(resource=name, must="must be able to ask for names", found="no network policy lets it out")
        for port in one.pod.ports if one.pod.resource.component in exposed else ():
            if not any(rule.lets(port) and not _only_pods(rule) for rule in one.rules["Ingress"]):
                must = f"must let the world in on port {port}"
                yield Finding(resource=name, must=must, found="no network policy opens it to what stands before it")


def _asks_names(rule: _Rule) -> bool:
    return any(text_at(port, "protocol") == "UDP" and 53 in values(port, "port") for port in rule.ports)  # noqa: PLR2004 - DNS


def _only_pods(rule: _Rule) -> bool:
    """Whether it opens only to pods of the same namespace."""
    return bool(rule.peers) and all(
        values(peer, "podSelector") and not values(peer, "namespaceSelector") for peer in rule.peers
    )


def _asks_agent(rule: _Rule) -> bool:
    return rule.lets(_AGENT_PORT) and any(_AGENT in values(peer, "ipBlock.cidr") for peer in rule.peers)


def _too_open(
    view: View, one: _Around, others: dict[str, list[_Around]], linked: set[tuple[str, str]]
) -> Iterator[Finding]:
    component = one.pod.resource.component
    exposed = component in wanted(view)
    for direction, rule in ((direction, rule) for direction, rules in one.rules.items() for rule in rules):
        if not rule.ports:
            must = "must open single ports"
            yield Finding(resource=rule.policy.name, must=must, found=f"it opens all for {direction.lower()}")
        if not rule.peers and direction == "Egress":
            must = f"must let `{component}` out only to what its links need"
            yield Finding(resource=rule.policy.name, must=must, found="it opens to everybody")
        world = not rule.peers or any("0.0.0.0/0" in values(peer, "ipBlock.cidr") for peer in rule.peers)
        if world and direction == "Ingress" and not exposed:
            must = f"must not open `{component}` to everybody: the intent does not expose it"
            yield Finding(resource=rule.policy.name, must=must, found="it opens to all addresses")
        opened = _opened_to(rule, component, others) if rule.peers else ()
        ends = ((other, component) if direction == "Ingress" else (component, other) for other in opened)
        for source, target in (pair for pair in ends if pair not in linked):
            must = f"must not let `{source}` connect to `{target}`: no link asks for it"
            yield Finding(resource=rule.policy.name, must=must, found="it does")


def _opened_to(rule: _Rule, component: str, others: dict[str, list[_Around]]) -> Iterator[str]:
    """The other components to whose pods a rule opens."""
    for other, found in others.items():
        if other != component and any(_is_peer(rule, pod.pod) for pod in found):
            yield other
