"""Reachability: every connection that is needed is possible, and no rule opens more than that."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts.kubernetes import CONTROL_TO_NODES, NODES_TO_CONTROL, NODES_TO_NODES
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.flows import HTTPS, Flow, flows
from mainstay.compile.verify.links import Link
from mainstay.compile.verify.network import Net, Opening, covers, is_world
from mainstay.compile.verify.ways_out import Calls, calls, way_to


class _Needed(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be open: (from group, to group, port); (group, port) to the world; (group, service).

    `ranges` is what a cluster needs: (from group, to group, protocol, lowest and highest port).
    """

    pairs: frozenset[tuple[str, str, int]]
    out: frozenset[tuple[str, int]]
    services: frozenset[tuple[str, str]]
    ranges: frozenset[tuple[str, str, str, int, int]]


def reachability(net: Net, asked: tuple[Link, ...]) -> Iterator[Finding]:
    """What cannot be reached and must, and what is open and need not be."""
    needed = tuple(flows(net, asked))
    called = tuple(calls(net, asked))
    for flow in needed:
        yield from _possible(net, flow)
    for call in called:
        if not way_to(net, call):
            yield _no_way(call)
    yield from _too_wide(net, _all_needed(net, needed, called))
    yield from _network_of_groups(net)
    yield from _tables(net)
    yield from _in_two_zones(net)
    yield from _cluster_talks(net)


def _possible(net: Net, flow: Flow) -> Iterator[Finding]:
    source, target = flow.source.resource.name, flow.target.resource.name
    must = f"must be able to connect to `{target}` on port {flow.port} ({flow.says})"
    networks = {net.vpc(name) for stand in (flow.source, flow.target) for name in stand.subnets}
    broken = (
        (not flow.source.subnets or not flow.target.subnets, "one of them stands in no subnet"),
        (len(networks) > 1, "they stand in different networks"),
        (not net.leaves(flow.source, to=flow.target, port=flow.port), "no rule lets it out"),
        (not net.enters(flow.source, to=flow.target, port=flow.port), f"no rule of `{target}` lets it in"),
    )
    for is_broken, found in broken:
        if is_broken:
            yield Finding(resource=source, must=must, found=found, origin=flow.origin)


def _no_way(call: Calls) -> Finding:
    what = f"{call.service} on port {call.port}" if call.service else "the internet"
    return Finding(
        resource=call.stand.resource.name,
        must=f"must be able to reach {what} ({call.says})",
        found="no endpoint and no way out lead there from its subnets, or no rule lets it out",
        origin=call.origin,
    )


def _all_needed(net: Net, needed: tuple[Flow, ...], called: tuple[Calls, ...]) -> _Needed:
    pairs = {(a, b, flow.port) for flow in needed for a in flow.source.groups for b in flow.target.groups}
    ways = [(call, way_to(net, call)) for call in called]
    pairs |= {(a, b, call.port) for call, way in ways if way for a in call.stand.groups for b in way.groups}
    return _Needed(
        pairs=frozenset(pairs),
        out=frozenset((group, call.port) for call, way in ways for group in call.stand.groups if way and way.world),
        ranges=frozenset(_of_clusters(net)),
        services=frozenset((group, call.service) for call in called for group in call.stand.groups),
    )


def _too_wide(net: Net, needed: _Needed) -> Iterator[Finding]:
    for group, openings in net.inwards.items():
        for opening in openings:
            if not opening.peer:
                yield from _range_inwards(net, opening)
            elif not _between(opening, (opening.peer, group), needed):
                yield _wider(opening, f"must let in only what a link needs into `{group}`", f"from `{opening.peer}`")
    for group, openings in net.outwards.items():
        for opening in openings:
            if not _leaves_rightly(net, opening, needed):
                to = opening.peer or opening.prefixes or opening.cidr
                yield _wider(opening, f"must let out only what a link needs from `{group}`", f"to `{to}`")


def _between(opening: Opening, ends: tuple[str, str], needed: _Needed) -> bool:
    if (*ends, opening.protocol, opening.low, opening.high) in needed.ranges:
        return True
    return _exact(opening) and (*ends, opening.low) in needed.pairs


def _of_clusters(net: Net) -> Iterator[tuple[str, str, str, int, int]]:
    view = net.view
    for cluster in view.of("aws_eks_cluster"):
        above = net.stands[cluster.name].groups if cluster.name in net.stands else frozenset[str]()
        nodes = [
            net.stands[one.name] for one in view.using(cluster.name, "aws_eks_node_group") if one.name in net.stands
        ]
        around = frozenset(group for node in nodes for group in node.groups)
        for sources, targets, ports in (
            (above, around, CONTROL_TO_NODES),
            (around, above, NODES_TO_CONTROL),
            (around, around, NODES_TO_NODES),
        ):
            yield from ((a, b, *port) for a in sources for b in targets for port in ports)


def _cluster_talks(net: Net) -> Iterator[Finding]:
    """A cluster works only where its control plane and its nodes reach each other."""
    for source, target, protocol, low, high in sorted(set(_of_clusters(net))):
        ends = (("outwards", net.outwards.get(source, ()), target), ("inwards", net.inwards.get(target, ()), source))
        for side, openings, peer in ends:
            if not any(_spans(opening, peer, protocol, (low, high)) for opening in openings):
                must = f"must let {protocol} {low}-{high} pass to `{target}`: the cluster needs it"
                yield Finding(resource=source, must=must, found=f"no rule opens it {side}")


def _spans(opening: Opening, peer: str, protocol: str, ports: tuple[int, int]) -> bool:
    right = opening.peer == peer and opening.protocol == protocol
    return right and opening.low <= ports[0] and ports[1] <= opening.high


def _leaves_rightly(net: Net, opening: Opening, needed: _Needed) -> bool:
    if opening.peer:
        return _between(opening, (opening.group, opening.peer), needed)
    if not _exact(opening):
        return False
    if opening.prefixes:
        endpoint = net.view.by_name[opening.prefixes]
        service = net.view.text(endpoint, "service_name").rpartition(".")[2]
        return opening.low == HTTPS and (opening.group, service) in needed.services
    return covers(opening.cidr, "0.0.0.0/0") and (opening.group, opening.low) in needed.out


def _range_inwards(net: Net, opening: Opening) -> Iterator[Finding]:
    """Ranges of addresses: the world may come to a load balancer only, which `exposure` looks at."""
    behind = [stand for stand in net.stands.values() if opening.group in stand.groups]
    balancers = all(stand.resource.kind.id.endswith("load_balancer") for stand in behind)
    if opening.prefixes and balancers:
        return
    if not _exact(opening) or not is_world(opening.cidr) or not balancers:
        must = f"must let only programs of the application into `{opening.group}`"
        yield _wider(opening, must, f"from {opening.cidr or opening.prefixes or 'nowhere'}")


def _exact(opening: Opening) -> bool:
    return opening.protocol == "tcp" and opening.low == opening.high


def _wider(opening: Opening, must: str, what: str) -> Finding:
    ports = str(opening.low) if opening.low == opening.high else f"{opening.low}-{opening.high}"
    found = f"it opens {opening.protocol} {ports} {what}"
    return Finding(resource=opening.rule.name, must=must, found=found)


def _network_of_groups(net: Net) -> Iterator[Finding]:
    for stand in net.stands.values():
        found = {net.vpc(name) for name in (*stand.groups, *stand.subnets) if name in net.view.by_name}
        if len(found - {""}) > 1:
            yield Finding(
                resource=stand.resource.name,
                must="must have its groups and its subnets in one network",
                found=f"they are in {', '.join(f'`{name}`' for name in sorted(found))}",
            )


def _in_two_zones(net: Net) -> Iterator[Finding]:
    """AWS refuses what must be able to move to another zone, and is given one only."""
    view = net.view
    balancers = (one for one in view.of("aws_lb") if view.text(one, "load_balancer_type") != "network")
    for one in (*view.of("aws_db_proxy", "aws_db_subnet_group"), *balancers):
        zones = {view.text(subnet, "availability_zone") for subnet in view.referred(one, "aws_subnet")}
        if len(zones) == 1:
            yield Finding(resource=one.name, must="must have subnets in two zones", found=f"all are in {min(zones)}")


def _tables(net: Net) -> Iterator[Finding]:
    """A subnet has one route table; the group that a network comes with lets its members talk, so it is emptied."""
    seen: dict[str, str] = {}
    for joined in net.view.of("aws_route_table_association"):
        for subnet in net.view.at(joined, "subnet_id"):
            if seen.setdefault(subnet.name, joined.name) != joined.name:
                found = f"`{seen[subnet.name]}` and `{joined.name}` both give it one"
                yield Finding(resource=subnet.name, must="must have one route table", found=found)
    for vpc in net.view.of("aws_vpc"):
        if not net.view.using(vpc.name, "aws_default_security_group"):
            found = "its default group is as AWS made it"
            yield Finding(resource=vpc.name, must="must not be open by accident", found=found)
