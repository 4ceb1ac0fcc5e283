"""The checker's own book of what resources give, against the catalog's: two statements of the same facts.

Every offer is built as the compiler builds it, then looked at as the checker does. Where the two disagree, one of them
has drifted: the checker would refuse sound systems, or let unsound ones pass.
"""

import math

import pytest

from mainstay.catalog import cloud_kinds
from mainstay.catalog.aws.capacity import wait_p99_ms as recursion
from mainstay.catalog.aws.sizes import size_of
from mainstay.catalog.prices import default_book
from mainstay.compile.decision import Decision
from mainstay.compile.demand import demands
from mainstay.compile.expand import expand_cloud
from mainstay.compile.verify.facts.machines import machine_of
from mainstay.compile.verify.levels import level_of
from mainstay.compile.verify.queueing import share_above, wait_p99_ms
from mainstay.compile.verify.view import look
from mainstay.model.cloud import Demand, Market, Offer
from mainstay.model.graph import Reason
from mainstay.model.intent import (
    AnyComponent,
    Bucket,
    Build,
    Cache,
    Database,
    Engine,
    Intent,
    Mail,
    Queue,
    Runtime,
    Schedule,
    Secret,
    Service,
    Site,
    Topic,
    Whole,
)
from mainstay.model.requirement import DataNeeds, ServiceNeeds
from mainstay.model.target import Target

REGION = "eu-central-1"
BUSY = ServiceNeeds(requests_per_second=400, work_ms=35)
CALM = ServiceNeeds(requests_per_second=3, work_ms=200)
WHY = (Reason(step="choose", says="for this test"),)


def service(needs: ServiceNeeds, *, public: bool = True) -> Service:
    return Service(name="it", build="app", command="serve", public=public, listens=True, needs=needs)


ASKED: dict[str, AnyComponent] = {
    "busy": service(BUSY),
    "calm": service(CALM),
    "inner": service(CALM, public=False),
    "nightly": Schedule(name="it", build="app", command="run", cron="0 3 * * *", needs=ServiceNeeds(work_ms=900)),
    "postgres": Database(name="it"),
    "mysql": Database(name="it", engine=Engine.MYSQL),
    "steady": Database(name="it", needs=DataNeeds(availability=99.9)),
    "table": Database(name="it", engine=Engine.DYNAMODB),
    "cache": Cache(name="it"),
    "queue": Queue(name="it"),
    "topic": Topic(name="it"),
    "bucket": Bucket(name="it"),
    "secret": Secret(name="it"),
    "mail": Mail(name="it"),
    "pages": Site(name="it", build="page", directory="dist"),
}


def built(component: AnyComponent, offer: Offer, demand: Demand, target: Target):
    builds = (Build(name="app", runtime=Runtime.PYTHON), Build(name="page", runtime=Runtime.STATIC, output="dist"))
    whole = Whole(target=target, region=REGION if target is Target.AWS else "", environment="production")
    intent = Intent(application="demo", builds=builds, components=(component,), whole=whole)
    decision = Decision(component=component, offer=offer, demand=demand, why=WHY)
    return look(expand_cloud(intent, (decision,), market(target)))


def market(target: Target) -> Market:
    region = REGION if target is Target.AWS else ""
    return Market(region=region, book=default_book(), environment="production", target=target)


def offers(component: AnyComponent, target: Target) -> list[tuple[Offer, Demand]]:
    alone = Intent(application="demo", components=(component,), whole=Whole(target=target, region=REGION))
    demand = demands(alone)[component.name]
    able = [kind for kind in cloud_kinds(target) if component.role in kind.realises]
    return [(offer, demand) for kind in able for offer in kind.offers(component, demand, market(target))]


@pytest.mark.slow
@pytest.mark.parametrize("target", [Target.AWS, Target.KUBERNETES])
@pytest.mark.parametrize("asked", ASKED)
def test_the_checkers_book_says_what_the_catalog_says(asked: str, target: Target) -> None:
    component = ASKED[asked]
    for offer, demand in offers(component, target):
        view = built(component, offer, demand, target)
        level = level_of(view, component, demand)
        where = f"{offer.kind.id} {offer.label}"
        if level is None:  # what the checker does not know must promise nothing that could count
            assert (offer.latency_ms, offer.availability) == (0.0, 100.0), where
            continue
        assert level.latency_ms == pytest.approx(offer.latency_ms, rel=1e-4), where
        assert level.availability == pytest.approx(offer.availability, abs=1e-4), where
        if not hasattr(component, "needs") or isinstance(component, Service | Schedule):
            assert level.startup_s == offer.startup_s or isinstance(component, Site), where
            continue
        assert level.durability == pytest.approx(offer.durability, abs=1e-12), where
        assert level.recovery_point_s == pytest.approx(offer.recovery_point_s), where
        assert level.recovery_time_s == offer.recovery_time_s, where


def test_every_target_offers_something_to_compare() -> None:
    assert len(offers(ASKED["busy"], Target.AWS)) > 5
    assert offers(ASKED["busy"], Target.KUBERNETES)


@pytest.mark.parametrize("servers", [1, 2, 7, 40, 400])
def test_waiting_by_definition_is_waiting_by_recursion(servers: int) -> None:
    for load in (0.1, 0.5, 0.9, 0.99, 1.2):
        rate = load * servers * 1000.0 / 35.0
        assert wait_p99_ms(rate, 35.0, servers) == pytest.approx(recursion(rate, 35.0, servers))


def test_what_is_in_progress_beyond_a_number() -> None:
    assert share_above(0.0, 0) == 0.0
    assert share_above(1.0, 0) == pytest.approx(1 - math.exp(-1))
    assert share_above(900.0, 1000) < 0.001


@pytest.mark.parametrize("name", ["t4g.micro", "t3.2xlarge", "m7g.large", "c7i.4xlarge", "db.r6g.xlarge"])
def test_machines_are_known_by_their_names(name: str) -> None:
    known, machine = size_of(name), machine_of(name)
    assert known is not None
    assert machine is not None
    assert (machine.vcpu, machine.memory_gib) == (known.vcpu, known.memory_gib)


@pytest.mark.parametrize("name", ["", "large", "m7g.", "x1e.large", "m7g.metal"])
def test_an_unknown_machine_is_none(name: str) -> None:
    assert machine_of(name) is None
