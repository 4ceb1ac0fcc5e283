"""Which of many offers are worth thinking about: those that no cheaper one equals in everything that is asked."""

import math
from collections.abc import Iterable

from mainstay.model.cloud import Offer
from mainstay.model.price import total

MOST_OFFERS = 12


def front(offers: Iterable[Offer], rate: float) -> tuple[Offer, ...]:
    """Cheapest first, without those that a cheaper one equals; more capacity than `rate` is worth nothing.

    An unknown price is taken for higher than all known ones; among equals the order of `offers` stays.
    """
    kept: list[Offer] = []
    for one in sorted(offers, key=lambda one: (cost_of(one), one.latency_ms)):
        if not any(_covers(other, one, rate) for other in kept):
            kept.append(one)
    return tuple(kept[:MOST_OFFERS])


def cost_of(offer: Offer) -> float:
    """The cost a month in USD; infinite where it is not known."""
    known = total(offer.charges)
    return math.inf if known is None else known


def _covers(first: Offer, second: Offer, rate: float) -> bool:
    """Whether the first, which costs no more, is no worse in anything."""
    return (
        first.latency_ms <= second.latency_ms
        and first.availability >= second.availability
        and first.durability >= second.durability
        and min(first.capacity, rate) >= min(second.capacity, rate)
        and _connections(first) >= _connections(second)
        and first.recovery_point_s <= second.recovery_point_s
        and first.recovery_time_s <= second.recovery_time_s
    )


def _connections(offer: Offer) -> float:
    return math.inf if offer.max_connections is None else offer.max_connections
