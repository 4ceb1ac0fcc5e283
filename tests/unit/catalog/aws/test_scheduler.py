import pytest

from mainstay.catalog.aws.scheduler.runs import as_runs, cron_runs_month, schedule_expression
from mainstay.model.cloud import Demand
from mainstay.model.intent import Schedule, Service

MONTH = 365 / 12


@pytest.mark.parametrize(
    ("cron", "runs"),
    [
        ("* * * * *", 1440 * MONTH),
        ("*/5 * * * *", 288 * MONTH),
        ("0 3 * * *", MONTH),
        ("0 3 * * 0", MONTH / 7),
        ("0 3 * * 7", MONTH / 7),
        ("0 9-17 * * MON-FRI", 9 * MONTH * 5 / 7),
        ("0 0 1 * *", MONTH / 31),
        ("0 0 1 1 *", MONTH / 31 / 12),
        ("15,45 */6 * * *", 8 * MONTH),
    ],
)
def test_how_often_a_cron_expression_starts(cron: str, runs: float):
    assert cron_runs_month(cron) == pytest.approx(runs)


@pytest.mark.parametrize(
    ("cron", "expected"),
    [
        ("0 3 * * *", "cron(0 3 * * ? *)"),
        ("*/5 * * * *", "cron(*/5 * * * ? *)"),
        ("0 3 * * 1-5", "cron(0 3 ? * MON,TUE,WED,THU,FRI *)"),
        ("0 3 * * 0,6", "cron(0 3 ? * SUN,SAT *)"),
        ("0 0 1 jan *", "cron(0 0 1 JAN ? *)"),
    ],
)
def test_the_same_schedule_in_the_words_of_eventbridge(cron: str, expected: str):
    assert schedule_expression(cron) == expected


def test_the_load_of_a_schedule_is_how_often_it_starts():
    nightly = Schedule(name="n", build="b", command="x", cron="0 3 * * *")
    assert as_runs(nightly, Demand(rate=7)).rate == pytest.approx(1 / 86_400)
    assert as_runs(Service(name="s", build="b", command="x"), Demand(rate=7)).rate == 7
