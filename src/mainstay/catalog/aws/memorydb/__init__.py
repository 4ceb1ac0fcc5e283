"""Amazon MemoryDB: Valkey that loses nothing."""

from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    alone,
    hourly,
    key_arn,
    needs_of,
    needs_zones,
    retention_days,
    size_in_a_year,
    within,
)
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.front import front
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import Demand, Endpoint, Market, Offer, Part, Site, Vital, group_of
from mainstay.model.intent import AnyComponent, Cache, Property, Role
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Statement, Told
from mainstay.model.value import Value

PORT = 6379
OPERATIONS_PER_VCPU = 10000.0
"""Operations a second that one vCPU serves. Our assumption, as for ElastiCache."""
CALL_MS = 8.0
"""One write at the 99th percentile: "single-digit millisecond write latency" (MemoryDB guide); reads are faster."""
ONE_NODE_AVAILABILITY, TWO_ZONES_AVAILABILITY = 99.9, 99.99
"""Amazon MemoryDB service level agreement: 99.99 for several zones; one node: our assumption."""
FAILOVER_S, RESTORE_S = 20.0, 600.0
"""A replica takes over "typically in under 10 seconds for unplanned" failures (MemoryDB FAQ), doubled; else assumed."""
MEMORY_GIB = {
    "db.t4g.small": 1.37,
    "db.t4g.medium": 3.09,
    "db.r7g.large": 13.07,
    "db.r7g.xlarge": 26.32,
}
"""MemoryDB guide, "Supported node types"."""
_VCPU = {"db.t4g.small": 0.4, "db.t4g.medium": 0.4, "db.r7g.large": 2.0, "db.r7g.xlarge": 4.0}
DEFAULT_SIZE_GIB = 0.25
MOST_RETENTION_DAYS = 35


class Cluster(Backing, tag="aws.memorydb", frozen=True, kw_only=True):
    """Valkey with a log in several zones. Programs log in with a token of their role; there is no password."""

    id = "aws.memorydb"
    terraform = "aws_memorydb_cluster"
    aliases = frozenset({"aws.memorydb_cluster"})
    realises = frozenset({Role.CACHE})
    stateful = True
    about = "Amazon MemoryDB for Valkey: each write is kept in several zones before it is answered; login by role."
    source = "Amazon MemoryDB developer guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})

    name: str | None = None
    description: str | None = None
    engine: Literal["valkey", "redis"] = "valkey"
    engine_version: str = "7.3"
    node_type: str = "db.t4g.small"
    num_shards: int = 1
    num_replicas_per_shard: int = 1
    acl_name: Ref | str | None = None
    port: int = PORT
    subnet_group_name: Ref | None = None
    security_group_ids: tuple[Ref, ...] | None = None
    kms_key_arn: Ref | None = None
    tls_enabled: bool = True
    snapshot_retention_limit: int = 7
    final_snapshot_name: str | None = None
    auto_minor_version_upgrade: bool = True

    def __post_init__(self) -> None:
        within(self.id, "num_shards", self.num_shards, (1, 500))
        within(self.id, "num_replicas_per_shard", self.num_replicas_per_shard, (0, 5))
        within(self.id, "snapshot_retention_limit", self.snapshot_retention_limit, (0, MOST_RETENTION_DAYS))

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """Passwords of MemoryDB come into the state of Terraform, so programs have to log in by their role."""
        del demand
        if not isinstance(component, Cache):
            return f"`{component.name}` is no cache"
        if component.needs.durability is None and component.needs.recovery_point_s is None:
            return f"nobody asks that `{component.name}` loses nothing, and programs would have to log in by their role"
        return ""

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """For caches that must lose nothing: nodes that hold the data, alone or with a replica in another zone."""
        if cls.refusal(component, demand) and component.kind != cls.id:
            return alone(cls(), component, demand, market)
        needs = needs_of(component)
        size_gib = size_in_a_year(needs, DEFAULT_SIZE_GIB)
        names = [name for name, gib in MEMORY_GIB.items() if gib >= size_gib] or list(MEMORY_GIB)[-1:]
        replicas = (1,) if needs_zones(needs, market.environment) else (0, 1)
        days = min(retention_days(needs, market.environment), MOST_RETENTION_DAYS)
        kinds = [
            cls(node_type=name, num_replicas_per_shard=count, snapshot_retention_limit=days)
            for count in replicas
            for name in names
        ]
        return front([_offer(overridden(kind, component), demand, market) for kind in kinds], demand.rate)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the hour and node."""
        del demand
        nodes = self.num_shards * (1 + self.num_replicas_per_shard)
        item = f"aws.memorydb/{self.engine}/{self.node_type}/hour"
        return (hourly(market, item, nodes, f"{nodes} x {self.node_type}, all month"),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU and memory, and connections."""
        own: dict[str, Told] = {"ClusterName": Ref(resource=name, attribute="name")}
        used = (("EngineCPUUtilization", "Average"), ("DatabaseMemoryUsagePercentage", "Maximum"))
        space = "AWS/MemoryDB"
        return (
            Vital(title="percent used", namespace=space, dimensions=own, metrics=used),
            Vital(title="connections", namespace=space, dimensions=own, metrics=(("CurrConnections", "Maximum"),)),
        )

    def placed(self, site: Site) -> "Cluster":
        """In private subnets behind its fence, encrypted; only its own users may log in."""
        return msgspec.structs.replace(
            self,
            name=self.name or shortened(site.label, 40),
            description=self.description or f"{site.name} of {site.application}",
            acl_name=self.acl_name or Ref(resource=f"{site.name}.users", attribute="name"),
            subnet_group_name=Ref(resource=f"{site.name}.subnets", attribute="name"),
            security_group_ids=(Ref(resource=group_of(site.name)),),
            kms_key_arn=self.kms_key_arn or key_arn(),
            final_snapshot_name=self.final_snapshot_name or shortened(f"{site.label}-final", 40),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Subnets, and the one user that roles log in as."""
        subnets = MemorySubnetGroup(
            name=shortened(site.label, 255),
            description=f"private subnets for {site.name}",
            subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        )
        user = MemoryUser(user_name=_user(site))
        users = MemoryAcl(
            name=shortened(f"{site.label}-users", 40),
            user_names=(Ref(resource=f"{site.name}.user", attribute="user_name"),),
        )
        return (
            Part(name=f"{site.name}.subnets", kind=subnets, says=f"{site.name} stands in private subnets"),
            Part(name=f"{site.name}.user", kind=user, says=f"programs log in to {site.name} by their role"),
            Part(name=f"{site.name}.users", kind=users, says=f"nobody else may log in to {site.name}"),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Logging in to this cluster as its one user."""
        del access
        own = (Ref(resource=site.name, attribute="arn"), Ref(resource=f"{site.name}.user", attribute="arn"))
        return (Statement(sid="LogIn", actions=("memorydb:Connect",), resources=own),)

    def endpoint(self, site: Site) -> Endpoint:
        """Behind its fence."""
        return Endpoint(security_group=group_of(site.name), ports=(self.port,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is; the login is made from the role."""
        host = Ref(resource=site.name, attribute="cluster_endpoint[0].address")
        return {
            Property.HOST: host,
            Property.PORT: str(self.port),
            Property.USER: _user(site),
            Property.URL: Joined(parts=("rediss://", host, f":{self.port}")),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
            Property.REGION: site.region,
        }


class MemorySubnetGroup(AwsKind, tag="aws.memorydb_subnet_group", frozen=True, kw_only=True):
    """The subnets that a cluster may stand in."""

    id = "aws.memorydb_subnet_group"
    terraform = "aws_memorydb_subnet_group"
    about = "The private subnets that a cluster may stand in."

    name: str
    description: str
    subnet_ids: tuple[Ref, ...]


class ByRole(Value, frozen=True, kw_only=True):
    """How a user logs in."""

    type: Literal["iam"] = "iam"


class MemoryUser(AwsKind, tag="aws.memorydb_user", frozen=True, kw_only=True):
    """Who may log in, and what for."""

    id = "aws.memorydb_user"
    terraform = "aws_memorydb_user"
    about = "Who may log in to a cluster, and what for."

    user_name: str
    access_string: str = "on ~* &* +@all"
    authentication_mode: ByRole = ByRole()


class MemoryAcl(AwsKind, tag="aws.memorydb_acl", frozen=True, kw_only=True):
    """All who may log in."""

    id = "aws.memorydb_acl"
    terraform = "aws_memorydb_acl"
    about = "All who may log in to a cluster."

    name: str
    user_names: tuple[Ref, ...]


def _user(site: Site) -> str:
    return shortened(f"{site.label}-app", 40)


def _offer(kind: Cluster, demand: Demand, market: Market) -> Offer:
    several = kind.num_replicas_per_shard > 0
    return Offer(
        kind=kind,
        label=f"{kind.node_type}, {'2 zones' if several else '1 zone'}",
        charges=kind.standing(market, demand),
        latency_ms=CALL_MS,
        availability=TWO_ZONES_AVAILABILITY if several else ONE_NODE_AVAILABILITY,
        durability=ELEVEN_NINES,
        capacity=_VCPU.get(kind.node_type, 0.0) * OPERATIONS_PER_VCPU,
        recovery_time_s=FAILOVER_S if several else RESTORE_S,
        retention_days=MOST_RETENTION_DAYS,
        says=("programs log in with a token of their role instead of a password",),
    )


KINDS = (Cluster, MemorySubnetGroup, MemoryUser, MemoryAcl)
