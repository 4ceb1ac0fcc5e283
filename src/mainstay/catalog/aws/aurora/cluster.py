"""A cluster of Aurora Serverless v2."""

import math
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.aurora.member import cluster_settings, members
from mainstay.catalog.aws.backing import (
    ELEVEN_NINES,
    Backing,
    alone,
    ensure,
    hourly,
    key_arn,
    monthly,
    needs_of,
    needs_zones,
    per_month,
    retention_days,
    size_now,
    within,
)
from mainstay.catalog.aws.backup import backups
from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.front import front
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.rds.beside import (
    NAME_LENGTH,
    Parameter,
    alarms,
    logs,
    logs_of,
    monitoring,
    settings_of,
    subnet_group,
    subnets_of,
)
from mainstay.catalog.aws.rds.offers import wanted_engine
from mainstay.catalog.aws.rds.proxy import ADDS_MS, proxied, proxy_of
from mainstay.catalog.aws.secret import login, password, secret_properties, url
from mainstay.model.cloud import Demand, Endpoint, Market, Offer, Part, Site, Vital, group_of
from mainstay.model.intent import AnyComponent, Database, Engine, Property, Role
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Ref, SecretText, Statement, Told
from mainstay.model.value import Value

QUERIES_PER_ACU = 250.0
"""Short queries a second for one capacity unit: a quarter of a vCPU (an ACU has 2 GiB; r classes 8 for a vCPU)."""
QUERY_MS = 4.0
"""One short query at the 99th percentile; writes wait for four of six copies in three zones. Our assumption."""
CONNECTIONS_PER_ACU = 90
"""Of the default of max_connections by the memory of the most units (Aurora guide, "Working with Serverless v2")."""
MOST_CONNECTIONS = 2000
"""The default for clusters that go down to half a unit (Aurora guide, "Maximum connections for Serverless v2")."""
ONE_MEMBER_AVAILABILITY, TWO_ZONES_AVAILABILITY = 99.9, 99.99
"""Amazon Aurora service level agreement: 99.99 for several zones, 99.9 for one."""
FAILOVER_S, RECREATE_S = 60.0, 600.0
"""A second member takes over within a minute; without one a new one is made in less than 10 (Aurora guide)."""
IO_PER_QUERY = 0.3
"""Reads and writes of storage for one query; the rest is in memory. Our assumption."""
LEAST_ACU, MOST_ACU = 0.5, 256.0
LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS = 1, 35
DEFAULT_SIZE_GIB = 10.0
PROXY_LEAST_ACU = 8
"""A proxy before Serverless v2 is paid for eight units at least (Amazon RDS Proxy pricing)."""


class Scaling(Value, frozen=True, kw_only=True):
    """How many capacity units there are at least and at most. Zero at least: it pauses when nobody asks."""

    min_capacity: float = LEAST_ACU
    max_capacity: float = 4.0
    seconds_until_auto_pause: int | None = None


class Cluster(Backing, frozen=True, kw_only=True):
    """A cluster whose members grow and shrink with the load. `members` is how many there are, each in its zone."""

    family: ClassVar[str]
    listens_on: ClassVar[int]
    scheme: ClassVar[str]
    speaks: ClassVar[Engine]
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]]
    settings: ClassVar[tuple[Parameter, ...]]
    terraform = "aws_rds_cluster"
    stateful = True
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})
    unrendered = frozenset({"members", "proxy", "retention_days"})

    cluster_identifier: str | None = None
    engine: Literal["aurora-postgresql", "aurora-mysql"]
    engine_mode: Literal["provisioned"] = "provisioned"
    engine_version: str
    database_name: str = "app"
    master_username: str = "app"
    master_password_wo: Ref | None = None
    master_password_wo_version: int | None = None
    storage_encrypted: bool = True
    kms_key_id: Ref | None = None
    db_subnet_group_name: Ref | None = None
    db_cluster_parameter_group_name: Ref | None = None
    vpc_security_group_ids: tuple[Ref, ...] | None = None
    serverlessv2_scaling_configuration: Scaling = Scaling()
    backup_retention_period: int | None = None
    copy_tags_to_snapshot: bool = True
    deletion_protection: bool = True
    skip_final_snapshot: bool = False
    final_snapshot_identifier: str | None = None
    iam_database_authentication_enabled: bool = True
    enabled_cloudwatch_logs_exports: tuple[str, ...] = ()
    members: int = 1
    proxy: bool = False
    retention_days: int = 7
    depends_on: tuple[Ref, ...] | None = None

    def __post_init__(self) -> None:
        scaling = self.serverlessv2_scaling_configuration
        within(self.id, "max_capacity", scaling.max_capacity, (1.0, MOST_ACU))
        within(self.id, "min_capacity", scaling.min_capacity, (0.0, scaling.max_capacity))
        within(self.id, "members", self.members, (1, 15))
        bounds = (LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS)
        within(self.id, "backup_retention_period", self.backup_retention_period, bounds)
        within(self.id, "seconds_until_auto_pause", scaling.seconds_until_auto_pause, (300, 86400))
        ensure(
            self.id,
            (2.0 * scaling.min_capacity).is_integer() and (2.0 * scaling.max_capacity).is_integer(),
            "capacities must be whole or half units",
            f"{scaling.min_capacity:g} and {scaling.max_capacity:g}",
            hint="round them to 0.5",
        )
        ensure(
            self.id,
            scaling.seconds_until_auto_pause is None or scaling.min_capacity == 0.0,
            "`seconds_until_auto_pause` must go with `min_capacity: 0`",
            f"{scaling.min_capacity:g}",
            hint="only what may go down to nothing pauses",
        )

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """It is one engine."""
        del demand
        return wanted_engine(component, cls.speaks)

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """One member or two, with a proxy or without; units for the load, and four times as many for peaks."""
        if cls.refusal(component, demand) or not isinstance(component, Database):
            return alone(cls(), component, demand, market)  # pyright: ignore[reportCallIssue] - subclasses have all
        needs = component.needs
        zones = (2,) if needs_zones(needs, market.environment) else (1, 2)
        user = component.user or component.database or "app"
        asked = msgspec.structs.replace(
            cls(),  # pyright: ignore[reportCallIssue] - subclasses have all
            master_username=user,
            database_name=component.database or user,
            serverlessv2_scaling_configuration=_scaling(demand.rate),
            retention_days=retention_days(needs, market.environment),
        )
        variants = [msgspec.structs.replace(asked, members=n, proxy=p) for n in zones for p in (False, True)]
        found = [_offer(overridden(one, component), component, demand, market) for one in variants]
        return front(found, demand.rate)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the unit and hour: what the load needs, and never less than the least; each member by itself."""
        least = max(self.serverlessv2_scaling_configuration.min_capacity, LEAST_ACU)
        units = max(least, demand.rate / QUERIES_PER_ACU)
        says = f"{units:.1f} units on average in each of {self.members} members"
        charges = [hourly(market, "aws.aurora/acu-hour", units * self.members, says)]
        if self.proxy:
            counted = max(PROXY_LEAST_ACU, self.serverlessv2_scaling_configuration.max_capacity)
            charges.append(hourly(market, "aws.rds_proxy/acu-hour", counted, f"a proxy for {counted:g} units"))
        return tuple(charges)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU, connections and capacity units."""
        own: dict[str, Told] = {"DBClusterIdentifier": Ref(resource=name, attribute="cluster_identifier")}
        units = (("ServerlessDatabaseCapacity", "Maximum"),)
        return (
            Vital(title="cpu percent", namespace="AWS/RDS", dimensions=own, metrics=(("CPUUtilization", "Average"),)),
            Vital(
                title="connections", namespace="AWS/RDS", dimensions=own, metrics=(("DatabaseConnections", "Maximum"),)
            ),
            Vital(title="capacity units", namespace="AWS/RDS", dimensions=own, metrics=units),
        )

    def placed(self, site: Site) -> "Cluster":
        """In private subnets behind its fence, encrypted, with a password that no state has."""
        label = shortened(site.label, NAME_LENGTH)
        return msgspec.structs.replace(
            self,
            cluster_identifier=self.cluster_identifier or label,
            depends_on=logs_of(site.name, self.enabled_cloudwatch_logs_exports),
            kms_key_id=self.kms_key_id or key_arn(),
            master_password_wo=password(site.name),
            master_password_wo_version=self.master_password_wo_version or 1,
            db_subnet_group_name=Ref(resource=subnets_of(site.name), attribute="name"),
            db_cluster_parameter_group_name=Ref(resource=settings_of(site.name), attribute="name"),
            vpc_security_group_ids=(Ref(resource=group_of(site.name)),),
            backup_retention_period=(
                min(max(self.retention_days, LEAST_RETENTION_DAYS), MOST_RETENTION_DAYS)
                if self.backup_retention_period is None
                else self.backup_retention_period
            ),
            final_snapshot_identifier=self.final_snapshot_identifier or shortened(f"{site.label}-final", NAME_LENGTH),
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Members, subnets, settings, password, watching, logs, alarms; a proxy and longer backups where asked for."""
        identifier = self.cluster_identifier or shortened(site.label, NAME_LENGTH)
        dimensions: dict[str, Told] = {"DBClusterIdentifier": Ref(resource=site.name, attribute="cluster_identifier")}
        proxy = proxied(site, self.proxy_family, self.listens_on, cluster=True) if self.proxy else ()
        return (
            *members(site, self.engine, self.members),
            subnet_group(site),
            cluster_settings(site, self.family, self.settings),
            *login(site, self._told(site)),
            *monitoring(site),
            *logs(site, f"/aws/rds/cluster/{identifier}", self.enabled_cloudwatch_logs_exports),
            *alarms(site, dimensions),
            *proxy,
            *(backups(site, self.retention_days) if self.retention_days > MOST_RETENTION_DAYS else ()),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Nothing: the network and a password let programs in."""
        del site, access
        return ()

    def endpoint(self, site: Site) -> Endpoint:
        """Its fence, or that of its proxy."""
        fenced = proxy_of(site.name) if self.proxy else site.name
        return Endpoint(security_group=group_of(fenced), ports=(self.listens_on,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is and how to log in; what has the password in it by reference."""
        return {
            **secret_properties(site.name, self.master_username),
            Property.HOST: self._host(site),
            Property.PORT: str(self.listens_on),
            Property.DATABASE: self.database_name,
            Property.NAME: self.database_name,
            Property.ARN: Ref(resource=site.name, attribute="arn"),
        }

    def _host(self, site: Site) -> Ref:
        return Ref(resource=proxy_of(site.name) if self.proxy else site.name, attribute="endpoint")

    def _told(self, site: Site) -> dict[str, Told]:
        host = self._host(site)
        whole = url(
            site.name,
            f"{self.scheme}://{self.master_username}:",
            "@",
            host,
            f":{self.listens_on}/{self.database_name}",
        )
        return {
            "dbname": self.database_name,
            "engine": self.scheme,
            "host": host,
            "port": str(self.listens_on),
            "url": whole,
            "username": self.master_username,
        }


class AuroraPostgres(Cluster, tag="aws.aurora_postgres", frozen=True, kw_only=True):
    """Aurora Serverless v2, compatible with PostgreSQL."""

    id = "aws.aurora_postgres"
    realises = frozenset({Role.DATABASE})
    platform = "serverless"
    aliases = frozenset({"aws.aurora", "aws.rds_cluster"})
    about = "Aurora Serverless v2 for PostgreSQL: six copies in three zones; grows and shrinks with the load."
    source = "Amazon Aurora user guide, 2025"
    family: ClassVar[str] = "aurora-postgresql16"
    listens_on: ClassVar[int] = 5432
    scheme: ClassVar[str] = "postgresql"
    speaks: ClassVar[Engine] = Engine.POSTGRES
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]] = "POSTGRESQL"
    settings: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="log_min_duration_statement", value="1000"),
        Parameter(name="log_statement", value="ddl"),
        Parameter(name="rds.force_ssl", value="1"),
    )

    engine: Literal["aurora-postgresql"] = "aurora-postgresql"
    engine_version: str = "16.8"
    enabled_cloudwatch_logs_exports: tuple[Literal["postgresql"], ...] = ("postgresql",)


class AuroraMysql(Cluster, tag="aws.aurora_mysql", frozen=True, kw_only=True):
    """Aurora Serverless v2, compatible with MySQL."""

    id = "aws.aurora_mysql"
    realises = frozenset({Role.DATABASE})
    platform = "serverless"
    about = "Aurora Serverless v2 for MySQL: six copies in three zones; grows and shrinks with the load."
    source = "Amazon Aurora user guide, 2025"
    family: ClassVar[str] = "aurora-mysql8.0"
    listens_on: ClassVar[int] = 3306
    scheme: ClassVar[str] = "mysql"
    speaks: ClassVar[Engine] = Engine.MYSQL
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]] = "MYSQL"
    settings: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="long_query_time", value="1"),
        Parameter(name="require_secure_transport", value="ON"),
        Parameter(name="slow_query_log", value="1"),
    )

    engine: Literal["aurora-mysql"] = "aurora-mysql"
    engine_version: str = "8.0.mysql_aurora.3.08.2"
    enabled_cloudwatch_logs_exports: tuple[Literal["audit", "error", "general", "slowquery"], ...] = (
        "error",
        "slowquery",
    )


def _scaling(rate: float) -> Scaling:
    """For the mean load at least the half unit; at most four times what it needs, for peaks."""
    needed = rate / QUERIES_PER_ACU
    most = min(MOST_ACU, max(2.0, math.ceil(8.0 * needed) / 2.0))
    return Scaling(min_capacity=LEAST_ACU, max_capacity=most)


def _offer(kind: Cluster, component: Database, demand: Demand, market: Market) -> Offer:
    most = kind.serverlessv2_scaling_configuration.max_capacity
    several = kind.members > 1
    label = f"{kind.serverlessv2_scaling_configuration.min_capacity:g} to {most:g} ACU"
    zones = "2 zones" if several else "1 zone"
    return Offer(
        kind=kind,
        label=", ".join(filter(None, (label, zones, "with proxy" if kind.proxy else ""))),
        charges=(*kind.standing(market, demand), *_stored(component, demand, market)),
        latency_ms=QUERY_MS + (ADDS_MS if kind.proxy else 0.0),
        availability=TWO_ZONES_AVAILABILITY if several else ONE_MEMBER_AVAILABILITY,
        durability=ELEVEN_NINES,
        capacity=most * QUERIES_PER_ACU,
        max_connections=None if kind.proxy else min(MOST_CONNECTIONS, int(most * CONNECTIONS_PER_ACU)),
        recovery_time_s=FAILOVER_S if several else RECREATE_S,
        says=(f"{QUERIES_PER_ACU:g} short queries a second for each unit (assumed)",),
    )


def _stored(component: Database, demand: Demand, market: Market) -> tuple[Charge, ...]:
    size = size_now(needs_of(component), DEFAULT_SIZE_GIB)
    calls = per_month(demand.rate) * IO_PER_QUERY
    return (
        monthly(market, "aws.aurora/storage/gb-month", size, f"{size:g} GiB kept", by_usage=True),
        monthly(market, "aws.aurora/io-request", calls, f"{IO_PER_QUERY:g} for each query (assumed)", by_usage=True),
    )
