"""The network: a VPC with public and private subnets in each zone, its routes, gateways, endpoints and groups."""

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import Demand, Market
from mainstay.model.price import HOURS_MONTH, Charge, charge
from mainstay.model.told import PolicyDocument, Ref


class Vpc(AwsKind, tag="aws.vpc", frozen=True, kw_only=True):
    """A private network; `cidr_block` is its range of addresses."""

    id = "aws.vpc"
    comes_by_itself = True
    terraform = "aws_vpc"
    about = "A private network of its own for one application and environment."

    cidr_block: str = "10.0.0.0/16"
    enable_dns_hostnames: bool = True
    enable_dns_support: bool = True


class Subnet(AwsKind, tag="aws.subnet", frozen=True, kw_only=True):
    """A part of the network in one zone."""

    id = "aws.subnet"
    terraform = "aws_subnet"
    about = "A range of addresses in one availability zone; public where its route leads to the internet gateway."

    vpc_id: Ref
    cidr_block: str
    availability_zone: str
    map_public_ip_on_launch: bool = False


class InternetGateway(AwsKind, tag="aws.internet_gateway", frozen=True, kw_only=True):
    """The way between the public subnets and the internet."""

    id = "aws.internet_gateway"
    terraform = "aws_internet_gateway"
    about = "The way between public subnets and the internet."

    vpc_id: Ref


class ElasticIp(AwsKind, tag="aws.eip", frozen=True, kw_only=True):
    """A public address that stays."""

    id = "aws.eip"
    terraform = "aws_eip"
    about = "A public address that stays."

    domain: str = "vpc"


class NatGateway(AwsKind, tag="aws.nat_gateway", frozen=True, kw_only=True):
    """The way out for private subnets."""

    id = "aws.nat_gateway"
    terraform = "aws_nat_gateway"
    about = "Lets private subnets reach the internet, and nothing reach them."

    allocation_id: Ref
    subnet_id: Ref

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the hour, for each gateway; its traffic is not known."""
        del demand
        price = market.book.find("aws.nat_gateway/hour", market.region)
        return (charge(price, HOURS_MONTH, "one gateway, all month", item="aws.nat_gateway/hour"),)


class RouteTable(AwsKind, tag="aws.route_table", frozen=True, kw_only=True):
    """Where the traffic of subnets goes; its routes are resources of their own."""

    id = "aws.route_table"
    terraform = "aws_route_table"
    about = "Where the traffic of subnets goes."

    vpc_id: Ref


class Route(AwsKind, tag="aws.route", frozen=True, kw_only=True):
    """One route of a table."""

    id = "aws.route"
    terraform = "aws_route"
    about = "One route of a table: to the internet gateway or to a NAT gateway."

    route_table_id: Ref
    destination_cidr_block: str = "0.0.0.0/0"
    gateway_id: Ref | None = None
    nat_gateway_id: Ref | None = None


class RouteTableAssociation(AwsKind, tag="aws.route_table_association", frozen=True, kw_only=True):
    """Gives a subnet its route table."""

    id = "aws.route_table_association"
    terraform = "aws_route_table_association"
    about = "Gives a subnet its route table."

    subnet_id: Ref
    route_table_id: Ref


class SecurityGroup(AwsKind, tag="aws.security_group", frozen=True, kw_only=True):
    """A fence around one thing. It lets nothing through; each opening is a rule of its own."""

    id = "aws.security_group"
    terraform = "aws_security_group"
    about = "A fence around one thing; each opening is a resource of its own, with the link that needs it."

    name: str
    description: str
    vpc_id: Ref


class IngressRule(AwsKind, tag="aws.ingress_rule", frozen=True, kw_only=True):
    """One opening inwards: from one group (or range of addresses) to one range of ports."""

    id = "aws.ingress_rule"
    terraform = "aws_vpc_security_group_ingress_rule"
    about = "One opening of a security group inwards."

    security_group_id: Ref
    description: str
    ip_protocol: str = "tcp"
    from_port: int
    to_port: int
    referenced_security_group_id: Ref | None = None
    cidr_ipv4: str | None = None
    prefix_list_id: Ref | None = None


class EgressRule(AwsKind, tag="aws.egress_rule", frozen=True, kw_only=True):
    """One opening outwards."""

    id = "aws.egress_rule"
    terraform = "aws_vpc_security_group_egress_rule"
    about = "One opening of a security group outwards."

    security_group_id: Ref
    description: str
    ip_protocol: str = "tcp"
    from_port: int
    to_port: int
    referenced_security_group_id: Ref | None = None
    cidr_ipv4: str | None = None
    prefix_list_id: Ref | None = None


class VpcEndpoint(AwsKind, tag="aws.vpc_endpoint", frozen=True, kw_only=True):
    """A private way to a service of AWS. Gateways (S3, DynamoDB) cost nothing; interfaces cost by the hour and zone."""

    id = "aws.vpc_endpoint"
    terraform = "aws_vpc_endpoint"
    about = "A private way from the network to a service of AWS."

    vpc_id: Ref
    service_name: str
    vpc_endpoint_type: str = "Gateway"
    route_table_ids: tuple[Ref, ...] | None = None
    subnet_ids: tuple[Ref, ...] | None = None
    security_group_ids: tuple[Ref, ...] | None = None
    private_dns_enabled: bool | None = None
    policy: PolicyDocument | None = None

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """Interfaces by the hour in each zone."""
        del demand
        if self.vpc_endpoint_type == "Gateway":
            return ()
        zones = len(self.subnet_ids or ())
        price = market.book.find("aws.vpc_endpoint/interface/hour", market.region)
        return (
            charge(price, HOURS_MONTH * zones, f"{zones} zones, all month", item="aws.vpc_endpoint/interface/hour"),
        )


class FlowLog(AwsKind, tag="aws.flow_log", frozen=True, kw_only=True):
    """Who talked to whom in the network."""

    id = "aws.flow_log"
    terraform = "aws_flow_log"
    about = "Keeps who talked to whom in the network."

    vpc_id: Ref
    traffic_type: str = "ALL"
    log_destination: Ref
    iam_role_arn: Ref


class DefaultSecurityGroup(AwsKind, tag="aws.default_security_group", frozen=True, kw_only=True):
    """The group that a VPC comes with, emptied."""

    id = "aws.default_security_group"
    terraform = "aws_default_security_group"
    about = "The group that a VPC comes with, emptied, so that nothing is open by accident."

    vpc_id: Ref


KINDS = (
    Vpc,
    Subnet,
    InternetGateway,
    ElasticIp,
    NatGateway,
    RouteTable,
    Route,
    RouteTableAssociation,
    SecurityGroup,
    IngressRule,
    EgressRule,
    VpcEndpoint,
    FlowLog,
    DefaultSecurityGroup,
)
