"""The instances of a cluster, and its settings."""

from collections.abc import Iterator
from typing import Literal

from mainstay.catalog.aws.backing import key_arn
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.rds.beside import NAME_LENGTH, Parameter, monitor_of, settings_of
from mainstay.model.cloud import Part, Site
from mainstay.model.told import Ref


class Member(AwsKind, tag="aws.aurora_instance", frozen=True, kw_only=True):
    """One instance of a cluster: it writes, or reads and takes over."""

    id = "aws.aurora_instance"
    terraform = "aws_rds_cluster_instance"
    aliases = frozenset({"aws.rds_cluster_instance"})
    about = "One instance of an Aurora cluster; a second one stands in another zone and takes over."

    identifier: str
    cluster_identifier: Ref
    engine: Literal["aurora-postgresql", "aurora-mysql"]
    engine_version: Ref
    instance_class: str = "db.serverless"
    db_subnet_group_name: Ref
    publicly_accessible: bool = False
    promotion_tier: int = 0
    auto_minor_version_upgrade: bool = True
    performance_insights_enabled: bool = True
    performance_insights_kms_key_id: Ref | None = None
    monitoring_interval: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    monitoring_role_arn: Ref | None = None
    copy_tags_to_snapshot: bool = True
    ca_cert_identifier: str = "rds-ca-rsa2048-g1"


class ClusterParameterGroup(AwsKind, tag="aws.aurora_parameter_group", frozen=True, kw_only=True):
    """The settings of a cluster."""

    id = "aws.aurora_parameter_group"
    terraform = "aws_rds_cluster_parameter_group"
    aliases = frozenset({"aws.rds_cluster_parameter_group"})
    about = "The settings of an Aurora cluster: connections over TLS only, slow queries in the log."

    name: str
    description: str
    family: str
    parameter: tuple[Parameter, ...]


def members(site: Site, engine: Literal["aurora-postgresql", "aurora-mysql"], count: int) -> Iterator[Part]:
    """`count` instances; the first writes, the others stand by in other zones."""
    for number in range(1, count + 1):
        kind = Member(
            identifier=f"{shortened(site.label, NAME_LENGTH - 2)}-{number}",
            cluster_identifier=Ref(resource=site.name),
            engine=engine,
            engine_version=Ref(resource=site.name, attribute="engine_version"),
            db_subnet_group_name=Ref(resource=site.name, attribute="db_subnet_group_name"),
            promotion_tier=0 if number == 1 else 1,
            performance_insights_kms_key_id=key_arn(),
            monitoring_role_arn=Ref(resource=monitor_of(site.name), attribute="arn"),
        )
        says = f"{site.name} writes there" if number == 1 else f"takes over when the zone of {site.name} fails"
        yield Part(name=f"{site.name}.member-{number}", kind=kind, says=says)


def cluster_settings(site: Site, family: str, settings: tuple[Parameter, ...]) -> Part:
    """The settings of the engine."""
    kind = ClusterParameterGroup(
        name=shortened(f"{site.label}-{family.replace('.', '-')}", NAME_LENGTH),
        description=f"settings of {site.name}",
        family=family,
        parameter=settings,
    )
    return Part(name=settings_of(site.name), kind=kind, says="TLS is forced, and slow queries are logged")
