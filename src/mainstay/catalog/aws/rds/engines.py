"""PostgreSQL and MySQL on instances of RDS."""

from typing import ClassVar, Literal

from mainstay.catalog.aws.backing import alone, ensure
from mainstay.catalog.aws.rds.beside import Parameter
from mainstay.catalog.aws.rds.instance import Instance
from mainstay.catalog.aws.rds.offers import instance_offers, wanted_engine
from mainstay.catalog.aws.sizes import mysql_connections, postgres_connections
from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.intent import AnyComponent, Engine, Role

WITHOUT_INSIGHTS = frozenset({"db.t3.micro", "db.t3.small", "db.t4g.micro", "db.t4g.small"})
"""Classes on which MySQL has no Performance Insights (RDS guide, "Performance Insights: engine and class support")."""
SLOW_MS = 1000


class RdsPostgres(Instance, tag="aws.rds_postgres", frozen=True, kw_only=True):
    """PostgreSQL on an instance of RDS."""

    id = "aws.rds_postgres"
    realises = frozenset({Role.DATABASE})
    aliases = frozenset({"aws.rds_instance", "aws.db_instance"})
    about = "PostgreSQL on Amazon RDS: in private subnets, encrypted, TLS only, backed up; a standby where it matters."
    source = "Amazon RDS user guide, 2025"
    family: ClassVar[str] = "postgres17"
    listens_on: ClassVar[int] = 5432
    scheme: ClassVar[str] = "postgresql"
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]] = "POSTGRESQL"
    settings: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="log_min_duration_statement", value=str(SLOW_MS)),
        Parameter(name="log_statement", value="ddl"),
        Parameter(name="rds.force_ssl", value="1"),
    )

    engine: Literal["postgres"] = "postgres"
    engine_version: str = "17"
    enabled_cloudwatch_logs_exports: tuple[Literal["postgresql", "upgrade", "iam-db-auth-error"], ...] = (
        "postgresql",
        "upgrade",
    )

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """It is PostgreSQL."""
        del demand
        return wanted_engine(component, Engine.POSTGRES)

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Classes that bear the load, in one zone or two, with a proxy or without."""
        if cls.refusal(component, demand):
            return alone(cls(), component, demand, market)
        return instance_offers(cls(), component, demand, market, connections=postgres_connections)


class RdsMysql(Instance, tag="aws.rds_mysql", frozen=True, kw_only=True):
    """MySQL on an instance of RDS."""

    id = "aws.rds_mysql"
    realises = frozenset({Role.DATABASE})
    about = "MySQL on Amazon RDS: in private subnets, encrypted, TLS only, backed up; a standby where it matters."
    source = "Amazon RDS user guide, 2025"
    family: ClassVar[str] = "mysql8.4"
    listens_on: ClassVar[int] = 3306
    scheme: ClassVar[str] = "mysql"
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]] = "MYSQL"
    settings: ClassVar[tuple[Parameter, ...]] = (
        Parameter(name="log_output", value="FILE"),
        Parameter(name="long_query_time", value=str(SLOW_MS // 1000)),
        Parameter(name="require_secure_transport", value="1"),
        Parameter(name="slow_query_log", value="1"),
    )

    engine: Literal["mysql"] = "mysql"
    engine_version: str = "8.4"
    performance_insights_enabled: bool = False
    enabled_cloudwatch_logs_exports: tuple[Literal["audit", "error", "general", "slowquery"], ...] = (
        "error",
        "slowquery",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        ensure(
            self.id,
            not (self.performance_insights_enabled and self.instance_class in WITHOUT_INSIGHTS),
            "`performance_insights_enabled` must be false on small burstable classes",
            f"true on {self.instance_class}",
            hint="set it to false, or take a larger class",
        )

    @classmethod
    def refusal(cls, component: AnyComponent, demand: Demand) -> str:
        """It is MySQL."""
        del demand
        return wanted_engine(component, Engine.MYSQL)

    @classmethod
    def offers(cls, component: AnyComponent, demand: Demand, market: Market) -> tuple[Offer, ...]:
        """Classes that bear the load, in one zone or two, with a proxy or without."""
        if cls.refusal(component, demand):
            return alone(cls(), component, demand, market)
        return instance_offers(cls(), component, demand, market, connections=mysql_connections)
