"""The network, where anything stands in one: subnets, routes, the way out, and fences without holes."""

from collections.abc import Iterable, Iterator

import msgspec

from mainstay.catalog.aws.iam import RolePolicy
from mainstay.catalog.aws.vpc import (
    DefaultSecurityGroup,
    EgressRule,
    ElasticIp,
    IngressRule,
    InternetGateway,
    NatGateway,
    Route,
    RouteTable,
    RouteTableAssociation,
    SecurityGroup,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from mainstay.compile.expand.flow_log import flow_log
from mainstay.compile.expand.mentions import Mentions
from mainstay.compile.expand.sites import subnet, zone_letters
from mainstay.model.cloud import NETWORK, Market, Part
from mainstay.model.told import Ref

_GATEWAYS = ("dynamodb", "s3")
"""Services with a gateway endpoint, which costs nothing (VPC User Guide, "Gateway endpoints")."""
_INTERFACES = {
    "ecr": ("ecr.api", "ecr.dkr"),
    "events": ("events",),
    "kinesis": ("kinesis-streams",),
    "kms": ("kms",),
    "lambda": ("lambda",),
    "logs": ("logs",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "states": ("states",),
    "xray": ("xray",),
}
"""Action prefix → names of its interface endpoints (AWS PrivateLink User Guide, "Services that integrate", 2025)."""
_THROUGH = "kms:ViaService"
_ENDPOINTS = f"{NETWORK}.endpoints"
_HTTPS = 443


class Traveller(msgspec.Struct, frozen=True, kw_only=True):
    """A program in the network: the fence it stands behind, and the services whose API it calls.

    `ports` are those besides 443 on which it reaches something on the internet.
    """

    name: str
    group: str
    services: frozenset[str]
    internet: bool = False
    ports: frozenset[int] = frozenset()
    steady: bool = False


def stands_in_network(parts: Iterable[Part], mentions: Mentions) -> bool:
    """Whether anything refers to the network or one of its subnets."""
    return any(n == NETWORK or n.startswith(f"{NETWORK}.") for part in parts for n in mentions.of(part.kind))


_ON_THE_CONNECTION = ("elasticfilesystem:Client", "es:ESHttp", "memorydb:Connect", "rds-db:connect")
"""Actions that are checked where a file system, a cache or a database is connected to: within the network, with no
call to the API of its service (Service Authorization Reference of each)."""


def called_services(parts: Iterable[Part]) -> frozenset[str]:
    """The prefixes of all actions that the role policies among `parts` allow, and that are calls to an API.

    What a key is used for through another service, that service calls.
    """
    policies = (part.kind.policy for part in parts if isinstance(part.kind, RolePolicy))
    statements = (s for p in policies for s in p.statements if all(key != _THROUGH for _, key, _ in s.conditions))
    actions = (action for statement in statements for action in statement.actions)
    return frozenset(a.partition(":")[0] for a in actions if not a.startswith(_ON_THE_CONNECTION))


def with_storage(services: frozenset[str]) -> frozenset[str]:
    """With S3 for what pulls images: their layers lie there (Amazon ECR User Guide, "Interface VPC endpoints")."""
    return services | {"s3"} if "ecr" in services else services


def fence(name: str, label: str) -> Part:
    """The security group around one thing."""
    group = SecurityGroup(name=label, description=f"around {name}", vpc_id=Ref(resource=NETWORK))
    return Part(name=f"{name}.security-group", kind=group, says=f"{name} stands behind a fence of its own")


def network(label: str, travellers: tuple[Traveller, ...], market: Market) -> Iterator[Part]:
    """Everything of the network; `travellers` decide what ways out there are."""
    letters = zone_letters(market.zones)
    yield Part(name=NETWORK, kind=Vpc(), says="something of the application must not be reachable from outside")
    closed = DefaultSecurityGroup(vpc_id=Ref(resource=NETWORK))
    yield Part(name=f"{NETWORK}.default", kind=closed, says="the group that a network comes with must open nothing")
    yield from flow_log(label)
    yield from _tier("private", letters, market, base=0, step=32, bits=19)
    for letter in letters:
        yield from _routes(subnet("private", letter))
    yield from _public(letters, market)
    yield from _ways_out(label, travellers, letters, market)


def _tier(tier: str, letters: str, market: Market, *, base: int, step: int, bits: int) -> Iterator[Part]:
    for index, letter in enumerate(letters):
        kind = Subnet(
            vpc_id=Ref(resource=NETWORK),
            cidr_block=f"10.0.{base + index * step}.0/{bits}",
            availability_zone=f"{market.region}{letter}",
        )
        says = f"{tier} addresses in zone {letter}: one zone may fail" if len(letters) > 1 else f"{tier} addresses"
        yield Part(name=subnet(tier, letter), kind=kind, says=says)


def _routes(member: str) -> Iterator[Part]:
    says = f"where the traffic of {member} goes"
    kind = RouteTable(vpc_id=Ref(resource=NETWORK))
    joined = RouteTableAssociation(subnet_id=Ref(resource=member), route_table_id=Ref(resource=f"{member}.routes"))
    yield Part(name=f"{member}.routes", kind=kind, says=says)
    yield Part(name=f"{member}.routes-joined", kind=joined, says=says)


def _public(letters: str, market: Market) -> Iterator[Part]:
    gateway = f"{NETWORK}.internet-gateway"
    yield Part(
        name=gateway, kind=InternetGateway(vpc_id=Ref(resource=NETWORK)), says="public subnets reach the internet"
    )
    yield from _tier("public", letters, market, base=128, step=16, bits=20)
    table = f"{NETWORK}.public.routes"
    yield Part(name=table, kind=RouteTable(vpc_id=Ref(resource=NETWORK)), says="public subnets share their routes")
    out = Route(route_table_id=Ref(resource=table), gateway_id=Ref(resource=gateway))
    yield Part(name=f"{NETWORK}.public.route-out", kind=out, says="public subnets reach the internet")
    for letter in letters:
        member = subnet("public", letter)
        kind = RouteTableAssociation(subnet_id=Ref(resource=member), route_table_id=Ref(resource=table))
        yield Part(name=f"{member}.routes-joined", kind=kind, says=f"{member} is public")


def _ways_out(label: str, travellers: tuple[Traveller, ...], letters: str, market: Market) -> Iterator[Part]:
    services = frozenset[str]().union(*(t.services for t in travellers))
    for service in (s for s in _GATEWAYS if s in services):
        yield from _gateway_endpoint(service, travellers, letters, market)
    rest = services - set(_GATEWAYS)
    internet = any(t.internet or t.ports for t in travellers) or not rest <= set(_INTERFACES)
    if not rest and not internet:
        return
    gateways = letters if any(t.steady for t in travellers) else letters[:1]
    endpoints = tuple(sorted(name for service in rest if service in _INTERFACES for name in _INTERFACES[service]))
    cost_nat, cost_endpoints = _costs(market, len(gateways), len(endpoints) * len(letters))
    if internet or cost_nat <= cost_endpoints:
        why = "a program calls the internet" if internet else f"cheaper than {len(endpoints)} private endpoints"
        yield from _nat(gateways, letters, why)
        yield from (_open_out(t) for t in travellers if t.internet or t.services - set(_GATEWAYS))
        yield from (_open_port(t, port) for t in travellers for port in sorted(t.ports))
    else:
        yield from _interface_endpoints(label, endpoints, letters, market)
        yield from (part for t in travellers if t.services - set(_GATEWAYS) for part in _to_endpoints(t))


def _costs(market: Market, gateways: int, endpoints: int) -> tuple[float, float]:
    """A month of NAT gateways and of interface endpoints, in the same unit; without prices they count alike."""
    nat = market.book.find("aws.nat_gateway/hour", market.region)
    interface = market.book.find("aws.vpc_endpoint/interface/hour", market.region)
    if nat is None or interface is None:
        return float(gateways), float(endpoints)
    return gateways * nat.usd, endpoints * interface.usd


def _nat(gateways: str, letters: str, why: str) -> Iterator[Part]:
    for letter in gateways:
        name = f"{NETWORK}.nat-{letter}"
        yield Part(name=f"{name}.address", kind=ElasticIp(), says=f"the address that zone {letter} is seen with")
        kind = NatGateway(
            allocation_id=Ref(resource=f"{name}.address"), subnet_id=Ref(resource=subnet("public", letter))
        )
        yield Part(name=name, kind=kind, says=why)
    for index, letter in enumerate(letters):
        gateway = f"{NETWORK}.nat-{gateways[index] if index < len(gateways) else gateways[0]}"
        table = f"{NETWORK}.private-{letter}.routes"
        out = Route(route_table_id=Ref(resource=table), nat_gateway_id=Ref(resource=gateway))
        yield Part(name=f"{NETWORK}.private-{letter}.route-out", kind=out, says=why)


def _open_out(traveller: Traveller) -> Part:
    rule = EgressRule(
        security_group_id=Ref(resource=traveller.group),
        description="to APIs over TLS",
        from_port=_HTTPS,
        to_port=_HTTPS,
        cidr_ipv4="0.0.0.0/0",
    )
    called = ", ".join(sorted(traveller.services)) or "the internet"
    return Part(name=f"{traveller.name}.to.internet", kind=rule, says=f"{traveller.name} calls {called}")


def _open_port(traveller: Traveller, port: int) -> Part:
    rule = EgressRule(
        security_group_id=Ref(resource=traveller.group),
        description=f"to the internet on {port}",
        from_port=port,
        to_port=port,
        cidr_ipv4="0.0.0.0/0",
    )
    says = f"{traveller.name} uses something outside the network on port {port}"
    return Part(name=f"{traveller.name}.to.internet.{port}", kind=rule, says=says)


def _gateway_endpoint(service: str, travellers: tuple[Traveller, ...], letters: str, market: Market) -> Iterator[Part]:
    name = f"{_ENDPOINTS}.{service}"
    tables = tuple(Ref(resource=f"{NETWORK}.private-{letter}.routes") for letter in letters)
    kind = VpcEndpoint(
        vpc_id=Ref(resource=NETWORK),
        service_name=f"com.amazonaws.{market.region}.{service}",
        route_table_ids=tables,
    )
    yield Part(name=name, kind=kind, says=f"traffic to {service} stays inside AWS, at no cost")
    for traveller in travellers:
        if service in traveller.services:
            rule = EgressRule(
                security_group_id=Ref(resource=traveller.group),
                description=f"to {service}",
                from_port=_HTTPS,
                to_port=_HTTPS,
                prefix_list_id=Ref(resource=name, attribute="prefix_list_id"),
            )
            yield Part(name=f"{traveller.name}.to.{service}", kind=rule, says=f"{traveller.name} uses {service}")


def _interface_endpoints(label: str, endpoints: tuple[str, ...], letters: str, market: Market) -> Iterator[Part]:
    yield fence(_ENDPOINTS, f"{label}-endpoints")
    subnets = tuple(Ref(resource=subnet("private", letter)) for letter in letters)
    for endpoint in endpoints:
        kind = VpcEndpoint(
            vpc_id=Ref(resource=NETWORK),
            service_name=f"com.amazonaws.{market.region}.{endpoint}",
            vpc_endpoint_type="Interface",
            subnet_ids=subnets,
            security_group_ids=(Ref(resource=f"{_ENDPOINTS}.security-group"),),
            private_dns_enabled=True,
        )
        says = f"a private way to {endpoint}, cheaper than a NAT gateway"
        yield Part(name=f"{_ENDPOINTS}.{endpoint.replace('.', '-')}", kind=kind, says=says)


def _to_endpoints(traveller: Traveller) -> tuple[Part, Part]:
    fence_name = f"{_ENDPOINTS}.security-group"
    says = f"{traveller.name} calls {', '.join(sorted(traveller.services))}"
    egress = EgressRule(
        security_group_id=Ref(resource=traveller.group),
        description="to private endpoints",
        from_port=_HTTPS,
        to_port=_HTTPS,
        referenced_security_group_id=Ref(resource=fence_name),
    )
    ingress = IngressRule(
        security_group_id=Ref(resource=fence_name),
        description=f"from {traveller.name}",
        from_port=_HTTPS,
        to_port=_HTTPS,
        referenced_security_group_id=Ref(resource=traveller.group),
    )
    return (
        Part(name=f"{traveller.name}.to.endpoints", kind=egress, says=says),
        Part(name=f"{_ENDPOINTS}.from.{traveller.name}", kind=ingress, says=says),
    )
