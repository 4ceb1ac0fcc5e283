"""What must hold of a component: how fast, how often, how safe. Unset (None) means that nobody asked."""

from enum import StrEnum

from mainstay.model.value import Value


class DataClass(StrEnum):
    """How bad it is when somebody reads the data; each class asks for all that the one before it asks for."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SECRET = "secret"


class Access(StrEnum):
    """What a component does with something that it uses."""

    READ = "read"
    WRITE = "write"
    CONSUME = "consume"
    PUBLISH = "publish"
    CALL = "call"


class Aim(StrEnum):
    """What the cheapest is not enough for: with `latency`, the lowest latency wins before the lowest cost."""

    COST = "cost"
    LATENCY = "latency"


class ServiceNeeds(Value, frozen=True, kw_only=True):
    """Requirements on a program.

    Load is `requests_per_second`, or `users` who each ask once in `think_time_s`. `work_ms` is the compute time of one
    request on one vCPU at full speed, without waiting for what it uses. `latency_p99_ms` is what callers see.
    `availability` is a share of time in percent (99.9). `startup_s` is how long it may take to start.
    `internet` says that it calls services on the internet, so its network needs a way out.
    `concurrency` is a measured 99th percentile of simultaneous requests; it overrides what load and latency imply.
    """

    requests_per_second: float | None = None
    users: int | None = None
    think_time_s: float | None = None
    work_ms: float | None = None
    latency_p99_ms: float | None = None
    availability: float | None = None
    startup_s: float | None = None
    concurrency: int | None = None
    internet: bool = False
    aim: Aim = Aim.COST


class DataNeeds(Value, frozen=True, kw_only=True):
    """Requirements on data.

    `size_gib` now and `growth_gib_month`; `durability` and `availability` in percent a year (99.999999999);
    `recovery_point_s`: how much may be lost; `recovery_time_s`: how long until it serves again;
    `retention_days`: how long backups are kept; `operations_per_second` overrides what its users imply.
    """

    size_gib: float | None = None
    growth_gib_month: float | None = None
    data_class: DataClass = DataClass.INTERNAL
    durability: float | None = None
    availability: float | None = None
    recovery_point_s: float | None = None
    recovery_time_s: float | None = None
    retention_days: int | None = None
    operations_per_second: float | None = None
    latency_p99_ms: float | None = None
