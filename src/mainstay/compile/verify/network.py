"""The network as packets see it: who stands behind which fence in which subnet, what rules and routes let through.

There are no network ACLs in the catalog, so a security group is stateful and answers come back by themselves; each
connection still needs an opening at both ends (VPC User Guide, "Security groups").
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.told import Ref

GROUP = "aws_security_group"
INGRESS = "aws_vpc_security_group_ingress_rule"
EGRESS = "aws_vpc_security_group_egress_rule"
ENDPOINT = "aws_vpc_endpoint"
_RULES = frozenset({GROUP, INGRESS, EGRESS, "aws_default_security_group"})
_SUBNET_GROUPS = ("aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_memorydb_subnet_group")
_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of a security group. `peer` is a group, `cidr` a range, `prefixes` what a prefix list belongs to."""

    rule: Resource
    group: str
    peer: str
    cidr: str
    prefixes: str
    low: int
    high: int
    protocol: str

    def lets(self, port: int) -> bool:
        """Whether it opens `port` of TCP."""
        return self.protocol == "-1" or (self.protocol in {"tcp", "6"} and self.low <= port <= self.high)


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Where one resource stands: behind which groups, in which subnets."""

    resource: Resource
    groups: frozenset[str]
    subnets: frozenset[str]


class Net(msgspec.Struct, frozen=True, kw_only=True):
    """Indexes over the network. `table` is the route table of a subnet, `ways` where a table leads to by default."""

    view: View
    inwards: dict[str, tuple[Opening, ...]]
    outwards: dict[str, tuple[Opening, ...]]
    table: dict[str, str]
    ways: dict[str, tuple[Resource, ...]]
    public: frozenset[str]
    stands: dict[str, Stand]

    def standing(self, component: str) -> tuple[Stand, ...]:
        """Where the resources of a component stand that have a fence; those without subnets stand where the rest do."""
        found = [self.stands[r.name] for r in self.view.parts.get(component, ()) if r.name in self.stands]
        subnets = frozenset[str]().union(*(stand.subnets for stand in found))
        return tuple(
            stand if stand.subnets else Stand(resource=stand.resource, groups=stand.groups, subnets=subnets)
            for stand in found
            if stand.groups
        )

    def vpc(self, name: str) -> str:
        """The VPC of a subnet or group."""
        return next((one.name for one in self.view.at(self.view.by_name[name], "vpc_id")), "")

    def leaves(self, stand: Stand, *, to: Stand, port: int) -> bool:
        """Whether a rule lets connections out of `stand` to `port` of `to`."""
        return any(self._meets(opening, to, port) for group in stand.groups for opening in self._out(group))

    def enters(self, stand: Stand, *, to: Stand, port: int) -> bool:
        """Whether a rule lets connections of `stand` into `port` of `to`."""
        return any(self._meets(opening, stand, port) for group in to.groups for opening in self.inwards.get(group, ()))

    def leaves_for(self, stand: Stand, cidr: str, port: int) -> bool:
        """Whether a rule lets connections out of `stand` to `port` at all addresses of `cidr`."""
        openings = (opening for group in stand.groups for opening in self._out(group))
        return any(opening.lets(port) and opening.cidr and covers(opening.cidr, cidr) for opening in openings)

    def _out(self, group: str) -> tuple[Opening, ...]:
        return self.outwards.get(group, ())

    def _meets(self, opening: Opening, other: Stand, port: int) -> bool:
        if not opening.lets(port):
            return False
        if opening.peer:
            return opening.peer in other.groups
        ranges = [self.view.text(self.view.by_name[name], "cidr_block") for name in other.subnets]
        return bool(opening.cidr and ranges) and all(covers(opening.cidr, one) for one in ranges)


def network(view: View, more: dict[str, Stand]) -> Net:
    """The network of a Graph; empty where there is none. `more` stand there without saying so themselves: pods."""
    table = {
        subnet.name: target.name
        for joined in view.of("aws_route_table_association")
        for subnet in view.at(joined, "subnet_id")
        for target in view.at(joined, "route_table_id")
    }
    ways: dict[str, list[Resource]] = defaultdict(list)
    for route in view.of("aws_route"):
        if view.text(route, "destination_cidr_block") in _ANYWHERE:
            for target in view.at(route, "route_table_id"):
                ways[target.name] += [*view.at(route, "gateway_id"), *view.at(route, "nat_gateway_id")]
    gateways = {table_: {type_of(way) for way in found} for table_, found in ways.items()}
    public = frozenset(name for name, table_ in table.items() if "aws_internet_gateway" in gateways.get(table_, ()))
    return Net(
        view=view,
        inwards=_openings(view, INGRESS),
        outwards=_openings(view, EGRESS),
        table=table,
        ways={name: tuple(found) for name, found in ways.items()},
        public=public,
        stands=_stands(view) | more,
    )


def _openings(view: View, type_: str) -> dict[str, tuple[Opening, ...]]:
    found: dict[str, list[Opening]] = defaultdict(list)
    for rule in view.of(type_):
        opening = _opening(view, rule)
        found[opening.group].append(opening)
    return {group: tuple(openings) for group, openings in found.items()}


def _opening(view: View, rule: Resource) -> Opening:
    def first(path: str) -> str:
        return next((one.name for one in view.at(rule, path)), "")

    return Opening(
        rule=rule,
        group=first("security_group_id"),
        peer=first("referenced_security_group_id"),
        cidr=view.text(rule, "cidr_ipv4") or view.text(rule, "cidr_ipv6"),
        prefixes=first("prefix_list_id"),
        low=int(view.number(rule, "from_port") or 0),
        high=int(view.number(rule, "to_port") or 0),
        protocol=view.text(rule, "ip_protocol"),
    )


def _stands(view: View) -> dict[str, Stand]:
    found: dict[str, Stand] = {}
    for resource in view.graph.resources:
        if type_of(resource) in _RULES:
            continue
        groups = frozenset(ref.resource for ref in view.refs[resource.name] if is_group(view, ref))
        subnets = frozenset(subnets_of(view, resource))
        if groups or subnets:
            found[resource.name] = Stand(resource=resource, groups=groups, subnets=subnets)
    return found


def is_group(view: View, ref: Ref) -> bool:
    """Whether it refers to a security group: one of ours, or the one that a cluster makes for itself."""
    target = view.by_name.get(ref.resource)
    return target is not None and (type_of(target) == GROUP or "security_group" in ref.attribute)


def subnets_of(view: View, resource: Resource) -> Iterable[str]:
    """The subnets that a resource refers to, by itself or by its subnet group."""
    for target in view.referred(resource, "aws_subnet"):
        yield target.name
    for target in view.referred(resource, *_SUBNET_GROUPS):
        for subnet in view.referred(target, "aws_subnet"):
            yield subnet.name


def covers(wide: str, narrow: str) -> bool:
    """Whether one range of addresses holds the other; what is no range holds nothing."""
    try:
        outer, inner = ipaddress.ip_network(wide, strict=False), ipaddress.ip_network(narrow, strict=False)
    except ValueError:
        return False
    if isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def is_world(cidr: str) -> bool:
    """Whether a range has addresses of the internet in it."""
    try:
        found = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return bool(cidr)
    return not found.is_private or found.num_addresses > 2**24
