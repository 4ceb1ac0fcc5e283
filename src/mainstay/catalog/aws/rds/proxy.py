"""RDS Proxy: few connections to the database for many from programs that come and go."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from mainstay.catalog.aws.backing import key_arn, within
from mainstay.catalog.aws.base import AwsKind
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.names import shortened
from mainstay.catalog.aws.secret import connection_of
from mainstay.catalog.aws.vpc import EgressRule, IngressRule, SecurityGroup
from mainstay.model.cloud import NETWORK, CloudKind, Part, Site, Vital, group_of, role_of
from mainstay.model.requirement import Access
from mainstay.model.told import PolicyDocument, Ref, Statement, Told
from mainstay.model.value import Value

ADDS_MS = 5.0
"""What a proxy adds to one query: "average of 5 milliseconds" (Amazon RDS FAQ, RDS Proxy)."""
LEAST_VCPU = 2
"""A proxy is paid for two vCPU of the instance at least (Amazon RDS Proxy pricing)."""


class Auth(Value, frozen=True, kw_only=True):
    """How the proxy logs in: with a secret of JSON with the keys `username` and `password`."""

    secret_arn: Ref
    auth_scheme: Literal["SECRETS"] = "SECRETS"
    iam_auth: Literal["DISABLED", "REQUIRED"] = "DISABLED"


class Proxy(AwsKind, tag="aws.rds_proxy", frozen=True, kw_only=True):
    """Keeps connections to a database and hands them out for single transactions."""

    id = "aws.rds_proxy"
    terraform = "aws_db_proxy"
    aliases = frozenset({"aws.db_proxy"})
    stands_for: ClassVar[dict[str, object]] = {"proxy": True}
    about = "RDS Proxy: takes as many connections as come and shares few to the database among them; adds about 5 ms."
    source = "Amazon RDS user guide, Amazon RDS Proxy, 2025"

    name: str
    engine_family: Literal["POSTGRESQL", "MYSQL"]
    role_arn: Ref
    vpc_subnet_ids: tuple[Ref, ...]
    vpc_security_group_ids: tuple[Ref, ...]
    auth: Auth
    require_tls: bool = True
    idle_client_timeout: int = 1800
    debug_logging: bool = False

    def __post_init__(self) -> None:
        within(self.id, "idle_client_timeout", self.idle_client_timeout, (1, 28800))

    def vitals(self, name: str) -> tuple[Vital, ...]:
        """Connections of programs, and to the database."""
        own: dict[str, Told] = {"ProxyName": Ref(resource=name, attribute="name")}
        kept = (("ClientConnections", "Maximum"), ("DatabaseConnections", "Maximum"))
        return (Vital(title="connections", namespace="AWS/RDS", dimensions=own, metrics=kept),)

    def accepts(self, user: CloudKind, access: Access) -> str:
        """It belongs to a database."""
        del user, access
        return f"{self.id} belongs to a database: use that, and set `proxy: true` on it"


class ConnectionPool(Value, frozen=True, kw_only=True):
    """How many of the connections of the database the proxy uses, and how long one waits for one."""

    max_connections_percent: int = 90
    max_idle_connections_percent: int = 50
    connection_borrow_timeout: int = 30


class ProxyTargetGroup(AwsKind, tag="aws.rds_proxy_target_group", frozen=True, kw_only=True):
    """The pool of a proxy."""

    id = "aws.rds_proxy_target_group"
    terraform = "aws_db_proxy_default_target_group"
    about = "How many connections a proxy keeps."

    db_proxy_name: Ref
    connection_pool_config: ConnectionPool = ConnectionPool()


class ProxyTarget(AwsKind, tag="aws.rds_proxy_target", frozen=True, kw_only=True):
    """The database behind a proxy."""

    id = "aws.rds_proxy_target"
    terraform = "aws_db_proxy_target"
    about = "The database behind a proxy."

    db_proxy_name: Ref
    target_group_name: Ref
    db_instance_identifier: Ref | None = None
    db_cluster_identifier: Ref | None = None


def proxy_of(name: str) -> str:
    """The resource name of the proxy before the database `name`."""
    return f"{name}.proxy"


def proxied(site: Site, family: Literal["POSTGRESQL", "MYSQL"], port: int, *, cluster: bool = False) -> Iterator[Part]:
    """The proxy before the database at `site`, with identity, fence and pool; the fence of the database, too."""
    name = proxy_of(site.name)
    kind = Proxy(
        name=shortened(site.label, 60),
        engine_family=family,
        role_arn=Ref(resource=role_of(name), attribute="arn"),
        vpc_subnet_ids=tuple(Ref(resource=subnet) for subnet in site.private_subnets),
        vpc_security_group_ids=(Ref(resource=group_of(name)),),
        auth=Auth(secret_arn=Ref(resource=connection_of(site.name), attribute="arn")),
    )
    proxy_name = Ref(resource=name, attribute="name")
    pool = f"{name}.pool"
    target = ProxyTarget(
        db_proxy_name=proxy_name,
        target_group_name=Ref(resource=pool, attribute="name"),
        db_instance_identifier=None if cluster else Ref(resource=site.name, attribute="identifier"),
        db_cluster_identifier=Ref(resource=site.name, attribute="cluster_identifier") if cluster else None,
    )
    says = f"more connect to {site.name} than it takes, or they come and go: a proxy shares few connections"
    yield Part(name=name, kind=kind, says=says)
    yield Part(name=pool, kind=ProxyTargetGroup(db_proxy_name=proxy_name), says="the pool of the proxy")
    yield Part(name=f"{name}.target", kind=target, says=f"{site.name} is behind the proxy")
    yield from _identity(site, name)
    yield from _fences(site, name, port)


def _identity(site: Site, name: str) -> Iterator[Part]:
    """The proxy reads the one secret that it logs in with (RDS guide, "Setting up IAM policies" for the proxy)."""
    trust = Statement(
        sid="Assume",
        actions=("sts:AssumeRole",),
        resources=(),
        principals=(("Service", ("rds.amazonaws.com",)),),
    )
    role = Role(
        name=shortened(f"{site.label}-proxy", 64),
        description=f"The proxy before {site.name} logs in.",
        assume_role_policy=PolicyDocument(statements=(trust,)),
    )
    secret = Ref(resource=connection_of(site.name), attribute="arn")
    read = Statement(sid="ReadSecret", actions=("secretsmanager:GetSecretValue",), resources=(secret,))
    key = Statement(
        sid="UseKey",
        actions=("kms:Decrypt",),
        resources=(key_arn(),),
        conditions=(("StringEquals", "kms:ViaService", (f"secretsmanager.{site.region}.amazonaws.com",)),),
    )
    policy = RolePolicy(
        name=shortened(f"{site.label}-proxy", 64),
        role=Ref(resource=role_of(name)),
        policy=PolicyDocument(statements=(read, key)),
    )
    says = "the proxy reads the one secret that it logs in with"
    yield Part(name=role_of(name), kind=role, says=says)
    yield Part(name=f"{name}.policy", kind=policy, says=says)


def _fences(site: Site, name: str, port: int) -> Iterator[Part]:
    """Programs reach the proxy only, and the proxy alone reaches the database."""
    outer, inner = Ref(resource=group_of(name)), Ref(resource=group_of(site.name))
    vpc = Ref(resource=NETWORK)
    before = SecurityGroup(
        name=shortened(f"{site.label}-proxy", 255), description=f"around the proxy before {site.name}", vpc_id=vpc
    )
    around = SecurityGroup(name=shortened(site.label, 255), description=f"around {site.name}", vpc_id=vpc)
    out = EgressRule(
        security_group_id=outer,
        description=f"to {site.name}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=inner,
    )
    into = IngressRule(
        security_group_id=inner,
        description=f"from the proxy before {site.name}",
        from_port=port,
        to_port=port,
        referenced_security_group_id=outer,
    )
    yield Part(name=group_of(name), kind=before, says="the proxy stands behind a fence of its own")
    yield Part(name=group_of(site.name), kind=around, says=f"{site.name} stands behind a fence of its own")
    yield Part(name=f"{name}.to.{site.name}.{port}", kind=out, says=f"the proxy reaches {site.name}, and nothing else")
    yield Part(name=f"{site.name}.from.{name}.{port}", kind=into, says=f"only the proxy reaches {site.name}")
