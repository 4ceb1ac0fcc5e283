"""How fast functions are, how many of them run at once, and what they cost.

Sources: AWS Lambda Developer Guide, "Configure Lambda function memory" (one vCPU at 1,769 MB, in proportion below),
"Lambda quotas" (15 minutes, 10,240 MB, 1,000 concurrent executions of which 100 stay unreserved), "Understanding
Lambda function scaling"; AWS Lambda Service Level Agreement (99.95 %, 2022).
"""

import math
from functools import cached_property

from mainstay.catalog.aws.capacity import HEADROOM, SECONDS_MONTH, concurrency_p99, never_cheaper
from mainstay.model.cloud import Demand, Market
from mainstay.model.price import Charge, charge
from mainstay.model.value import Value

LONGEST_MS = 900_000.0
MOST_MEMORY = 10_240
MOST_CONCURRENT = 900
"""What functions can reserve of an account's 1,000 concurrent executions."""
AVAILABILITY = 99.95
MEMORY_OF_ONE_VCPU = 1_769
MEMORIES = (512, 1_024, 1_769, 3_008)
COLD_START_MS = 1_200.0
"""An assumption: starts of container images with Python or Node are reported between 0.5 and 3 s."""
OVERHEAD_MS = 5.0
"""What the invocation itself takes at the 99th percentile (assumption)."""
_MIB_PER_GIB = 1024.0


class Load(Value, frozen=True, kw_only=True, dict=True, gc=True):
    """What one function has to bear. `provisioned` environments are kept warm."""

    demand: Demand
    memory_mib: int
    architecture: str
    provisioned: int = 0

    @property
    def speed(self) -> float:
        """The share of a vCPU that one request gets."""
        return min(1.0, self.memory_mib / MEMORY_OF_ONE_VCPU)

    @cached_property
    def busy_ms(self) -> float:
        """How long one request occupies an environment: waiting for others is paid for, too."""
        return self.demand.work_ms / self.speed + self.demand.waits_ms

    @cached_property
    def concurrency(self) -> int:
        """Requests in progress at the 99th percentile."""
        return concurrency_p99(self.demand, self.busy_ms)

    @cached_property
    def reserved(self) -> int:
        """How many environments it may have at most: what it needs with headroom, and one for each start at once.

        After a pause of what it calls, all requests that came meanwhile meet environments that have to start first.
        """
        needed = max(self.provisioned, math.ceil(self.concurrency / HEADROOM))
        at_once = math.ceil(self.demand.rate * COLD_START_MS / 1000.0)
        return max(needed, min(needed + at_once, MOST_CONCURRENT))

    @cached_property
    def warm(self) -> bool:
        """Whether 99 of 100 requests find an environment that is ready, also after a quiet hour or a release."""
        return self.provisioned >= self.concurrency

    @property
    def latency_ms(self) -> float:
        """Its own part of one call at the 99th percentile. Nothing queues: each request has an environment."""
        start = 0.0 if self.warm else COLD_START_MS
        return self.demand.work_ms / self.speed + OVERHEAD_MS + start

    def charges(self, market: Market) -> tuple[Charge, ...]:
        """What it costs a month: requests, time, and what is kept warm."""
        requests = self.demand.rate * SECONDS_MONTH
        gib = self.memory_mib / _MIB_PER_GIB
        seconds = requests * self.busy_ms / 1000.0 * gib
        says = f"{requests:,.0f} requests of {self.busy_ms:.0f} ms with {self.memory_mib} MiB"
        timed = "provisioned-duration-gb-second" if self.warm else "gb-second"
        lines = (
            _line(market, "aws.lambda/request", requests, says, by_usage=True),
            _line(market, f"aws.lambda/{timed}/{self.architecture}", seconds, says, by_usage=True),
        )
        if not self.provisioned:
            return lines
        kept = f"{self.provisioned} environments kept warm all month"
        item = f"aws.lambda/provisioned-gb-second/{self.architecture}"
        return (*lines, _line(market, item, self.provisioned * gib * SECONDS_MONTH, kept, by_usage=False))


def is_x86_dearer(market: Market, *, provisioned: bool) -> bool:
    """Whether it is known that nothing costs less on x86 than on ARM."""
    kept_warm = ("provisioned-duration-gb-second", "provisioned-gb-second")
    billed = ("gb-second", *kept_warm) if provisioned else ("gb-second",)
    return never_cheaper(
        market, [f"aws.lambda/{item}/x86_64" for item in billed], [f"aws.lambda/{item}/arm64" for item in billed]
    )


def _line(market: Market, item: str, quantity: float, says: str, *, by_usage: bool) -> Charge:
    return charge(market.book.find(item, market.region), quantity, says, item=item, by_usage=by_usage)
