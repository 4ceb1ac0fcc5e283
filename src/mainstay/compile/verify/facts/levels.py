"""What single resources give: how long one call takes, how often they are away, how much is lost when they break.

Written from the vendors' service level agreements and guides, apart from the catalog: the checker does not read what
the optimiser concluded about an offer, it looks up what the finished resource is. Where no vendor states a number (most
latencies) both books carry the same stated assumption, and a test compares the two, so that neither drifts alone.
"""

import msgspec

from mainstay.compile.verify.facts.fact import Test, at_least, is_true

_ELEVEN_NINES = 99.999999999
_HOUR_S = 3600.0


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """What is given: `latency_ms` at the 99th percentile, availability and durability in percent, and times in s.

    `recovery_point_s` is how much of the last data may be lost, `recovery_time_s` how long until it serves again.
    """

    latency_ms: float = 0.0
    availability: float = 100.0
    durability: float = 100.0
    startup_s: float = 0.0
    recovery_point_s: float = 0.0
    recovery_time_s: float = 0.0


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps data. It gives `alone` by itself, and `paired` where another zone stands by.

    That is so where all `pair` hold of its properties, and at least two resources of the type `members` refer to it.
    `backups` is the property with the days that copies are kept: without copies `alone` recovers nothing.
    """

    alone: Level
    paired: Level | None = None
    pair: tuple[tuple[str, Test], ...] = ()
    members: str = ""
    backups: str = ""


STORES = {
    # Amazon RDS SLA (2024): 99.95 with a standby, 99.5 without. RDS User Guide: a point in time within 5 minutes,
    # failover in 60 to 120 s. A gp3 volume lasts a year in 99.8 of 100 cases (EBS User Guide), two in 1 - 0.002 ** 2.
    "aws_db_instance": Store(
        alone=Level(
            latency_ms=3.0, availability=99.5, durability=99.8, recovery_point_s=300.0, recovery_time_s=_HOUR_S
        ),
        paired=Level(latency_ms=5.0, availability=99.95, durability=99.9996, recovery_time_s=120.0),
        pair=(("multi_az", is_true),),
        backups="backup_retention_period",
    ),
    # Amazon Aurora SLA: 99.99 in several zones, 99.9 in one; its storage is in three zones either way.
    "aws_rds_cluster": Store(
        alone=Level(latency_ms=4.0, availability=99.9, durability=_ELEVEN_NINES, recovery_time_s=600.0),
        paired=Level(latency_ms=4.0, availability=99.99, durability=_ELEVEN_NINES, recovery_time_s=60.0),
        members="aws_rds_cluster_instance",
    ),
    # Amazon ElastiCache SLA: 99.99 with automatic failover over zones. Replicas lag: a second may be lost.
    "aws_elasticache_replication_group": Store(
        alone=Level(
            latency_ms=1.0, availability=99.5, durability=0.0, recovery_point_s=24 * _HOUR_S, recovery_time_s=900.0
        ),
        paired=Level(latency_ms=1.0, availability=99.99, durability=0.0, recovery_point_s=1.0, recovery_time_s=60.0),
        pair=(
            ("automatic_failover_enabled", is_true),
            ("multi_az_enabled", is_true),
            ("num_cache_clusters", at_least(2)),
        ),
        backups="snapshot_retention_limit",
    ),
    # Amazon MemoryDB SLA; its log of transactions is in several zones either way.
    "aws_memorydb_cluster": Store(
        alone=Level(latency_ms=8.0, availability=99.9, durability=_ELEVEN_NINES, recovery_time_s=600.0),
        paired=Level(latency_ms=8.0, availability=99.99, durability=_ELEVEN_NINES, recovery_time_s=20.0),
        pair=(("num_replicas_per_shard", at_least(1)),),
    ),
    # Service level agreements of each (2025); all of them are in several zones by themselves.
    "aws_dynamodb_table": Store(alone=Level(latency_ms=10.0, availability=99.99, durability=_ELEVEN_NINES)),
    "aws_s3_bucket": Store(alone=Level(latency_ms=200.0, availability=99.9, durability=_ELEVEN_NINES)),
    "aws_sqs_queue": Store(alone=Level(latency_ms=25.0, availability=99.9, durability=_ELEVEN_NINES)),
    "aws_sns_topic": Store(alone=Level(latency_ms=30.0, availability=99.9, durability=_ELEVEN_NINES)),
    "aws_secretsmanager_secret": Store(alone=Level(latency_ms=30.0, availability=99.99, durability=_ELEVEN_NINES)),
    "aws_ssm_parameter": Store(alone=Level(latency_ms=50.0, availability=99.9, durability=_ELEVEN_NINES)),
    "aws_cloudwatch_event_bus": Store(alone=Level(latency_ms=60.0, availability=99.99)),
    "aws_sesv2_email_identity": Store(alone=Level(latency_ms=150.0, availability=99.9)),
    "aws_cloudfront_distribution": Store(alone=Level(latency_ms=50.0, availability=99.9, durability=_ELEVEN_NINES)),
}
"""Resource type → what it gives. One that is not here is not judged: nothing is known of it."""

IN_CLUSTER = Level(latency_ms=2.0, availability=99.5, durability=99.8, startup_s=30.0, recovery_time_s=600.0)
"""One pod with a volume: away until its node counts as lost (5 minutes, Kubernetes, "Taint based Evictions") and the
volume has moved (as long, assumed). How much it loses is the time between two copies."""
PROXY_MS = 5.0
"""What Amazon RDS Proxy adds to a query (RDS User Guide, "RDS Proxy": "average of 5 milliseconds")."""


class Host(msgspec.Struct, frozen=True, kw_only=True):
    """What runs copies of a program: availability of one copy, of several in several zones, and the start of one."""

    one: float
    several: float
    startup_s: float
    adds_ms: float = 0.0


TASKS = Host(one=99.5, several=99.99, startup_s=45.0)
"""Amazon Compute SLA (2022): 99.5 for an instance or task, 99.99 for a region."""
SPARE = Host(one=99.0, several=99.0, startup_s=45.0)
"""Spare capacity is taken back at two minutes' notice, from all zones at once if need be (assumed)."""
MACHINES = Host(one=99.5, several=99.99, startup_s=150.0)
PODS = Host(one=99.5, several=99.99, startup_s=20.0)
PAGES = Host(one=99.5, several=99.99, startup_s=5.0, adds_ms=5.0)
"""Pods that hand out files: the network's part is assumed."""
RUNS = Host(one=99.99, several=99.99, startup_s=15.0)
"""A run that has not started yet goes to whichever node is there."""
SERVED = Host(one=99.9, several=99.9, startup_s=60.0, adds_ms=5.0)
"""AWS App Runner SLA."""
FUNCTION, FUNCTION_ADDS_MS, COLD_START_MS = 99.95, 5.0, 1200.0
"""AWS Lambda SLA; the invocation itself, and the start of an environment from an image (assumed)."""
IN_ONE_ZONE = 99.5
BALANCER, BALANCER_MS = 99.99, 2.0
"""Elastic Load Balancing SLA."""
API, API_MS = 99.95, 10.0
"""Amazon API Gateway SLA."""
