import pytest

from mainstay.compile.choose import alternatives, choose_cloud, why_not
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Policy, Rule
from unit.compile.choose import kinds
from unit.compile.choose.kinds import database, intent, queue, service

ASKED = intent(service("web", "db", requests_per_second=5, latency_p99_ms=70, kind=""), database())


def listed(name, asked=ASKED, **fields):
    return alternatives(asked, fields.pop("policy", Policy()), kinds.MARKET, name, kinds=kinds.KINDS, **fields)


def said(kind, name, asked=ASKED, policy=Policy()):  # noqa: B008 - frozen
    return why_not(kind, asked, policy, kinds.MARKET, name=name, kinds=kinds.KINDS)


def test_alternatives_have_the_numbers_of_the_whole_system():
    found = listed("web")
    assert [(one.kind, one.label, one.usd_month, one.latency_ms) for one in found[:4]] == [
        ("aws.lambda", "512 MiB", 17.0, 68.0),
        ("aws.lambda", "1024 MiB", 19.5, 48.0),
        ("aws.fargate", "1 tasks", 50.0, 33.0),
        ("aws.fargate", "2 tasks", 70.0, 33.0),
    ]
    assert [one.chosen for one in found[:2]] == [True, False]
    assert found[0].availability == pytest.approx(99.95 * 99.5 / 100, abs=1e-6)


def test_the_cost_of_an_alternative_is_that_of_the_best_system_with_it():
    found = {one.label: one for one in listed("db")}
    # With a proxy the database answers a millisecond later; the function is still fast enough.
    assert found["db.t4g.micro, 1 zones, with proxy"].usd_month == 39.0
    tight = intent(service("web", "db", requests_per_second=5, latency_p99_ms=68), database())
    found = {one.label: one for one in listed("db", tight)}
    assert found["db.t4g.micro, 1 zones, with proxy"].usd_month == 41.5  # and then it needs the larger function


def test_what_is_impossible_comes_last_with_the_reason():
    found = listed("db", intent(database(recovery_time_s=600.0)))
    assert [bool(one.excluded) for one in found] == [False] * 6 + [True] * 6
    assert "must be within 600 s" in found[-1].excluded


def test_why_not_tells_the_difference_in_cost_the_requirement_or_the_rule():
    assert said("fargate", "web")[0].says == "1 tasks costs 33.00 $ more a month"
    tight = intent(service("web", requests_per_second=5, latency_p99_ms=30))
    (first, *_) = said("aws.lambda", "web", tight)
    assert "would make `web` answer in 60 ms, and it must within 30 ms" in first.says
    assert str(first.origin) == "mainstay.yaml:12"
    origin = Origin(source=Source.FILE, path="policy/a.yaml", line=3)
    rule = Rule(id="r", form=Form.FORBID, reason="no", origin=origin, condition="resource.platform == 'serverless'")
    (first, *_) = said("aws.lambda", "web", intent(service("web")), Policy(rules=(rule,)))
    assert (first.step, str(first.origin)) == ("policy", "policy/a.yaml:3")


def test_why_not_tells_what_a_kind_is_for_and_its_own_refusal():
    assert said("aws.sqs", "db")[0].says == "aws.sqs realises queue, and `db` is a database"
    assert said("aws.rds", "jobs", intent(queue()))[0].says == "it stores tables only"
    assert said("aws.rds", "db")[0].says == "aws.rds does realise `db`"
    pinned = said("aws.lambda", "web", intent(service("web", kind="fargate")))
    assert (pinned[0].says, str(pinned[0].origin)) == ("`web` is pinned to fargate", "mainstay.yaml:19")


def test_unknown_names_are_told():
    with pytest.raises(MainstayError, match=r"there is no `aws\.rd`"):
        said("aws.rd", "db")
    with pytest.raises(MainstayError, match="must be a component"):
        listed("dbb")


def test_the_chosen_alternative_is_what_is_chosen():
    taken = {c.component.name: c for c in choose_cloud(ASKED, Policy(), kinds.MARKET, Lock(), kinds=kinds.KINDS)}
    for name, choice in taken.items():
        first = listed(name)[0]
        assert (first.kind, first.label, first.chosen) == (choice.offer.kind.id, choice.offer.label, True)
