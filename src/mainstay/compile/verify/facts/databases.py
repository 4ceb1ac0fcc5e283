"""Databases and caches in the network. Ports and arguments: user guides of RDS, Aurora and ElastiCache (2025)."""

from mainstay.compile.verify.facts.fact import (
    Facts,
    Guard,
    Listens,
    Need,
    Permit,
    When,
    at_least,
    is_set,
    is_true,
    none_of,
    not_false,
    not_true,
)
from mainstay.model.requirement import Access

_PORTS = {"postgres": 5432, "aurora-postgresql": 5432, "mysql": 3306, "aurora-mysql": 3306, "mariadb": 3306}
_BY_FAMILY = {"POSTGRESQL": 5432, "MYSQL": 3306}
_LOG_IN = ("rds-db:connect",)
_ENCRYPTED = Guard(
    paths=("storage_encrypted",), test=is_true, must="must be encrypted at rest", otherwise="its storage is not"
)
_BACKED_UP = Guard(
    paths=("backup_retention_period",), test=at_least(1), must="must be backed up", otherwise="no backup is kept"
)
_KEPT = Guard(
    paths=("deletion_protection",),
    test=is_true,
    must="must be protected from deletion",
    otherwise="deletion protection is off",
    when=When.SAFE,
)
_LAST_COPY = Guard(
    paths=("skip_final_snapshot",),
    test=not_true,
    must="must leave a last copy when it is deleted",
    otherwise="the final snapshot is skipped",
    when=When.SAFE,
)
_PRIVATE = Guard(
    paths=("publicly_accessible",), test=not_true, must="must not be public", otherwise="it has a public address"
)
_PERMITS = {access: Permit(may=_LOG_IN) for access in (Access.READ, Access.WRITE)}

FACTS = (
    Facts(
        type="aws_db_instance",
        listens=Listens(path="port", engine="engine", by_engine=_PORTS),
        holds_data=True,
        permits=_PERMITS,
        guards=(
            _ENCRYPTED,
            _BACKED_UP,
            _KEPT,
            _LAST_COPY,
            _PRIVATE,
            Guard(
                paths=("multi_az",),
                test=is_true,
                must="must survive the loss of a zone",
                otherwise="it stands in one zone",
                when=When.STEADY,
            ),
        ),
    ),
    Facts(
        type="aws_rds_cluster",
        listens=Listens(path="port", engine="engine", by_engine=_PORTS),
        holds_data=True,
        permits=_PERMITS,
        guards=(_ENCRYPTED, _BACKED_UP, _KEPT, _LAST_COPY),
    ),
    Facts(type="aws_rds_cluster_instance", guards=(_PRIVATE,)),
    Facts(
        type="aws_db_proxy",
        listens=Listens(engine="engine_family", by_engine=_BY_FAMILY),
        guards=(
            Guard(paths=("require_tls",), test=is_true, must="must be spoken to over TLS only", otherwise="it is not"),
        ),
    ),
    Facts(
        type="aws_memorydb_cluster",
        key="kms_key_arn",
        holds_data=True,
        listens=Listens(port=6379, path="port"),
        permits={
            access: Permit(needs=(Need(actions=("memorydb:Connect",)),)) for access in (Access.READ, Access.WRITE)
        },
        guards=(
            Guard(paths=("kms_key_arn",), test=is_set, must="must be encrypted at rest", otherwise="it has no key"),
            Guard(
                paths=("tls_enabled",),
                test=not_false,
                must="must be spoken to over TLS",
                otherwise="it is spoken to in the clear",
            ),
            Guard(
                paths=("num_replicas_per_shard",),
                test=at_least(1),
                must="must survive the loss of a zone",
                otherwise="nothing takes over",
                when=When.STEADY,
            ),
        ),
    ),
    Facts(
        type="aws_elasticache_replication_group",
        listens=Listens(port=6379, path="port"),
        permits={access: Permit(needs=(), may=("elasticache:Connect",)) for access in (Access.READ, Access.WRITE)},
        guards=(
            Guard(
                paths=("at_rest_encryption_enabled",),
                test=is_true,
                must="must be encrypted at rest",
                otherwise="it is not",
            ),
            Guard(
                paths=("transit_encryption_enabled",),
                test=is_true,
                must="must be spoken to over TLS",
                otherwise="it is spoken to in the clear",
            ),
            Guard(
                paths=("transit_encryption_mode",),
                test=none_of("preferred"),
                must="must be spoken to over TLS only",
                otherwise="TLS is only preferred",
            ),
            Guard(
                paths=("automatic_failover_enabled",),
                test=is_true,
                must="must survive the loss of a zone",
                otherwise="nothing takes over",
                when=When.STEADY,
            ),
            Guard(
                paths=("multi_az_enabled",),
                test=is_true,
                must="must survive the loss of a zone",
                otherwise="it stands in one zone",
                when=When.STEADY,
            ),
        ),
    ),
)
