"""Amazon OpenSearch Service: search."""

import math
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.account import account, account_id
from mainstay.catalog.aws.backing import (
    Backing,
    alone,
    ensure,
    hourly,
    key_arn,
    monthly,
    needs_of,
    needs_zones,
    size_in_a_year,
    within,
)
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Endpoint, Market, Offer, Part, Site, Vital, group_of
from mainstay.model.intent import AnyComponent, Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told
from mainstay.model.value import Value

PORT = 443
DEFAULT_SIZE_GIB = 10.0
OVERHEAD = 1.45
"""Index, system and headroom on top of the data (OpenSearch guide, "Sizing domains": 1.45 times source and copies)."""
_READS = ("es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost")
_WRITES = ("es:ESHttpDelete", "es:ESHttpPatch", "es:ESHttpPost", "es:ESHttpPut")


class ZoneAwareness(Value, frozen=True, kw_only=True):
    """Over how many zones copies are spread."""

    availability_zone_count: Literal[2, 3] = 2


class ClusterConfig(Value, frozen=True, kw_only=True):
    """The nodes."""

    instance_type: str = "t3.small.search"
    instance_count: int = 1
    zone_awareness_enabled: bool | None = None
    zone_awareness_config: ZoneAwareness | None = None


class EbsOptions(Value, frozen=True, kw_only=True):
    """The storage of each node."""

    ebs_enabled: bool = True
    volume_type: Literal["gp3"] = "gp3"
    volume_size: int = 10


class EncryptAtRest(Value, frozen=True, kw_only=True):
    """With which key."""

    enabled: bool = True
    kms_key_id: Ref | None = None


class NodeToNodeEncryption(Value, frozen=True, kw_only=True):
    """Whether nodes talk over TLS."""

    enabled: bool = True


class DomainEndpointOptions(Value, frozen=True, kw_only=True):
    """Over what it is reached."""

    enforce_https: bool = True
    tls_security_policy: str = "Policy-Min-TLS-1-2-PFS-2023-10"


class VpcOptions(Value, frozen=True, kw_only=True):
    """Where it stands."""

    subnet_ids: tuple[Ref, ...]
    security_group_ids: tuple[Ref, ...]


class Domain(Backing, tag="aws.opensearch", frozen=True, kw_only=True):
    """A search cluster in private subnets; programs sign their requests with their role."""

    id = "aws.opensearch"
    terraform = "aws_opensearch_domain"
    aliases = frozenset({"aws.opensearch_domain", "aws.elasticsearch_domain"})
    stateful = True
    about = "Amazon OpenSearch Service: search in private subnets, encrypted; programs sign with their role."
    source = "Amazon OpenSearch Service developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})

    domain_name: str | None = None
    engine_version: str = "OpenSearch_2.19"
    cluster_config: ClusterConfig = ClusterConfig()
    ebs_options: EbsOptions = EbsOptions()
    encrypt_at_rest: EncryptAtRest = EncryptAtRest()
    node_to_node_encryption: NodeToNodeEncryption = NodeToNodeEncryption()
    domain_endpoint_options: DomainEndpointOptions = DomainEndpointOptions()
    vpc_options: VpcOptions | None = None

    def __post_init__(self) -> None:
        nodes = self.cluster_config
        within(self.id, "instance_count", nodes.instance_count, (1, 80))
        within(self.id, "volume_size", self.ebs_options.volume_size, (10, 24576))
        ensure(
            self.id,
            not nodes.zone_awareness_enabled or nodes.instance_count % 2 == 0 or nodes.instance_count % 3 == 0,
            "`instance_count` must be a multiple of the zones",
            nodes.instance_count,
            hint="set 2, or 3 for three zones",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Where it is asked for directly: nodes for the size, two in two zones where it matters."""
        needs = needs_of(component)
        several = needs_zones(needs, market.environment)
        storage = max(10, math.ceil(size_in_a_year(needs, DEFAULT_SIZE_GIB) * OVERHEAD))
        nodes = ClusterConfig(
            instance_count=2 if several else 1,
            zone_awareness_enabled=True if several else None,
            zone_awareness_config=ZoneAwareness() if several else None,
        )
        one = cls(cluster_config=nodes, ebs_options=EbsOptions(volume_size=storage))
        return alone(one, component, demand, market)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the node and hour, and by the storage."""
        del demand
        nodes = self.cluster_config
        item = f"aws.opensearch/{nodes.instance_type}/hour"
        says = f"{nodes.instance_count} x {nodes.instance_type}, all month"
        gib = nodes.instance_count * self.ebs_options.volume_size
        return (
            hourly(market, item, nodes.instance_count, says),
            monthly(market, "aws.opensearch/gp3/gb-month", gib, f"{gib} GiB"),
        )

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU and memory, free storage, and requests."""
        own: dict[str, Told] = {"ClientId": account_id(), "DomainName": Ref(resource=name, attribute="domain_name")}
        used = (("CPUUtilization", "Maximum"), ("JVMMemoryPressure", "Maximum"))
        counted = (("OpenSearchRequests", "Sum"), ("5xx", "Sum"))
        return (
            Vital(title="percent used", namespace="AWS/ES", dimensions=own, metrics=used),
            Vital(
                title="megabytes free", namespace="AWS/ES", dimensions=own, metrics=(("FreeStorageSpace", "Minimum"),)
            ),
            Vital(title="requests", namespace="AWS/ES", dimensions=own, metrics=counted),
        )

    def placed(self, site: Site) -> "Domain":
        """In private subnets behind its fence, encrypted."""
        zones = 2 if self.cluster_config.zone_awareness_enabled else 1
        where = VpcOptions(
            subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets[:zones]),
            security_group_ids=(Ref(resource=group_of(site.name)),),
        )
        return msgspec.structs.replace(
            self,
            domain_name=self.domain_name or shortened(site.label, 28),
            encrypt_at_rest=EncryptAtRest(kms_key_id=key_arn()),
            vpc_options=self.vpc_options or where,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """The account, which its figures are kept under."""
        del site
        return (account(),)

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Searching, or writing, in this domain."""
        own = (Ref(resource=site.name, attribute="arn", suffix="/*"),)
        if access is Access.READ:
            return (Statement(sid="Search", actions=_READS, resources=own),)
        return (Statement(sid="Index", actions=_WRITES, resources=own),)

    def endpoint(self, site: Site) -> Endpoint:
        """HTTPS, behind its fence."""
        return Endpoint(security_group=group_of(site.name), ports=(PORT,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is."""
        return {
            Property.URL: Ref(resource=site.name, attribute="endpoint", prefix="https://"),
            Property.ENDPOINT: Ref(resource=site.name, attribute="endpoint", prefix="https://"),
            Property.HOST: Ref(resource=site.name, attribute="endpoint"),
            Property.PORT: str(PORT),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.REGION: site.region,
        }


KINDS = (Domain,)
