import math

import pytest

from mainstay.compile.demand import JOB_RATE, demands
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Bucket,
    Cache,
    Database,
    DataNeeds,
    Engine,
    Intent,
    Job,
    Queue,
    Schedule,
    Service,
    Topic,
    Use,
    Whole,
)
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.requirement import Access, ServiceNeeds


def program(name, *uses, of=Service, **fields):
    return of(name=name, build="app", command="serve", uses=uses, **fields)


def served(*components, **whole):
    return demands(Intent(application="shop", components=components, whole=Whole(**whole)))


def at(line, field=""):
    return (Evidence(field=field, origin=Origin(source=Source.MANIFEST, path="mainstay.yaml", line=line), says="said"),)


def test_users_and_their_think_time_become_requests():
    web = program("web", public=True, needs=ServiceNeeds(users=10_000, think_time_s=20))
    assert served(web)["web"].rate == 500


def test_callers_add_up_with_their_calls():
    first = program("first", Use(target="api", calls=2), public=True, needs=ServiceNeeds(requests_per_second=10))
    second = program("second", Use(target="api", calls=0.5), public=True, needs=ServiceNeeds(requests_per_second=4))
    api = program("api", Use(target="db", calls=3), listens=True)
    found = served(first, second, api, Database(name="db"))
    assert found["api"].rate == 22
    assert found["db"].rate == 66
    assert found["db"].connected_by == 1


def test_the_load_of_a_public_service_adds_to_that_of_its_callers_and_of_a_private_one_does_not():
    web = program("web", Use(target="api"), public=True, needs=ServiceNeeds(requests_per_second=10))
    needs = ServiceNeeds(requests_per_second=7)
    assert served(web, program("api", listens=True, public=True, needs=needs))["api"].rate == 17
    assert served(web, program("api", listens=True, needs=needs))["api"].rate == 10


def test_workers_get_the_rate_of_their_queue_and_every_subscriber_that_of_the_topic():
    web = program("web", Use(target="news"), public=True, needs=ServiceNeeds(requests_per_second=30))
    jobs = Queue(name="jobs", uses=(Use(target="news"),))
    found = served(
        web, Topic(name="news"), jobs, program("worker", Use(target="jobs")), program("mailer", Use(target="news"))
    )
    assert [found[name].rate for name in ("news", "jobs", "worker", "mailer")] == [30, 30, 30, 30]


def test_what_a_worker_puts_back_does_not_multiply():
    both = (Access.CONSUME, Access.PUBLISH)
    web = program("web", Use(target="jobs"), public=True, needs=ServiceNeeds(requests_per_second=30))
    found = served(web, Queue(name="jobs"), program("worker", Use(target="jobs", access=both)))
    assert found["jobs"].rate == found["worker"].rate == 30


def test_schedules_run_by_their_cron_and_jobs_now_and_then():
    found = served(
        program("five", of=Schedule, cron="*/5 * * * *"),
        program("night", of=Schedule, cron="30 3 * * mon-fri"),
        program("migrate", of=Job),
    )
    assert found["five"].rate == pytest.approx(1 / 300)
    assert found["night"].rate == pytest.approx(5 / 7 / 86_400)
    assert found["migrate"].rate == JOB_RATE


def test_programs_wait_for_what_they_call_and_measured_concurrency_is_carried():
    web = program("web", Use(target="db", calls=2), public=True, needs=ServiceNeeds(requests_per_second=100))
    intent = Intent(application="shop", components=(web, Database(name="db")))
    assert demands(intent, {"db": 25.0})["web"].waits_ms == 50
    assert demands(intent)["web"].concurrency == 0
    measured = program("web", public=True, needs=ServiceNeeds(requests_per_second=100, concurrency=7))
    assert served(measured)["web"].concurrency == 7


def test_callers_wait_for_services_but_queues_do_not_wait_for_workers():
    web = program("web", Use(target="api"), Use(target="jobs"), public=True)
    worker = program("worker", Use(target="jobs"), needs=ServiceNeeds(work_ms=900))
    api = program("api", listens=True, needs=ServiceNeeds(work_ms=30))
    assert served(web, api, worker, Queue(name="jobs"))["web"].waits_ms == 30


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Database(name="x"), True),
        (Cache(name="x"), True),
        (Database(name="x", engine=Engine.DYNAMODB), False),
        (Bucket(name="x"), False),
        (Cache(name="x", kind="aws.dynamodb"), False),
    ],
)
def test_what_stands_in_the_network_draws_its_users_in(target, expected):
    assert served(program("web", Use(target="x")), target)["web"].needs_network is expected


def test_stated_operations_win():
    web = program("web", Use(target="db"), public=True, needs=ServiceNeeds(requests_per_second=10))
    assert served(web, Database(name="db", needs=DataNeeds(operations_per_second=3)))["db"].rate == 3


def test_a_circle_of_programs_is_named_with_its_places():
    one = program("one", Use(target="two", evidence=at(3)), listens=True)
    two = program("two", Use(target="three", evidence=at(7)), listens=True)
    three = program("three", Use(target="one", evidence=at(9)), listens=True)
    with pytest.raises(MainstayError) as caught:
        served(one, two, three)
    assert caught.value.where == "mainstay.yaml:3"
    assert "`two` uses `three` (mainstay.yaml:7); `three` uses `one` (mainstay.yaml:9)" in caught.value.found


def test_a_program_that_uses_itself_is_a_circle():
    with pytest.raises(MainstayError, match="`one` uses `one`"):
        served(program("one", Use(target="one"), listens=True))


@pytest.mark.parametrize(
    "needs",
    [
        {"requests_per_second": -1.0},
        {"requests_per_second": math.nan},
        {"users": 0},
        {"users": 5, "think_time_s": 0.0},
        {"think_time_s": 5.0},
        {"availability": 100.0},
        {"latency_p99_ms": 0.0},
        {"concurrency": 0},
        {"work_ms": math.inf},
    ],
)
def test_impossible_numbers_are_told_with_their_place(needs):
    field = list(needs)[-1]
    web = program("web", public=True, needs=ServiceNeeds(**needs), evidence=at(12, field))
    with pytest.raises(MainstayError, match=f"`{field}` of `web`") as caught:
        served(web)
    assert caught.value.where == "mainstay.yaml:12"


def test_impossible_calls_and_budgets_are_told():
    with pytest.raises(MainstayError, match="`calls` of `web` to `db`"):
        served(program("web", Use(target="db", calls=0)), Database(name="db"))
    with pytest.raises(MainstayError, match="`budget_usd_month` of `shop`"):
        served(budget_usd_month=0)


@pytest.mark.parametrize("cron", ["* * * *", "61 * * * *", "x * * * *", "5-1 * * * *", "* * * * * *"])
def test_a_cron_that_no_clock_shows_is_told(cron):
    with pytest.raises(MainstayError, match="must have five fields"):
        served(program("nightly", of=Schedule, cron=cron))


def test_a_chain_deeper_than_the_stack_of_python_is_followed():
    chain = [program(f"s{i:04}", Use(target=f"s{i + 1:04}"), listens=True) for i in range(2000)]
    assert served(*chain, program("s2000", listens=True))["s2000"].rate == 1
