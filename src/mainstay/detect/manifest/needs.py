"""Keys for what must hold, and for what is asked of the cloud: requirements with their limits, pins, properties, tags.

The limits refuse what cannot be meant: an availability of 100% is no requirement that anything could meet, one below
50% none that nothing would.
"""

from typing import NamedTuple

from mainstay.detect.manifest.key import Limits, ManifestKey, Takes, choices
from mainstay.model.requirement import Aim, DataClass
from mainstay.model.target import Target

SHARE = Limits(50, 100, below=True)
RATE = Limits(0, 1e8, above=True)
MILLISECONDS = Limits(0, 3_600_000, above=True)
SECONDS = Limits(0, 366 * 86_400, above=True)
ANY_SECONDS = Limits(0, 366 * 86_400)
GIB = Limits(0, 1e9)
DAYS = Limits(0, 36_500)
PEOPLE = Limits(1, 8e9)
AT_ONCE = Limits(1, 1e6)
MONEY = Limits(0, 1e9, above=True)


class _Need(NamedTuple):
    """One requirement: whole numbers where it is `counted`."""

    name: str
    meaning: str
    example: str
    limits: Limits
    counted: bool = False


_SERVICE = (
    _Need("requests_per_second", "How many requests a second it must serve.", "50", RATE),
    _Need("users", "How many people use it, each once in `think_time_s`.", "10000", PEOPLE, counted=True),
    _Need("think_time_s", "How long one of the `users` waits between two requests.", "30", SECONDS),
    _Need("work_ms", "The compute time of one request on one vCPU, without waiting for others.", "20", MILLISECONDS),
    _Need("latency_p99_ms", "What 99 of 100 callers must be answered within.", "200", MILLISECONDS),
    _Need("availability", "The share of time in which it must serve, in percent.", "99.9", SHARE),
    _Need("startup_s", "How long it may take to start.", "10", SECONDS),
    _Need(
        "concurrency",
        "A measured 99th percentile of simultaneous requests; wins over load.",
        "40",
        AT_ONCE,
        counted=True,
    ),
)
_DATA = (
    _Need("size_gib", "How much it holds now.", "20", GIB),
    _Need("growth_gib_month", "How much is added in a month.", "2", GIB),
    _Need("durability", "The share of it that must survive a year, in percent.", "99.999999999", SHARE),
    _Need("availability", "The share of time in which it must serve, in percent.", "99.95", SHARE),
    _Need("recovery_point_s", "How much of the newest data may be lost.", "300", ANY_SECONDS),
    _Need("recovery_time_s", "How long it may take until it serves again.", "3600", ANY_SECONDS),
    _Need("retention_days", "How long backups are kept.", "35", DAYS, counted=True),
    _Need("operations_per_second", "How many operations a second; wins over what its users imply.", "200", RATE),
    _Need("latency_p99_ms", "What 99 of 100 operations must be done within.", "10", MILLISECONDS),
)


def _amounts(where: str, needs: tuple[_Need, ...]) -> tuple[ManifestKey, ...]:
    return tuple(
        ManifestKey(
            n.name,
            where,
            n.meaning,
            n.example,
            Takes.NUMBER if n.counted else Takes.AMOUNT,
            limits=n.limits,
            need=True,
        )
        for n in needs
    )


def cloud_keys(where: str, kind: str, properties: str) -> tuple[ManifestKey, ...]:
    """The keys of a component of any role that only a cloud target looks at; the last two are their examples."""
    return (
        ManifestKey("kind", where, "The technology that must realise it.", kind, Takes.KIND),
        ManifestKey("set", where, "Properties of its kind, as given.", properties, Takes.PROPERTIES, "overrides"),
        ManifestKey("tags", where, "Tags for people, bills and rules.", "{team: shop}", Takes.TAGS),
    )


def workload_keys(where: str) -> tuple[ManifestKey, ...]:
    """The requirements on a program, and what it is in the cloud."""
    return (
        *_amounts(where, _SERVICE),
        ManifestKey(
            "aim",
            where,
            "What wins where requirements are met: the lowest cost, or the lowest latency.",
            "latency",
            Takes.CHOICE,
            choices=choices(Aim),
            need=True,
        ),
        ManifestKey(
            "image",
            where,
            "The container image it is in the cloud, where no build makes one.",
            "ghcr.io/example/shop:1.4.2",
            Takes.IMAGE,
        ),
        *cloud_keys(where, "aws.fargate", "{cpu_architecture: ARM64}"),
    )


def data_keys(
    where: str, kind: str = "aws.rds", properties: str = "{deletion_protection: true}"
) -> tuple[ManifestKey, ...]:
    """The requirements on data, and what it is in the cloud."""
    return (
        *_amounts(where, _DATA),
        ManifestKey(
            "data_class",
            where,
            "How bad it is when somebody reads it. Default: internal.",
            "personal",
            Takes.CHOICE,
            choices=choices(DataClass),
            need=True,
        ),
        *cloud_keys(where, kind, properties),
    )


WHOLE = (
    ManifestKey("target", "", "Where it is to run. Default: local.", "aws", Takes.CHOICE, choices=choices(Target)),
    ManifestKey("region", "", "The region of the cloud.", "eu-central-1", Takes.REGION),
    ManifestKey(
        "budget_usd_month", "", "What all of it may cost a month, at list prices.", "500", Takes.AMOUNT, limits=MONEY
    ),
    ManifestKey("domain", "", "The DNS name that it is served under.", "shop.example.org", Takes.DOMAIN),
    ManifestKey("tags", "", "Tags of everything, for people, bills and rules.", "{team: shop}", Takes.TAGS),
    ManifestKey(
        "policy",
        "",
        "Where the rules of the organisation stand; an environment adds to them.",
        "[policy]",
        Takes.POLICIES,
    ),
    ManifestKey("prices", "", "A file of prices (CSV) that replaces the built-in ones.", "prices.csv", Takes.FOLDER),
    ManifestKey("metrics", "", "A file of measured load (JSON).", "metrics.json", Takes.FOLDER),
)
"""Keys at the top that are about the system as a whole; fields of `Whole`."""
ENVIRONMENTS = ManifestKey(
    "environments",
    "",
    "Environments by name, each with what differs there: the same keys and sections again.",
    "{production: {budget_usd_month: 2000, services: {web: {replicas: 3}}}}",
    Takes.ENTRIES,
)
