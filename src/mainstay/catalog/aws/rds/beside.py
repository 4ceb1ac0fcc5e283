"""What stands beside a database: its subnets, its settings, who watches it, where its log goes."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.cloudwatch import Signal, alarm, log_group
from mainstay.catalog.aws.iam import Role, RolePolicyAttachment
from mainstay.catalog.aws.names import shortened
from mainstay.model.cloud import NETWORK, Part, Site
from mainstay.model.told import PolicyDocument, Ref, Statement, Told
from mainstay.model.value import Value

_MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
BUSY_PERCENT = 80.0
NAME_LENGTH = 63


class SubnetGroup(AwsKind, tag="aws.rds_subnet_group", frozen=True, kw_only=True):
    """The subnets that a database may stand in."""

    id = "aws.rds_subnet_group"
    terraform = "aws_db_subnet_group"
    aliases = frozenset({"aws.db_subnet_group"})
    about = "The private subnets, in two zones or more, that a database may stand in."

    name: str
    description: str
    subnet_ids: tuple[Ref, ...]


class Parameter(Value, frozen=True, kw_only=True):
    """One setting of an engine."""

    name: str
    value: str
    apply_method: Literal["immediate", "pending-reboot"] | None = None


class ParameterGroup(AwsKind, tag="aws.rds_parameter_group", frozen=True, kw_only=True):
    """The settings of an engine."""

    id = "aws.rds_parameter_group"
    terraform = "aws_db_parameter_group"
    aliases = frozenset({"aws.db_parameter_group"})
    about = "The settings of a database engine: connections over TLS only, slow queries in the log."

    name: str
    description: str
    family: str
    parameter: tuple[Parameter, ...]


def subnets_of(name: str) -> str:
    """The resource name of the subnets of the database `name`."""
    return f"{name}.subnets"


def settings_of(name: str) -> str:
    """The resource name of the settings of the database `name`."""
    return f"{name}.settings"


def monitor_of(name: str) -> str:
    """The resource name of the identity that watches the machine of `name`."""
    return f"{name}.monitor"


def subnet_group(site: Site) -> Part:
    """The private subnets, as a group; in the network of the application."""
    kind = SubnetGroup(
        name=shortened(site.label, NAME_LENGTH),
        description=f"private subnets of {NETWORK} for {site.name}",
        subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
    )
    return Part(name=subnets_of(site.name), kind=kind, says=f"{site.name} stands in private subnets")


def parameter_group(site: Site, family: str, settings: tuple[Parameter, ...]) -> Part:
    """The settings of the engine."""
    kind = ParameterGroup(
        name=shortened(f"{site.label}-{family.replace('.', '-')}", NAME_LENGTH),
        description=f"settings of {site.name}",
        family=family,
        parameter=settings,
    )
    return Part(name=settings_of(site.name), kind=kind, says="TLS is forced, and slow queries are logged")


def monitoring(site: Site) -> Iterator[Part]:
    """The identity that sends figures of the machine (RDS guide, "Enhanced Monitoring")."""
    trust = Statement(
        sid="Assume",
        actions=("sts:AssumeRole",),
        resources=(),
        principals=(("Service", ("monitoring.rds.amazonaws.com",)),),
    )
    role = Role(
        name=shortened(f"{site.label}-monitor", 64),
        description=f"Sends figures of the machine of {site.name}.",
        assume_role_policy=PolicyDocument(statements=(trust,)),
    )
    allowed = RolePolicyAttachment(role=Ref(resource=monitor_of(site.name), attribute="name"), policy_arn=_MONITORING)
    says = f"figures of the machine of {site.name} are seen each minute"
    yield Part(name=monitor_of(site.name), kind=role, says=says)
    yield Part(name=f"{monitor_of(site.name)}.allowed", kind=allowed, says=says)


def logs(site: Site, path: str, exports: tuple[str, ...]) -> Iterator[Part]:
    """A log group for each log, so that it is encrypted and goes after a while; RDS would make them without both."""
    for one in exports:
        yield log_group(f"{site.name}.log-{one}", f"{path}/{one}", f"keeps the log `{one}` of {site.name}")


def logs_of(name: str, exports: tuple[str, ...]) -> tuple[Ref, ...] | None:
    """The log groups that must be there before the database `name`."""
    return tuple(Ref(resource=f"{name}.log-{one}") for one in exports) or None


def alarms(site: Site, dimensions: dict[str, Told], *, storage_gib: int | None = None) -> Iterator[Part]:
    """What somebody must know: a busy processor, and where it is bounded, storage that runs out."""
    busy = Signal(
        namespace="AWS/RDS",
        metric="CPUUtilization",
        dimensions=dimensions,
        above=BUSY_PERCENT,
        statistic="Average",
    )
    yield alarm(f"{site.name}.alarm-cpu", f"{site.label}-cpu", f"{site.name} is busy", busy)
    if storage_gib is None:
        return
    full = Signal(
        namespace="AWS/RDS",
        metric="FreeStorageSpace",
        dimensions=dimensions,
        above=storage_gib * 0.1 * 2**30,
        statistic="Minimum",
        compares="LessThanThreshold",
    )
    yield alarm(
        f"{site.name}.alarm-storage", f"{site.label}-storage", f"10 % of the storage of {site.name} is left", full
    )
