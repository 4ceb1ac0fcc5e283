"""What PostgreSQL and MySQL on an instance of RDS have in common."""

import re
from typing import ClassVar, Literal

import msgspec

from mainstay.catalog.aws.backing import Backing, ensure, hourly, key_arn, monthly, within
from mainstay.catalog.aws.backup import backups
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.rds.beside import (
    NAME_LENGTH,
    Parameter,
    alarms,
    logs,
    logs_of,
    monitor_of,
    monitoring,
    parameter_group,
    settings_of,
    subnet_group,
    subnets_of,
)
from mainstay.catalog.aws.rds.proxy import LEAST_VCPU, proxied, proxy_of
from mainstay.catalog.aws.secret import login, password, secret_properties, url
from mainstay.catalog.aws.sizes import Size, size_of
from mainstay.model.cloud import Demand, Endpoint, Market, Part, Site, Vital, group_of
from mainstay.model.intent import Property
from mainstay.model.price import Charge
from mainstay.model.requirement import Access
from mainstay.model.told import Joined, Ref, SecretText, Statement, Told

MOST_RETENTION_DAYS = 35
"""The longest that RDS keeps its own backups (RDS guide, "Backup retention period")."""
LARGEST_GIB = 65536
SMALLEST_GIB = 20
_CLASS = re.compile(r"db\.[a-z0-9-]+\.[a-z0-9]+")
_WORD = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,62}")
_RESERVED = frozenset({"admin", "rdsadmin", "rds_superuser", "rds_replication", "rds_iam", "mysql.sys"})
MonitoringInterval = Literal[0, 1, 5, 10, 15, 30, 60]


class Instance(Backing, frozen=True, kw_only=True):
    """A database on an instance: in one zone, or in two with a standby that takes over within two minutes.

    `proxy` puts RDS Proxy before it. `retention_days` beyond 35 are kept by AWS Backup.
    """

    family: ClassVar[str]
    listens_on: ClassVar[int]
    scheme: ClassVar[str]
    proxy_family: ClassVar[Literal["POSTGRESQL", "MYSQL"]]
    settings: ClassVar[tuple[Parameter, ...]]
    stateful = True
    terraform = "aws_db_instance"
    possible: ClassVar[frozenset[Access]] = frozenset({Access.READ, Access.WRITE})
    unrendered = frozenset({"proxy", "retention_days"})

    identifier: str | None = None
    engine: str
    engine_version: str
    instance_class: str = "db.t4g.micro"
    allocated_storage: int = SMALLEST_GIB
    max_allocated_storage: int | None = None
    storage_type: Literal["gp3", "io2"] = "gp3"
    storage_encrypted: bool = True
    kms_key_id: Ref | None = None
    db_name: str = "app"
    username: str = "app"
    password_wo: Ref | None = None
    password_wo_version: int | None = None
    multi_az: bool = False
    db_subnet_group_name: Ref | None = None
    parameter_group_name: Ref | None = None
    vpc_security_group_ids: tuple[Ref, ...] | None = None
    publicly_accessible: bool = False
    backup_retention_period: int | None = None
    copy_tags_to_snapshot: bool = True
    delete_automated_backups: bool = False
    deletion_protection: bool = True
    skip_final_snapshot: bool = False
    final_snapshot_identifier: str | None = None
    auto_minor_version_upgrade: bool = True
    iam_database_authentication_enabled: bool = True
    performance_insights_enabled: bool = True
    performance_insights_kms_key_id: Ref | None = None
    monitoring_interval: MonitoringInterval = 60
    monitoring_role_arn: Ref | None = None
    enabled_cloudwatch_logs_exports: tuple[str, ...] = ()
    ca_cert_identifier: str = "rds-ca-rsa2048-g1"
    proxy: bool = False
    retention_days: int = 7
    depends_on: tuple[Ref, ...] | None = None

    def __post_init__(self) -> None:
        within(self.id, "backup_retention_period", self.backup_retention_period, (0, MOST_RETENTION_DAYS))
        within(self.id, "allocated_storage", self.allocated_storage, (SMALLEST_GIB, LARGEST_GIB))
        within(self.id, "retention_days", self.retention_days, (1, 36500))
        within(self.id, "max_allocated_storage", self.max_allocated_storage, (self.allocated_storage, LARGEST_GIB))
        ensure(
            self.id,
            bool(_CLASS.fullmatch(self.instance_class)),
            "`instance_class` must look like `db.t4g.medium`",
            f"`{self.instance_class}`",
            hint="name a class of RDS",
        )
        self._check_names()

    def _check_names(self) -> None:
        for name in ("db_name", "username"):
            value: str = getattr(self, name)
            ensure(
                self.id,
                bool(_WORD.fullmatch(value)) and value not in _RESERVED,
                f"`{name}` must begin with a letter, have letters, digits and _ only, and be none that RDS reserves",
                f"`{value}`",
                hint="`app` is a good one",
            )

    @property
    def size(self) -> Size | None:
        """The facts on its class; None for one that mainstay does not know."""
        return size_of(self.instance_class)

    def standing(self, market: Market, demand: Demand) -> tuple[Charge, ...]:
        """By the hour and the storage: twice for two zones; the proxy by the vCPU of the instance."""
        del demand
        zones = 2 if self.multi_az else 1
        prefix = f"aws.rds/{self.engine}"
        says = f"{self.instance_class} in {'two zones' if self.multi_az else 'one zone'}, all month"
        charges = [
            hourly(market, f"{prefix}/{self.instance_class}/hour", zones, says),
            _storage(market, self.allocated_storage, zones),
        ]
        if self.proxy:
            vcpu = max(LEAST_VCPU, self.size.vcpu if self.size else LEAST_VCPU)
            charges.append(hourly(market, "aws.rds_proxy/vcpu-hour", vcpu, f"a proxy for {vcpu} vCPU"))
        return tuple(charges)

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """CPU, connections, free storage and memory."""
        own: dict[str, Told] = {"DBInstanceIdentifier": Ref(resource=name, attribute="identifier")}
        free = (("FreeStorageSpace", "Minimum"), ("FreeableMemory", "Minimum"))
        return (
            Vital(title="cpu percent", namespace="AWS/RDS", dimensions=own, metrics=(("CPUUtilization", "Average"),)),
            Vital(
                title="connections", namespace="AWS/RDS", dimensions=own, metrics=(("DatabaseConnections", "Maximum"),)
            ),
            Vital(title="bytes free", namespace="AWS/RDS", dimensions=own, metrics=free),
        )

    def placed(self, site: Site) -> "Instance":
        """In private subnets behind its fence, encrypted, with a password that no state has."""
        label = shortened(site.label, NAME_LENGTH)
        monitor = Ref(resource=monitor_of(site.name), attribute="arn")
        return msgspec.structs.replace(
            self,
            identifier=self.identifier or label,
            kms_key_id=self.kms_key_id or key_arn(),
            password_wo=password(site.name),
            password_wo_version=self.password_wo_version or 1,
            db_subnet_group_name=Ref(resource=subnets_of(site.name), attribute="name"),
            parameter_group_name=Ref(resource=settings_of(site.name), attribute="name"),
            vpc_security_group_ids=(Ref(resource=group_of(site.name)),),
            backup_retention_period=(
                min(self.retention_days, MOST_RETENTION_DAYS)
                if self.backup_retention_period is None
                else self.backup_retention_period
            ),
            final_snapshot_identifier=self.final_snapshot_identifier or shortened(f"{site.label}-final", NAME_LENGTH),
            depends_on=logs_of(site.name, self.enabled_cloudwatch_logs_exports),
            performance_insights_kms_key_id=key_arn() if self.performance_insights_enabled else None,
            monitoring_role_arn=monitor if self.monitoring_interval else None,
        )

    def parts(self, site: Site) -> tuple[Part, ...]:
        """Subnets, settings, password, watching, logs, alarms; a proxy and longer backups where they are asked for."""
        identifier = self.identifier or shortened(site.label, NAME_LENGTH)
        dimensions: dict[str, Told] = {"DBInstanceIdentifier": Ref(resource=site.name, attribute="identifier")}
        return (
            subnet_group(site),
            parameter_group(site, self.family, self.settings),
            *login(site, self._told(site)),
            *(monitoring(site) if self.monitoring_interval else ()),
            *logs(site, f"/aws/rds/instance/{identifier}", self.enabled_cloudwatch_logs_exports),
            *alarms(site, dimensions, storage_gib=self.allocated_storage),
            *(proxied(site, self.proxy_family, self.listens_on) if self.proxy else ()),
            *(backups(site, self.retention_days) if self.retention_days > MOST_RETENTION_DAYS else ()),
        )

    def grants(self, site: Site, access: Access) -> tuple[Statement, ...]:
        """Nothing: the network and a password let programs in, and what they may do there the database decides."""
        del site, access
        return ()

    def endpoint(self, site: Site) -> Endpoint:
        """Its fence, or that of its proxy."""
        fenced = proxy_of(site.name) if self.proxy else site.name
        return Endpoint(security_group=group_of(fenced), ports=(self.listens_on,))

    def connection(self, site: Site) -> dict[Property, Told | SecretText]:
        """Where it is and how to log in; what has the password in it by reference."""
        return {
            **secret_properties(site.name, self.username),
            Property.HOST: self._host(site),
            Property.PORT: str(self.listens_on),
            Property.DATABASE: self.db_name,
            Property.NAME: self.db_name,
            Property.ARN: Ref(resource=site.name, attribute="arn"),
        }

    def _host(self, site: Site) -> Ref:
        if self.proxy:
            return Ref(resource=proxy_of(site.name), attribute="endpoint")
        return Ref(resource=site.name, attribute="address")

    def _told(self, site: Site) -> dict[str, Told]:
        """What the secret for programs holds. A proxy reads `username` and `password` of it."""
        return {
            "dbname": self.db_name,
            "engine": self.engine,
            "host": self._host(site),
            "port": str(self.listens_on),
            "url": self._url(site),
            "username": self.username,
        }

    def _url(self, site: Site) -> Joined:
        before = f"{self.scheme}://{self.username}:"
        return url(site.name, before, "@", self._host(site), f":{self.listens_on}/{self.db_name}")


def _storage(market: Market, gib: int, zones: int) -> Charge:
    from_each = f"{gib} GiB" if zones == 1 else f"{gib} GiB in each of {zones} zones"
    item = "aws.rds/gp3/gb-month"
    return monthly(market, item, gib * zones, from_each)
