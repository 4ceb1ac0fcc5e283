"""What programs in the network call outside of it: the APIs of AWS, and the internet; and how they get there."""

from collections.abc import Iterator

import msgspec

from mainstay.compile.verify.facts import facts_of
from mainstay.compile.verify.facts.fact import Outside
from mainstay.compile.verify.links import READ_SECRET, Link, secrets_of
from mainstay.compile.verify.network import ENDPOINT, Net, Stand
from mainstay.compile.verify.pods import WORKLOADS
from mainstay.compile.verify.view import View, type_of
from mainstay.model.graph import Resource
from mainstay.model.intent import Workload
from mainstay.model.origin import Origin
from mainstay.model.requirement import Access

_HTTPS = 443
_EVERYWHERE = "0.0.0.0/0"
_STARTED_INSIDE = {
    "aws_ecs_task_definition": ("ecr.api", "ecr.dkr", "logs", "s3"),
    "aws_ecs_service": ("ecr.api", "ecr.dkr", "logs", "s3"),
    "aws_launch_template": ("ecr.api", "ecr.dkr", "logs", "s3"),
    "aws_scheduler_schedule": ("ecr.api", "ecr.dkr", "logs", "s3"),
    **dict.fromkeys(WORKLOADS, ("ecr.api", "ecr.dkr", "s3")),
}
"""What the platform calls through the program's own subnets when it starts it: its image (whose layers lie in S3) and
its logs (Amazon ECR User Guide, "Interface VPC endpoints"; ECS Developer Guide, "Fargate task networking")."""


class Calls(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the network calls a service of AWS; "" is the internet."""

    stand: Stand
    service: str
    says: str
    port: int = _HTTPS
    origin: Origin | None = None


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How it gets there: through endpoints behind `groups`, or out to the `world`."""

    groups: frozenset[str] = frozenset()
    world: bool = False


def calls(net: Net, asked: tuple[Link, ...]) -> Iterator[Calls]:
    """Everything that leaves the network, of each program that stands in it."""
    by_source: dict[str, list[Link]] = {}
    for link in asked:
        by_source.setdefault(link.source, []).append(link)
    for component in net.view.graph.intent.components:
        if not isinstance(component, Workload):
            continue
        stands = [s for s in net.standing(component.name) if not facts_of(type_of(s.resource)).listens]
        for stand in stands:
            for link in by_source.get(component.name, ()):
                yield from _of_link(net.view, stand, link)
            yield from _of_platform(net.view, stand)
            if component.needs.internet:
                yield Calls(stand=stand, service="", says="it needs the internet")


def _of_link(view: View, stand: Stand, link: Link) -> Iterator[Calls]:
    target = view.by_name.get(link.target)
    if target is None or (link.access == frozenset({Access.CONSUME}) and is_called(view, link)):
        return
    for service in facts_of(type_of(target)).api:
        says = f"`{link.source}` uses `{link.target}`"
        yield Calls(stand=stand, service=service, says=says, origin=link.origin)
    beside = outside_of(view, link)
    if beside:
        says = f"`{link.source}` is told where `{link.target}` listens"
        yield Calls(stand=stand, service=beside.service, says=says, port=beside.port, origin=link.origin)


def outside_of(view: View, link: Link) -> Outside | None:
    """Where the target is reached besides its API, as the source is told where it is; None where it is not."""
    target = view.by_name.get(link.target)
    beside = facts_of(type_of(target)).outside if target else None
    return beside if beside and beside.when & link.told else None


def is_called(view: View, link: Link) -> bool:
    """Whether the platform takes messages and calls the source with them, instead of the source asking for them."""
    joints = ("aws_lambda_event_source_mapping", "aws_sns_topic_subscription", "aws_cloudwatch_event_target")
    functions = {part.name for part in view.parts.get(link.source, ())}
    targets = {part.name for part in view.parts.get(link.target, ())}
    users = (user for name in sorted(targets) for user in view.using(name, *joints))
    return any(ref.resource in functions for user in users for ref in view.refs[user.name])


def _of_platform(view: View, stand: Stand) -> Iterator[Calls]:
    resource = stand.resource
    services = [*_STARTED_INSIDE.get(type_of(resource), ())]
    kept = {type_of(view.by_name[name]) for name in secrets_of(view, resource.component)}
    services += [service for type_ in sorted(kept & set(READ_SECRET)) for service in facts_of(type_).api]
    for service in services:
        yield Calls(stand=stand, service=service, says="it is started with what lies there")


def way_to(net: Net, call: Calls) -> Way | None:
    """How it gets there from every subnet it stands in; None where it does not."""
    if call.service:
        for endpoint in _endpoints(net.view, call.service):
            way = _through(net, call.stand, endpoint, call.port)
            if way is not None:
                return way
    subnets = call.stand.subnets
    out = bool(subnets) and all(_leads_out(net, subnet) for subnet in subnets)
    return Way(world=True) if out and net.leaves_for(call.stand, _EVERYWHERE, call.port) else None


def _endpoints(view: View, service: str) -> Iterator[Resource]:
    for endpoint in view.of(ENDPOINT):
        name = view.text(endpoint, "service_name")
        if name.endswith(f".{service}"):
            yield endpoint


def _through(net: Net, stand: Stand, endpoint: Resource, port: int) -> Way | None:
    view = net.view
    if view.text(endpoint, "vpc_endpoint_type") == "Interface":
        into = net.stands.get(endpoint.name)
        named = view.value(endpoint, "private_dns_enabled") is True
        same = bool(into) and {net.vpc(s) for s in stand.subnets} == {net.vpc(s) for s in into.subnets}
        if not into or not named or not same:
            return None
        open_ = net.leaves(stand, to=into, port=port) and net.enters(stand, to=into, port=port)
        return Way(groups=into.groups) if open_ else None
    tables = {table.name for table in view.at(endpoint, "route_table_ids")}
    routed = bool(stand.subnets) and all(net.table.get(subnet, "") in tables for subnet in stand.subnets)
    openings = (o for group in stand.groups for o in net.outwards.get(group, ()) if o.lets(port))
    opened = any(opening.prefixes == endpoint.name for opening in openings)
    return Way() if routed and (opened or net.leaves_for(stand, _EVERYWHERE, port)) else None


def _leads_out(net: Net, subnet: str) -> bool:
    """Whether a private subnet's route leads to a NAT gateway that stands in a public one and has an address."""
    gateways = (way for way in net.ways.get(net.table.get(subnet, ""), ()) if type_of(way) == "aws_nat_gateway")
    return any(
        place.name in net.public and net.view.at(gateway, "allocation_id")
        for gateway in gateways
        for place in net.view.at(gateway, "subnet_id")
    )
