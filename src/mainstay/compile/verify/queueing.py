"""How long requests wait for a free processor, and how many are in progress: from the probabilities themselves.

Requests come independently of each other and meet `servers` equal servers with one queue (M/M/c; L. Kleinrock, Queueing
Systems I, 1975, section 3.8). The sums are those of the definition, so that the recursion with which the catalog works
out the same is checked as well.
"""

import math

_LATE = 0.01
"""One request in a hundred may wait longer."""


def wait_p99_ms(rate: float, service_ms: float, servers: int) -> float:
    """What 99 of 100 requests wait at most; infinite where more arrive than `servers` can serve."""
    offered = rate * service_ms / 1000.0
    if offered <= 0.0:
        return 0.0
    if offered >= servers:
        return math.inf
    all_busy = _poisson(offered, servers) / (1.0 - offered / servers)
    some_free = sum(_poisson(offered, count) for count in range(servers))
    late = all_busy / (all_busy + some_free)
    return max(0.0, math.log(late / _LATE) * service_ms / (servers - offered)) if late > _LATE else 0.0


def share_above(mean: float, count: int) -> float:
    """In which share of moments more than `count` requests are in progress, `mean` on average."""
    return max(0.0, 1.0 - sum(_poisson(mean, one) for one in range(count + 1)))


def _poisson(mean: float, count: int) -> float:
    """The probability of exactly `count` at once, through logarithms: powers of large means have no float."""
    if mean <= 0.0:
        return 1.0 if count == 0 else 0.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
