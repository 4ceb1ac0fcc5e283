"""Sizes of pods, and what they give and cost: the model of `catalog.aws.capacity`, with shares of nodes as the price.

A pod pays for the share of a node that it keeps others from using: of its CPU or of its memory, whichever is more.
What a node keeps for itself is taken off first (EKS User Guide, "Reserved compute resources"; kubelet and system:
70 millicores and about 0.9 GiB of an m6g.large).
"""

from collections.abc import Iterator

from mainstay.catalog.aws.capacity import HOURS_MONTH, count_needed
from mainstay.catalog.aws.eks.nodes import INSTANCE
from mainstay.model.cloud import Demand, Market
from mainstay.model.price import Charge, charge
from mainstay.model.target import Target
from mainstay.model.value import Value

_NODE_CPU_MILLIS = 1930
_NODE_MEMORY_MIB = 7270
CPU_MILLIS = (250, 500, 1000, 2000, 4000)
_MOST_PODS = 100
_INSTANCE = 99.5
_REGION = 99.99


class Size(Value, frozen=True, kw_only=True):
    """How many pods, and what each requests."""

    replicas: int
    cpu_millis: int
    memory_mib: int

    @property
    def vcpu(self) -> float:
        """The CPU of one pod."""
        return self.cpu_millis / 1000.0

    @property
    def label(self) -> str:
        """`3 pods of 500m, 512Mi`."""
        pods = "1 pod" if self.replicas == 1 else f"{self.replicas} pods"
        return f"{pods} of {self.cpu_millis}m, {self.memory_mib}Mi"


def sizes(demand: Demand, memory_mib: int) -> Iterator[Size]:
    """All sizes that serve the load: as few pods as do, and two or three to stand in for each other."""
    for cpu_millis in CPU_MILLIS:
        fewest = count_needed(demand, cpu_millis / 1000.0)
        for replicas in sorted({fewest, max(2, fewest), max(3, fewest)}):
            if replicas <= _MOST_PODS:
                yield Size(replicas=replicas, cpu_millis=cpu_millis, memory_mib=memory_mib)


def availability(replicas: int, zones: int) -> float:
    """Percent of time that at least one of the pods runs, when they stand in different zones as far as there are any.

    A node is up 99.5 % of the time, nodes in several zones together 99.99 % (Amazon Compute SLA, 2022); clusters
    elsewhere are taken to be no worse.
    """
    apart = max(1, min(replicas, zones))
    return min(_REGION, 100.0 * (1.0 - (1.0 - _INSTANCE / 100.0) ** apart)) if apart > 1 else _INSTANCE


def pod_charges(size: Size, market: Market) -> tuple[Charge, ...]:
    """What the pods cost a month."""
    if market.target is Target.AWS:
        share = max(size.cpu_millis / _NODE_CPU_MILLIS, size.memory_mib / _NODE_MEMORY_MIB)
        item = f"aws.ec2/{INSTANCE}/hour"
        says = f"{size.label}: {share * 100:.0f} % of a {INSTANCE} each"
        nodes = share * size.replicas
        return (charge(market.book.find(item, market.region), nodes * HOURS_MONTH, says, item=item),)
    hours = HOURS_MONTH * size.replicas
    parts = (("k8s.cpu/hour", size.vcpu), ("k8s.memory/gib-hour", size.memory_mib / 1024.0))
    return tuple(
        charge(market.book.find(item, market.region), hours * amount, size.label, item=item) for item, amount in parts
    )


def volume_charges(size_gib: int, market: Market) -> tuple[Charge, ...]:
    """What a volume costs a month."""
    item = "k8s.storage/gib-month"
    return (charge(market.book.find(item, market.region), size_gib, f"{size_gib} GiB", item=item),)
