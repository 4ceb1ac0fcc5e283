import math

import pytest

from mainstay.catalog.aws.capacity import (
    best,
    concurrency_p99,
    count_needed,
    erlang_c,
    is_development,
    rate_capacity,
    wait_p99_ms,
    work_p99_ms,
)
from mainstay.catalog.aws.sqs import KINDS as QUEUES
from mainstay.model.cloud import Demand, Offer
from mainstay.model.price import Charge


def _offer(label: str, usd: float | None, **more: object) -> Offer:
    line = Charge(item="x", says="", quantity=1, usd_month=usd)
    return Offer(kind=QUEUES[0](), label=label, charges=(line,), **more)  # type: ignore[arg-type]


def test_erlang_c_gives_the_values_of_the_textbook():
    assert erlang_c(1, 0.5) == pytest.approx(0.5)  # M/M/1 waits with the probability of its utilisation
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert erlang_c(10, 8.0) == pytest.approx(0.4092, abs=1e-4)
    assert erlang_c(4, 0.0) == 0.0


def test_waiting_grows_with_use_and_has_no_end_where_servers_are_too_few():
    waits = [wait_p99_ms(rate, 20, 2) for rate in (1, 50, 80, 99)]
    assert waits == sorted(waits)
    assert waits[0] == 0.0
    assert wait_p99_ms(100, 20, 2) == math.inf


def test_a_fraction_of_a_processor_is_slower_and_more_of_them_make_no_request_faster():
    quiet = Demand(rate=0.01, work_ms=20)
    assert work_p99_ms(quiet, 0.25, 2) == pytest.approx(80.0)
    assert work_p99_ms(quiet, 4.0, 2) == pytest.approx(20.0)


def test_as_many_instances_as_serve_the_load_with_headroom():
    demand = Demand(rate=100, work_ms=20)
    count = count_needed(demand, 0.5)
    assert rate_capacity(demand, 0.5, count) >= 100 > rate_capacity(demand, 0.5, count - 1)


def test_a_measured_concurrency_wins_over_what_load_and_latency_imply():
    assert concurrency_p99(Demand(rate=100), 50) == 11
    assert concurrency_p99(Demand(rate=100, concurrency=40), 50) == 40
    assert concurrency_p99(Demand(rate=0), 50) == 1


def test_what_another_offer_beats_in_every_respect_is_dropped():
    cheap = _offer("cheap", 1.0, latency_ms=100)
    fast = _offer("fast", 2.0, latency_ms=10)
    worse = _offer("worse", 2.0, latency_ms=100)
    assert [one.label for one in best((worse, fast, cheap))] == ["cheap", "fast"]


def test_an_unknown_price_neither_beats_nor_comes_first():
    assert [one.label for one in best((_offer("unknown", None), _offer("known", 5.0)))] == ["known", "unknown"]


@pytest.mark.parametrize(("name", "expected"), [("dev", True), ("Staging", True), ("production", False), ("", False)])
def test_only_what_says_so_is_development(name: str, expected: bool):
    assert is_development(name) is expected
