"""Amazon ElastiCache: Valkey."""

import math
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import (
    Backing,
    alone,
    ensure,
    hourly,
    key_arn,
    needs_of,
    needs_zones,
    retention_days,
    size_in_a_year,
    within,
)
from mainstay.catalog.aws.base import AwsKind, overridden
from mainstay.catalog.aws.cloudwatch import Signal, alarm
from mainstay.catalog.aws.front import front
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.secret import login, password, secret_properties, url
from mainstay.catalog.aws.sizes import Size, size_of
from mainstay.model.cloud import Demand, Endpoint, Market, Offer, Part, Site, Vital, group_of
from mainstay.model.intent import AnyComponent, Cache, Property, Role
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Statement, Told

PORT = 6379
USER = "default"
OPERATIONS_PER_VCPU = 10000.0
"""Operations a second that one lasting vCPU serves; AWS measured several times as much. Our assumption."""
CALL_MS = 1.0
"""One operation within a region at the 99th percentile: "sub-millisecond" at the median (ElastiCache FAQ)."""
ONE_ZONE_AVAILABILITY, TWO_ZONES_AVAILABILITY = 99.5, 99.99
"""Amazon ElastiCache service level agreement: 99.99 for Multi-AZ with automatic failover; one zone: our assumption."""
FAILOVER_S, RESTORE_S = 60.0, 900.0
"""A replica takes over in less than a minute (ElastiCache guide); a node is replaced in some minutes (assumed)."""
DAY_S = 86400.0
MOST_CONNECTIONS = 65000
"""ElastiCache user guide, `maxclients`."""
USABLE_MEMORY = 0.75
"""A quarter is left for copies and snapshots (`reserved-memory-percent` 25, ElastiCache guide)."""
MOST_RETENTION_DAYS = 35
DEFAULT_SIZE_GIB = 0.25
CLASSES = (
    "cache.t4g.micro",
    "cache.t4g.small",
    "cache.t4g.medium",
    "cache.m7g.large",
    "cache.m7g.xlarge",
    "cache.r7g.large",
    "cache.r7g.xlarge",
    "cache.r7g.2xlarge",
)


class ReplicationGroup(Backing, tag="aws.elasticache", frozen=True, kw_only=True):
    """Valkey on one node, or on two in two zones. Programs connect with a password, unless not `authenticated`."""

    id = "aws.elasticache"
    terraform = "aws_elasticache_replication_group"
    aliases = frozenset({"aws.elasticache_cluster", "aws.elasticache_replication_group"})
    realises = frozenset({Role.CACHE})
    stateful = True
    about = "Amazon ElastiCache for Valkey: private, encrypted, over TLS with a password; a replica where needed."
    source = "Amazon ElastiCache user guide, 2025"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})
    unrendered = frozenset({"authenticated"})

    replication_group_id: str | None = None
    description: str | None = None
    engine: Literal["valkey", "redis"] = "valkey"
    engine_version: str = "8.0"
    node_type: str = "cache.t4g.micro"
    num_cache_clusters: int = 1
    automatic_failover_enabled: bool = False
    multi_az_enabled: bool = False
    port: int = PORT
    parameter_group_name: str = "default.valkey8"
    subnet_group_name: Ref | None = None
    security_group_ids: tuple[Ref, ...] | None = None
    at_rest_encryption_enabled: bool = True
    kms_key_id: Ref | None = None
    transit_encryption_enabled: bool = True
    transit_encryption_mode: Literal["required", "preferred"] = "required"
    user_group_ids: tuple[Ref, ...] | None = None
    snapshot_retention_limit: int = 7
    final_snapshot_identifier: str | None = None
    auto_minor_version_upgrade: bool = True
    authenticated: bool = True

    def __post_init__(self) -> None:
        within(self.id, "num_cache_clusters", self.num_cache_clusters, (1, 6))
        within(self.id, "snapshot_retention_limit", self.snapshot_retention_limit, (0, MOST_RETENTION_DAYS))
        within(self.id, "port", self.port, (1, 65535))
        ensure(
            self.id,
            not (self.multi_az_enabled or self.automatic_failover_enabled) or self.num_cache_clusters > 1,
            "`num_cache_clusters` must be 2 or more for `multi_az_enabled` and `automatic_failover_enabled`",
            self.num_cache_clusters,
            hint="set `num_cache_clusters: 2`",
        )
        ensure(
            self.id,
            self.automatic_failover_enabled or not self.multi_az_enabled,
            "`automatic_failover_enabled` must go with `multi_az_enabled`",
            "false",
            hint="set both",
        )

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Nodes that hold the data and bear the load, in one zone or two."""
        if not isinstance(component, Cache):
            return alone(cls(), component, demand, market)
        needs = needs_of(component)
        zones = (2,) if needs_zones(needs, market.environment) else (1, 2)
        days = min(retention_days(needs, market.environment), MOST_RETENTION_DAYS)
        stated = component.overrides.get("node_type")
        names = (stated,) if isinstance(stated, str) else CLASSES
        fitting = [size for name in names if (size := size_of(name))]
        size_gib = size_in_a_year(needs, DEFAULT_SIZE_GIB)
        enough = [size for size in fitting if _holds(size, size_gib, demand.rate)] or fitting[-1:]
        kinds = [_kind(size, count, component, days) for count in zones for size in enough]
        return front([_offer(overridden(kind, component), demand, market) for kind in kinds], demand.rate)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the hour and node."""
        del demand
        item = f"aws.elasticache/{self.engine}/{self.node_type}/hour"
        says = f"{self.num_cache_clusters} x {self.node_type}, all month"
        return (hourly(market, item, self.num_cache_clusters, says),)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU and memory, connections, and what was thrown out."""
        own: dict[str, Told] = {"CacheClusterId": Ref(resource=name, attribute="id", suffix="-001")}
        used = (("EngineCPUUtilization", "Average"), ("DatabaseMemoryUsagePercentage", "Maximum"))
        space = "AWS/ElastiCache"
        return (
            Vital(title="percent used", namespace=space, dimensions=own, metrics=used),
            Vital(title="connections", namespace=space, dimensions=own, metrics=(("CurrConnections", "Maximum"),)),
            Vital(title="thrown out", namespace=space, dimensions=own, metrics=(("Evictions", "Sum"),)),
        )

    def placed(self, site: Site) -> "ReplicationGroup":
        """In private subnets behind its fence, encrypted at rest and on the way."""
        users = (Ref(resource=f"{site.name}.users", attribute="user_group_id"),)
        return msgspec.structs.replace(
            self,
            replication_group_id=self.replication_group_id or shortened(site.label, 40),
            description=self.description or f"{site.name} of {site.application}",
            subnet_group_name=Ref(resource=f"{site.name}.subnets", attribute="name"),
            security_group_ids=(Ref(resource=group_of(site.name)),),
            kms_key_id=self.kms_key_id or key_arn(),
            user_group_ids=users if self.authenticated else None,
            final_snapshot_identifier=self.final_snapshot_identifier or shortened(f"{site.label}-final", 40),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Subnets, an alarm, and where it has a password: the user and the secrets."""
        subnets = CacheSubnetGroup(
            name=shortened(site.label, 255),
            description=f"private subnets for {site.name}",
            subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        )
        full = Signal(
            namespace="AWS/ElastiCache",
            metric="DatabaseMemoryUsagePercentage",
            dimensions={"CacheClusterId": Ref(resource=site.name, attribute="id", suffix="-001")},
            above=90.0,
            statistic="Maximum",
        )
        return (
            Part(name=f"{site.name}.subnets", kind=subnets, says=f"{site.name} stands in private subnets"),
            alarm(f"{site.name}.alarm-memory", f"{site.label}-memory", f"{site.name} is nearly full", full),
            *(self._login(site) if self.authenticated else ()),
        )

    def _login(self, site: Site) -> tuple[Part, ...]:
        user = CacheUser(
            user_id=shortened(site.label, 40),
            passwords_wo=password(site.name),
        )
        users = CacheUserGroup(
            user_group_id=shortened(f"{site.label}-users", 40),
            user_ids=(Ref(resource=f"{site.name}.user", attribute="user_id"),),
        )
        return (
            Part(name=f"{site.name}.user", kind=user, says=f"programs log in to {site.name} with a password"),
            Part(name=f"{site.name}.users", kind=users, says=f"nobody else may log in to {site.name}"),
            *login(site, self._told(site)),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Nothing: the network and a password let programs in."""
        del site, access
        return ()

    def endpoint(self, site: Site) -> Endpoint:
        """Behind its fence."""
        return Endpoint(security_group=group_of(site.name), ports=(self.port,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is and how to log in, always over TLS. The URL names no database number: bindings append theirs."""
        told: dict[Property, Told | SecretText] = {
            Property.HOST: _host(site),
            Property.PORT: str(self.port),
            Property.ARN: Ref(resource=site.name, attribute="arn"),
        }
        if self.authenticated:
            return told | secret_properties(site.name, USER)
        return told | {Property.URL: Joined(parts=("rediss://", _host(site), f":{self.port}"))}

    def _told(self, site: Site) -> dict[str, Told]:
        host = _host(site)
        whole = url(site.name, f"rediss://{USER}:", "@", host, f":{self.port}")
        return {"host": host, "port": str(self.port), "url": whole, "username": USER}


class CacheSubnetGroup(AwsKind, tag="aws.elasticache_subnet_group", frozen=True, kw_only=True):
    """The subnets that a cache may stand in."""

    id = "aws.elasticache_subnet_group"
    terraform = "aws_elasticache_subnet_group"
    about = "The private subnets that a cache may stand in."

    name: str
    description: str
    subnet_ids: tuple[Ref, ...]


class CacheUser(AwsKind, tag="aws.elasticache_user", frozen=True, kw_only=True):
    """Who may log in to a cache, and what for."""

    id = "aws.elasticache_user"
    terraform = "aws_elasticache_user"
    about = "Who may log in to a cache, and what for; its password is written only."

    user_id: str
    user_name: str = USER
    engine: Literal["valkey", "redis"] = "valkey"
    access_string: str = "on ~* &* +@all"
    passwords_wo: Ref  # one password, whatever its name says (terraform-provider-aws issue 48281)
    passwords_wo_version: int = 1


class CacheUserGroup(AwsKind, tag="aws.elasticache_user_group", frozen=True, kw_only=True):
    """All who may log in to a cache."""

    id = "aws.elasticache_user_group"
    terraform = "aws_elasticache_user_group"
    about = "All who may log in to a cache."

    user_group_id: str
    engine: Literal["valkey", "redis"] = "valkey"
    user_ids: tuple[Ref, ...]


def _host(site: Site) -> Ref:
    return Ref(resource=site.name, attribute="primary_endpoint_address")


def _holds(size: Size, size_gib: float, rate: float) -> bool:
    return size.memory_gib * USABLE_MEMORY >= size_gib and size.lasting_vcpu * OPERATIONS_PER_VCPU >= rate


def _kind(size: Size, count: int, component: Cache, days: int) -> ReplicationGroup:
    several = count > 1
    return ReplicationGroup(
        node_type=size.name,
        num_cache_clusters=count,
        automatic_failover_enabled=several,
        multi_az_enabled=several,
        snapshot_retention_limit=days,
        authenticated=component.authenticated,
    )


def _offer(kind: ReplicationGroup, demand: Demand, market: Market) -> Offer:
    size = size_of(kind.node_type)
    lasting = size.lasting_vcpu if size else 0.0
    several = kind.multi_az_enabled
    return Offer(
        kind=kind,
        label=f"{kind.node_type}, {'2 zones' if several else '1 zone'}",
        charges=kind.standing(market, demand),
        latency_ms=CALL_MS,
        availability=TWO_ZONES_AVAILABILITY if several else ONE_ZONE_AVAILABILITY,
        durability=0.0,
        capacity=lasting * OPERATIONS_PER_VCPU,
        max_connections=MOST_CONNECTIONS,
        recovery_point_s=1.0 if several else _lost_s(kind),
        recovery_time_s=FAILOVER_S if several else RESTORE_S,
        retention_days=MOST_RETENTION_DAYS,
        says=(f"{OPERATIONS_PER_VCPU:g} operations a second for each lasting vCPU (assumed)",),
    )


def _lost_s(kind: ReplicationGroup) -> float:
    """What one node loses: what came after the last snapshot; everything, where none is made."""
    return DAY_S if kind.snapshot_retention_limit else math.inf


KINDS = (ReplicationGroup, CacheSubnetGroup, CacheUser, CacheUserGroup)
