"""How programs behave under load: servers side by side with a queue before them; and which of many offers remain.

Requests come independently of each other (Poisson) and find `servers` equal servers with one queue: M/M/c, whose
waiting time is Erlang's C formula (L. Kleinrock, Queueing Systems I, 1975, section 3.8). One server is one vCPU, for
waiting for others takes no CPU time. Real load balancers queue a little worse and real work varies less; the two errors
point in opposite directions.
"""

import math
from collections.abc import Iterable

from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.price import HOURS_MONTH, total

SECONDS_MONTH = HOURS_MONTH * 3600.0
HEADROOM = 0.65
"""The share of its CPU that a program is planned to use: AWS's own examples of target tracking aim at 50 to 75 %."""
MOST_OFFERS = 10
_P99_SIGMAS = 2.33
_LATE = 0.01
_DEVELOPMENT = ("dev", "test", "stag", "preview", "sandbox", "qa", "ci", "demo")


def concurrency_p99(demand: Demand, service_ms: float) -> int:
    """Requests in progress at the 99th percentile: measured, or by Little's law with a Poisson spread; at least 1."""
    if demand.concurrency > 0:
        return demand.concurrency
    mean = demand.rate * service_ms / 1000.0
    return max(1, math.ceil(mean + _P99_SIGMAS * math.sqrt(mean)))


def erlang_c(servers: int, offered: float) -> float:
    """The share of requests that have to wait; `offered` is rate times service time, below `servers`."""
    if offered <= 0.0:
        return 0.0
    blocked = 1.0
    for count in range(1, servers + 1):
        blocked = offered * blocked / (count + offered * blocked)
    return blocked / (1.0 - offered / servers * (1.0 - blocked))


def wait_p99_ms(rate: float, service_ms: float, servers: int) -> float:
    """How long 99 of 100 requests wait for a server at most; infinite where there are too few servers."""
    offered = rate * service_ms / 1000.0
    if offered >= servers:
        return math.inf
    late = erlang_c(servers, offered)
    if late <= _LATE:
        return 0.0
    return math.log(late / _LATE) / ((servers - offered) / (service_ms / 1000.0)) * 1000.0


def work_p99_ms(demand: Demand, vcpu: float, count: int) -> float:
    """The own part of one call, with queueing, on `count` instances of `vcpu` each. One request uses one vCPU."""
    service_ms = demand.work_ms / min(1.0, vcpu)
    return service_ms + wait_p99_ms(demand.rate, service_ms, count * max(1, int(vcpu)))


def rate_capacity(demand: Demand, vcpu: float, count: int) -> float:
    """The rate that `count` instances serve with headroom."""
    return count * vcpu * HEADROOM * 1000.0 / demand.work_ms if demand.work_ms > 0 else math.inf


def count_needed(demand: Demand, vcpu: float) -> int:
    """The fewest instances that serve the load with headroom."""
    return max(1, math.ceil(demand.rate * demand.work_ms / 1000.0 / (vcpu * HEADROOM) - 1e-9))


def never_cheaper(market: Market, dear: Iterable[str], cheap: Iterable[str]) -> bool:
    """Whether each of the items `dear` is known to cost at least what the one beside it in `cheap` costs."""
    for first, second in zip(dear, cheap, strict=True):
        above, below = market.book.find(first, market.region), market.book.find(second, market.region)
        if above is None or below is None or above.usd < below.usd:
            return False
    return True


def is_priced(offers: Iterable[Offer]) -> bool:
    """Whether the prices of all are known."""
    return all(total(one.charges) is not None for one in offers)


def is_development(environment: str) -> bool:
    """Whether an environment says by its name that no customer depends on it. An unnamed one does not."""
    return environment.lower().startswith(_DEVELOPMENT)


def best(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Cheapest first, without those that another one beats in every respect; an unknown price beats nothing."""
    priced = [(_cost(one), one) for one in offers]
    priced.sort(key=lambda pair: (pair[0], pair[1].latency_ms, -pair[1].availability, pair[1].label))
    kept: list[Offer] = []  # none of them costs more than the one that is looked at
    for cost, one in priced:
        if cost == math.inf or not any(_beats(other, one) for other in kept):
            kept.append(one)
            if len(kept) == MOST_OFFERS:
                break
    return tuple(kept)


def _cost(offer: Offer) -> float:
    known = total(offer.charges)
    return math.inf if known is None else known


def _beats(first: Offer, second: Offer) -> bool:
    return (
        first.latency_ms <= second.latency_ms
        and first.availability >= second.availability
        and first.connections <= second.connections
        and first.startup_s <= second.startup_s
        and (first.shared == second.shared or set(first.shared) <= set(second.shared))
    )
