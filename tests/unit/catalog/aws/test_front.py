from mainstay.catalog.aws.base import overridden
from mainstay.catalog.aws.front import cost_of, front
from mainstay.catalog.aws.sqs import Queue
from mainstay.model.cloud import Offer
from mainstay.model.intent import Queue as QueueComponent
from mainstay.model.price import Charge


def offer(label: str, usd: float | None, **more: float) -> Offer:
    line = Charge(item="aws.x/hour", says="", quantity=1.0, usd_month=usd)
    return Offer(kind=Queue(), label=label, charges=(line,), **more)  # pyright: ignore[reportArgumentType]


def labels(*offers: Offer, rate: float = 10.0) -> list[str]:
    return [one.label for one in front(offers, rate)]


def test_what_a_cheaper_one_equals_is_left_out():
    assert labels(offer("dear", 9.0, latency_ms=5.0), offer("cheap", 3.0, latency_ms=5.0)) == ["cheap"]


def test_what_is_better_in_anything_stays():
    fast, safe = offer("fast", 9.0, latency_ms=1.0), offer("safe", 8.0, latency_ms=5.0, recovery_point_s=0.0)
    cheap = offer("cheap", 3.0, latency_ms=5.0, recovery_point_s=300.0)
    assert labels(fast, safe, cheap) == ["cheap", "safe", "fast"]


def test_more_capacity_than_is_asked_for_is_worth_nothing():
    small, large = offer("small", 3.0, capacity=20.0), offer("large", 9.0, capacity=200.0)
    assert labels(small, large, rate=10.0) == ["small"]
    assert labels(small, large, rate=100.0) == ["small", "large"]


def test_an_unknown_price_comes_last_and_is_not_zero():
    unknown = offer("unknown", None, latency_ms=1.0)
    assert cost_of(unknown) == float("inf")
    assert labels(unknown, offer("known", 100.0, latency_ms=5.0)) == ["known", "unknown"]


def test_what_is_set_reaches_the_offer_and_what_does_not_fit_is_left_to_the_checks():
    fitting = QueueComponent(name="jobs", overrides={"visibility_timeout_seconds": 300})
    assert overridden(Queue(), fitting).visibility_timeout_seconds == 300
    odd = QueueComponent(name="jobs", overrides={"visibility_timeout_seconds": "long", "colour": "red"})
    assert overridden(Queue(), odd) == Queue()
