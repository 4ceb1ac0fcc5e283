"""The cluster that all tasks of the application run in, and the private names that they find each other by.

Its parts have well-known names: `CLUSTER` and `NAMESPACE`. A task is found as `<component>.<namespace>`.
"""

from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.model.cloud import NETWORK, Demand, Market, Part, Site
from mainstay.model.price import Charge, charge
from mainstay.model.told import Ref
from mainstay.model.value import Value

CLUSTER = "shared.cluster"
"""The resource name of the cluster."""
NAMESPACE = f"{CLUSTER}.names"
"""The resource name of the private DNS namespace."""


class Setting(Value, frozen=True, kw_only=True):
    """One setting of a cluster."""

    name: Literal["containerInsights"] = "containerInsights"
    value: Literal["enabled", "enhanced", "disabled"] = "enabled"


class Cluster(AwsKind, tag="aws.ecs_cluster", frozen=True, kw_only=True):
    """A group of tasks without machines to care for. It costs nothing itself."""

    id = "aws.ecs_cluster"
    terraform = "aws_ecs_cluster"
    about = "What tasks on Fargate run in."

    name: str = ""
    setting: tuple[Setting, ...] = (Setting(),)

    @classmethod
    def shared_part(cls, site: Site) -> tuple[Part, ...]:
        """The cluster, its capacity, and private names."""
        label = "-".join(part for part in (site.application, site.environment) if part)
        own = Ref(resource=CLUSTER, attribute="name")
        return (
            Part(name=CLUSTER, kind=cls(name=label), says="tasks run in a cluster"),
            Part(
                name=f"{CLUSTER}.capacity",
                kind=CapacityProviders(cluster_name=own),
                says="tasks may run on Fargate, also on spare capacity",
            ),
            Part(
                name=NAMESPACE,
                kind=Namespace(name=namespace(site), vpc=Ref(resource=NETWORK)),
                says="programs find each other by private names",
            ),
        )


class CapacityProviders(AwsKind, tag="aws.ecs_cluster_capacity", frozen=True, kw_only=True):
    """What a cluster may run tasks on."""

    id = "aws.ecs_cluster_capacity"
    terraform = "aws_ecs_cluster_capacity_providers"
    about = "What a cluster may run tasks on."

    cluster_name: Ref
    capacity_providers: tuple[Literal["FARGATE", "FARGATE_SPOT"], ...] = ("FARGATE", "FARGATE_SPOT")


class Namespace(AwsKind, tag="aws.private_dns_namespace", frozen=True, kw_only=True):
    """Names that exist inside the network only."""

    id = "aws.private_dns_namespace"
    terraform = "aws_service_discovery_private_dns_namespace"
    about = "Names that exist inside the network only."

    name: str
    vpc: Ref

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """A private zone by the month."""
        del demand
        item = "aws.route53/zone-month"
        return (charge(market.book.find(item, market.region), 1, "one private zone", item=item),)


class DnsRecords(Value, frozen=True, kw_only=True):
    """What is kept for a name."""

    type: Literal["A", "SRV"] = "A"
    ttl: int = 10


class DnsConfig(Value, frozen=True, kw_only=True):
    """Where a name is kept, and which of several addresses is told."""

    namespace_id: Ref
    dns_records: DnsRecords = DnsRecords()
    routing_policy: Literal["MULTIVALUE", "WEIGHTED"] = "MULTIVALUE"


class Discovery(AwsKind, tag="aws.service_discovery", frozen=True, kw_only=True):
    """The private name of one program."""

    id = "aws.service_discovery"
    terraform = "aws_service_discovery_service"
    about = "The private name of one program; it leads to its healthy tasks."

    name: str
    dns_config: DnsConfig


def namespace(site: Site) -> str:
    """The name that private names end in."""
    return f"{'-'.join(part for part in (site.application, site.environment) if part)}.internal"


def private_name(site: Site) -> str:
    """The name that other programs in the network find the one at `site` by."""
    return f"{site.name}.{namespace(site)}"
