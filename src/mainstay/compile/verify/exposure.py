"""Exposure: the world reaches what the intent exposes, and nothing else."""

from collections.abc import Iterator

from mainstay.compile.verify.entrances import entrances, is_balancer, names_of, reached, wanted
from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.flows import ports_of
from mainstay.compile.verify.network import Net, is_world
from mainstay.compile.verify.view import View, spelled, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Extra

_WEB = frozenset({80, 443})
_NAMED_BY_AWS = frozenset({"aws_apprunner_service", "aws_lambda_function_url"})
_MAY_STAND_PUBLIC = frozenset({"aws_lb", "aws_nat_gateway", "aws_route_table_association"})


def exposure(net: Net) -> Iterator[Finding]:
    """What is public and must not be, and what must be and is not."""
    view = net.view
    leading = reached(view)
    for name in sorted(wanted(view)):
        if name not in leading:
            yield Finding(resource=name, must="must be reachable from outside", found="no entrance leads to it")
    for name in sorted(set(leading) & set(view.components) - wanted(view)):
        must = "must not be reachable from outside: the intent does not expose it"
        if not isinstance(view.components[name], Extra) and not is_balancer(view.by_name[name]):
            yield Finding(resource=name, must=must, found=f"`{leading[name][0]}` leads to it")
    for entrance in entrances(view):
        yield from _entrance(net, entrance)
    yield from _places(net)
    yield from _addresses(view)
    yield from _endpoints(view)


def _entrance(net: Net, entrance: Resource) -> Iterator[Finding]:
    view = net.view
    if is_balancer(entrance):
        yield from _balancer(net, entrance)
    named = type_of(entrance) in _NAMED_BY_AWS or not view.of("aws_route53_record")
    if not named and not tuple(names_of(view, entrance)):
        yield Finding(resource=entrance.name, must="must be found by its name", found="no DNS record leads to it")
    yield from _hosts(view, entrance)


def _hosts(view: View, entrance: Resource) -> Iterator[Finding]:
    """A rule by host needs a record of that name."""
    known = {spelled(view.value(record, "name")) for record in names_of(view, entrance)}
    listeners = view.using(entrance.name, "aws_lb_listener")
    for rule in (rule for listener in listeners for rule in view.using(listener.name, "aws_lb_listener_rule")):
        for host in map(spelled, view.values(rule, "condition.host_header.values")):
            if known and host not in known:
                must = f"must be reachable as {host}"
                yield Finding(resource=rule.name, must=must, found="no DNS record has that name")


def _balancer(net: Net, balancer: Resource) -> Iterator[Finding]:
    stand = net.stands.get(balancer.name)
    if stand is None or not stand.subnets or not stand.subnets <= net.public:
        yield Finding(
            resource=balancer.name,
            must="must stand in public subnets: the world has to reach it",
            found="one of its subnets has no way to the internet",
        )
    if stand is None or not stand.groups:
        return
    listening = set(ports_of(net.view, balancer))
    openings = [o for group in sorted(stand.groups) for o in net.inwards.get(group, ())]
    for port in sorted(listening & _WEB):
        if not any(o.lets(port) and (is_world(o.cidr) or o.prefixes) for o in openings):
            must = f"must let the world in on port {port}, where it listens"
            yield Finding(resource=balancer.name, must=must, found="no rule does")
    if not listening & _WEB:
        yield Finding(resource=balancer.name, must="must listen on port 443", found="it does not")
    for opening in openings:
        ports = {opening.low, opening.high}
        if opening.cidr and (opening.protocol != "tcp" or not ports <= listening & _WEB or len(ports) > 1):
            found = f"it opens {opening.protocol} {opening.low}-{opening.high} to {opening.cidr}"
            yield Finding(resource=opening.rule.name, must="must open to the world only where it listens", found=found)


def _places(net: Net) -> Iterator[Finding]:
    for name, stand in net.stands.items():
        if type_of(stand.resource) in _MAY_STAND_PUBLIC:
            internal = net.view.value(stand.resource, "internal") is True
            if not (internal and stand.subnets & net.public):
                continue
        for subnet in sorted(stand.subnets & net.public):
            must = "must stand in private subnets"
            yield Finding(resource=name, must=must, found=f"`{subnet}` has a way in from the internet")
    for subnet in net.view.of("aws_subnet"):
        if net.view.value(subnet, "map_public_ip_on_launch") is True:
            must = "must not hand out public addresses"
            yield Finding(resource=subnet.name, must=must, found="`map_public_ip_on_launch` is true")


def _addresses(view: View) -> Iterator[Finding]:
    for url in view.of("aws_lambda_function_url"):
        public = url.component in wanted(view)
        if view.text(url, "authorization_type") != "AWS_IAM" and not public:
            found = "it answers whoever calls, without signature"
            yield Finding(resource=url.name, must="must answer only callers that sign their requests", found=found)
    for peer in view.of("aws_vpc_peering_connection", "aws_ec2_transit_gateway_vpc_attachment"):
        if peer.component == "":
            found = "nothing asks for it"
            yield Finding(resource=peer.name, must="must be asked for: it opens the network", found=found)


def _endpoints(view: View) -> Iterator[Finding]:
    """The API server of a cluster may be reached from outside only from stated addresses."""
    for cluster in view.of("aws_eks_cluster"):
        open_ = view.value(cluster, "vpc_config.endpoint_public_access") is not False
        ranges = view.values(cluster, "vpc_config.public_access_cidrs")
        if open_ and (not ranges or any(is_world(spelled(one)) for one in ranges if isinstance(one, str))):
            must = "must have an API server that only the network, or stated addresses, reach"
            yield Finding(resource=cluster.name, must=must, found="the world reaches it")
