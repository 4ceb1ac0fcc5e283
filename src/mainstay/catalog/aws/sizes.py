"""Facts on instance classes: what RDS, ElastiCache and EC2 offer under a name like `db.t4g.medium`.

Sources: Amazon RDS user guide, "Hardware specifications for DB instance classes" and "Quotas and constraints"
(default of max_connections); Amazon ElastiCache user guide, "Supported node types"; Amazon EC2 instance types
(2025-06). The memory of a database class is what its machine has; RDS keeps a part for itself, so `max_connections`
takes `DBInstanceClassMemory` as 90 % of it, which is what such instances report.
"""

from enum import StrEnum
from functools import cache

from mainstay.model.value import Value


class Architecture(StrEnum):
    """The instruction set of a processor."""

    ARM64 = "arm64"
    X86_64 = "x86_64"


class Family(StrEnum):
    """What a class is made for."""

    BURSTABLE = "burstable"
    GENERAL = "general"
    COMPUTE = "compute"
    MEMORY = "memory"


class Size(Value, frozen=True, kw_only=True):
    """One instance class. `vcpu` are virtual processors; `baseline` is the share of them that lasts (burstable: < 1).

    `rank` orders classes for comparisons ("larger than db.r6g.xlarge"): first by memory, then by processors.
    """

    name: str
    family: Family
    architecture: Architecture
    vcpu: int
    memory_gib: float
    baseline: float = 1.0

    @property
    def burstable(self) -> bool:
        """Whether full speed is bought with credits."""
        return self.family is Family.BURSTABLE

    @property
    def lasting_vcpu(self) -> float:
        """The processors that can be busy all the time without paying for credits."""
        return self.vcpu * self.baseline

    @property
    def rank(self) -> int:
        """Larger classes have larger ranks."""
        return round(self.memory_gib * 1000) + self.vcpu


_STEPS = {"nano": 0.5, "micro": 1.0, "small": 2.0, "medium": 4.0, "large": 8.0, "xlarge": 16.0, "2xlarge": 32.0}
"""Memory of burstable classes in GiB; all families of them are alike."""
_BASELINES = {
    "nano": 0.05, "micro": 0.10, "small": 0.20, "medium": 0.20, "large": 0.30, "xlarge": 0.40, "2xlarge": 0.40,
}  # fmt: skip
_MULTIPLES = {
    "large": 1, "xlarge": 2, "2xlarge": 4, "4xlarge": 8, "8xlarge": 16, "12xlarge": 24, "16xlarge": 32,
}  # fmt: skip
_BURSTABLE = {"t3": Architecture.X86_64, "t4g": Architecture.ARM64}
_STEADY = {
    "m": (Family.GENERAL, 8.0),
    "c": (Family.COMPUTE, 4.0),
    "r": (Family.MEMORY, 16.0),
}
"""Family and memory in GiB of the `large` (two processors) of a series."""
_GENERATIONS = {
    "5": Architecture.X86_64,
    "6g": Architecture.ARM64,
    "6i": Architecture.X86_64,
    "7g": Architecture.ARM64,
    "7i": Architecture.X86_64,
}

# ElastiCache's memory is what the data may take, after what the node needs (ElastiCache user guide, node types).
_CACHE_MEMORY_GIB = {
    "cache.t4g.micro": 0.5,
    "cache.t4g.small": 1.37,
    "cache.t4g.medium": 3.09,
    "cache.m7g.large": 6.38,
    "cache.m7g.xlarge": 12.93,
    "cache.r7g.large": 13.07,
    "cache.r7g.xlarge": 26.32,
    "cache.r7g.2xlarge": 52.82,
}


@cache
def size_of(name: str) -> Size | None:
    """The facts on a class (`db.t4g.micro`, `cache.r7g.large`, `m7g.large`); None for one that is not known."""
    series, _, step = _bare(name).partition(".")
    if series in _BURSTABLE and step in _STEPS:
        size = _burstable(name, series, step)
    elif series[:1] in _STEADY and series[1:] in _GENERATIONS and step in _MULTIPLES:
        size = _steady(name, series, step)
    else:
        return None
    return _cached(size) if name.startswith("cache.") else size


def postgres_connections(size: Size) -> int:
    """The default of `max_connections`: LEAST({DBInstanceClassMemory/9531392}, 5000)."""
    return min(int(_class_memory_bytes(size) / 9531392), 5000)


def mysql_connections(size: Size) -> int:
    """The default of `max_connections`: {DBInstanceClassMemory/12582880}; MySQL takes at most 100000."""
    return min(int(_class_memory_bytes(size) / 12582880), 100000)


def _class_memory_bytes(size: Size) -> float:
    return size.memory_gib * 0.9 * 2**30


def _bare(name: str) -> str:
    return name.removeprefix("db.").removeprefix("cache.").removesuffix(".search")


def _burstable(name: str, series: str, step: str) -> Size:
    vcpu = {"xlarge": 4, "2xlarge": 8}.get(step, 2)
    return Size(
        name=name,
        family=Family.BURSTABLE,
        architecture=_BURSTABLE[series],
        vcpu=vcpu,
        memory_gib=_STEPS[step],
        baseline=_BASELINES[step],
    )


def _steady(name: str, series: str, step: str) -> Size:
    family, memory_gib = _STEADY[series[0]]
    times = _MULTIPLES[step]
    return Size(
        name=name,
        family=family,
        architecture=_GENERATIONS[series[1:]],
        vcpu=2 * times,
        memory_gib=memory_gib * times,
    )


def _cached(size: Size) -> Size | None:
    memory_gib = _CACHE_MEMORY_GIB.get(size.name)
    if memory_gib is None:
        return None
    return Size(
        name=size.name,
        family=size.family,
        architecture=size.architecture,
        vcpu=size.vcpu,
        memory_gib=memory_gib,
        baseline=size.baseline,
    )
