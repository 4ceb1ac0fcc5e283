# ruff: noqa: E501 - a table reads best with one line for each case
from typing import NamedTuple

import pytest

from mainstay.compile.choose import Conflict, Sort, choose_cloud, claims, relaxed, without
from mainstay.model.cloud import Offer
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock
from mainstay.model.intent import Role, Use
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Policy, Rule, Selector, Waiver
from mainstay.model.requirement import Aim, DataClass
from unit.compile.choose import kinds
from unit.compile.choose.kinds import bucket, cache, database, intent, queue, service


def rule(id_, condition, form=Form.REQUIRE, **fields):
    origin = Origin(source=Source.FILE, path=f"policy/{id_}.yaml", line=2)
    return Rule(id=id_, form=form, reason=f"why {id_}", origin=origin, condition=condition, **fields)


CONTAINERS = rule("containers", "resource.platform == 'containers'", select=Selector(intents=("service",)))
SERVERLESS = rule("serverless", "resource.platform == 'serverless'", select=Selector(intents=("service",)))
SMALL = rule("db-size", "resource.instance_class.startsWith('db.t4g')", select=Selector(kinds=("aws.rds",)))
TWO_ZONES = rule("two-zones", "resource.multi_az", select=Selector(kinds=("aws.rds",)))
BACKUPS = rule("backups", "resource.backup_retention_period >= 90", select=Selector(kinds=("aws.rds",)))
KEPT = rule("backups", BACKUPS.condition, select=BACKUPS.select, sets={"backup_retention_period": 90})
CHEAP = rule("cheap", "offer.cost_usd_month < 100.0", select=Selector(kinds=("aws.rds",)))


class Case(NamedTuple):
    """`core` are the fields of the claims that cannot hold together."""

    name: str
    core: set[str]
    components: tuple
    budget: float | None = None
    rules: tuple = ()


def web(*uses, **needs):
    return service("web", *uses, **needs)


SLOW = Use(target="db", calls=10)
CASES = [
    Case("nothing is so fast", {"latency_p99_ms"}, (web(latency_p99_ms=10),)),
    Case("ten calls take too long", {"latency_p99_ms"}, (web(SLOW, latency_p99_ms=60), database())),
    Case("functions are slow", {"latency_p99_ms", "kind"}, (web(latency_p99_ms=30, kind="aws.lambda"),)),
    Case("rule and latency", {"latency_p99_ms", "serverless"}, (web(latency_p99_ms=30),), rules=(SERVERLESS,)),
    Case("tasks start slowly", {"startup_s", "kind"}, (web(startup_s=5, kind="aws.fargate"),)),
    Case("rule and start-up", {"startup_s", "containers"}, (web(startup_s=5),), rules=(CONTAINERS,)),
    Case("latency and start-up", {"startup_s", "latency_p99_ms"}, (web(startup_s=5, latency_p99_ms=30),)),
    Case("too many requests for tasks", {"requests_per_second", "kind"}, (web(requests_per_second=900, kind="fargate"),)),
    Case("users for tasks", {"users", "containers"}, (web(users=9000),), rules=(CONTAINERS,)),
    Case("nothing is so available", {"availability"}, (web("db", availability=99.95), database())),
    Case("nothing is this available", {"availability"}, (web("db", "cache", availability=99.99), database(), cache())),
    Case("the pin and the rule", {"kind", "containers"}, (web(kind="aws.lambda"),), rules=(CONTAINERS,)),
    Case("two rules", {"serverless", "containers"}, (web(),), rules=(CONTAINERS, SERVERLESS)),
    Case("a rule and a property", {"instance_class", "db-size"}, (database(overrides={"instance_class": "db.r6g.large"}),), rules=(SMALL,)),
    Case("backups and a property", {"backup_retention_period", "backups"}, (database(overrides={"backup_retention_period": 7}),), rules=(KEPT,)),
    Case("nobody keeps backups so long", {"backups"}, (database(),), rules=(BACKUPS,)),
    Case("size and rule", {"operations_per_second", "db-size"}, (database(operations_per_second=2000.0),), rules=(SMALL,)),
    Case("too many operations", {"operations_per_second"}, (database(operations_per_second=20_000.0),)),
    Case("no such durability", {"durability"}, (database(durability=99.9999999),)),
    Case("no such recovery point", {"recovery_point_s"}, (database(recovery_point_s=10.0),)),
    Case("no such recovery time", {"recovery_time_s"}, (database(recovery_time_s=60.0),)),
    Case("recovery and one zone", {"recovery_time_s", "multi_az"}, (database(recovery_time_s=600.0, overrides={"multi_az": False}),)),
    Case("fast data", {"latency_p99_ms"}, (database(latency_p99_ms=2.0),)),
    Case("fast data and small", {"latency_p99_ms", "db-size"}, (database(latency_p99_ms=5.0),), rules=(SMALL,)),
    Case("two zones, cheap, and fast", {"latency_p99_ms", "two-zones", "cheap"}, (database(latency_p99_ms=7.0),), rules=(TWO_ZONES, CHEAP)),
    Case("budget and load", {"", "requests_per_second"}, (web(requests_per_second=200),), budget=30),
    Case("budget alone", {""}, (database(),), budget=5),
    Case("budget and zones", {"", "two-zones"}, (database(),), budget=20, rules=(TWO_ZONES,)),
    Case("budget and recovery", {"", "recovery_time_s"}, (database(recovery_time_s=600.0), bucket()), budget=22),
    Case("budget and pin", {"", "kind"}, (web(kind="fargate"), queue()), budget=25),
    Case("budget and availability", {"", "availability"}, (web("db", availability=99.85), database()), budget=24),
    Case("budget, latency, and what is shared", {"", "latency_p99_ms"}, (web("db", latency_p99_ms=40), database()), budget=45),
    Case("connections and a property", {"concurrency", "kind", "one-size", "no-proxy"}, (
        web("db", concurrency=900, kind="aws.lambda"), database(overrides={"multi_az": False})),
        rules=(rule("one-size", "resource.instance_class == 'db.t4g.medium'", select=Selector(kinds=("aws.rds",))),
               rule("no-proxy", "!offer.label.contains('proxy')", select=Selector(kinds=("aws.rds",))))),
    Case("latency through a service", {"latency_p99_ms"}, (web("api", latency_p99_ms=45), service("api", line=30))),
]  # fmt: skip


def solvable(asked, policy):
    try:
        choose_cloud(asked, policy, kinds.MARKET, Lock(), kinds=kinds.KINDS)
    except Conflict:
        return False
    return True


def conflict(asked, policy=Policy()):  # noqa: B008 - frozen
    with pytest.raises(Conflict) as caught:
        choose_cloud(asked, policy, kinds.MARKET, Lock(), kinds=kinds.KINDS)
    return caught.value


def only(asked, policy, kept):
    keys = {claim.key for claim in kept}
    return without(asked, policy, [claim for claim in claims(asked, policy) if claim.key not in keys])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_conflict_is_minimal_and_its_ways_out_work(case):
    asked, policy = intent(*case.components, budget=case.budget), Policy(rules=case.rules, today="2026-11-21")
    found = conflict(asked, policy)
    (core,), (ways,) = found.cores, found.ways
    assert {claim.field for claim in core.claims} == case.core
    assert core.minimal
    assert all(claim.origin and claim.origin.line and claim.reason for claim in core.claims)
    assert not solvable(*only(asked, policy, core.claims))
    for claim in core.claims:
        rest = [other for other in core.claims if other != claim]
        assert solvable(*only(asked, policy, rest)), f"{claim} is not needed"
        assert solvable(*without(asked, policy, [claim]))
    assert ways
    for way in ways:
        assert solvable(*relaxed(asked, policy, way)), way.says


def ways_of(*components, **fields):
    asked = intent(*components, budget=fields.pop("budget", None))
    return [way.says for way in conflict(asked, Policy(**fields)).ways[0]]


def test_the_best_number_that_can_be_reached_is_told():
    assert ways_of(web(SLOW, latency_p99_ms=60, requests_per_second=5), database()) == [
        "raise the latency of `web` to 65 ms"
    ]
    assert ways_of(web("db", availability=99.95), database()) == ["lower the availability of `web` to 99.94 %"]
    assert ways_of(database(operations_per_second=20_000.0)) == ["lower the load of `db` to 5,000 operations a second"]


def test_the_budget_that_is_enough_is_told_with_what_it_adds():
    found = conflict(intent(database(recovery_time_s=600.0), bucket(), budget=22))
    says = {way.says: way.more_usd_month for way in found.ways[0]}
    assert says == {
        "raise the budget by 6.00 $ a month": 6.0,
        "raise the recovery time of `db` to 1,800 s": 0.0,
    }


def test_waiving_a_rule_names_who_must_agree():
    waived = rule(
        "db-size",
        SMALL.condition,
        select=SMALL.select,
        waivers=(Waiver(owner="platform", until="2026-01-01", names=("other",)),),
    )
    says = ways_of(database(operations_per_second=2000.0), rules=(waived,), today="2026-11-21")
    assert "waive rule db-size for `db` (needs approval of platform)" in says


def test_the_error_has_places_reasons_and_ways():
    told = str(conflict(intent(web(latency_p99_ms=30)), Policy(rules=(SERVERLESS,))))
    assert told.startswith("mainstay.yaml:11: all that is asked for must hold together, but these cannot:")
    assert "`web` must answer within 30 ms (mainstay.yaml:11): latency_p99_ms of line 11" in told
    assert "rule serverless must hold (policy/serverless.yaml:2): why serverless" in told
    assert "hint: raise the latency of `web` to 40 ms (+0.00 $, " in told


def test_independent_conflicts_are_told_apart():
    found = conflict(intent(web(latency_p99_ms=10), database(recovery_time_s=60.0)))
    assert [{claim.component for claim in core.claims} for core in found.cores] == [{"db"}, {"web"}]
    asked, policy = intent(web(latency_p99_ms=10), database(recovery_time_s=60.0)), Policy()
    for ways in found.ways:
        asked, policy = relaxed(asked, policy, ways[0])
    assert solvable(asked, policy)


def test_two_things_may_have_to_give_way_together():
    """Each two of three claims conflict, so no single one is to blame."""
    both = (CONTAINERS, SERVERLESS, rule("none", "resource.platform == ''", select=Selector(intents=("service",))))
    asked, policy = intent(web()), Policy(rules=both)
    ways = conflict(asked, policy).ways[0]
    assert len(ways[0].changes) >= 1
    assert not solvable(*without(asked, policy, [claims(asked, policy)[0]]))


def test_nothing_in_the_catalog_is_no_conflict():
    with pytest.raises(MainstayError, match="must be realised by a kind of aws") as caught:
        choose_cloud(intent(queue()), Policy(), kinds.MARKET, Lock(), kinds=(kinds.Postgres,))
    assert not isinstance(caught.value, Conflict)


def test_a_data_class_that_nothing_is_fit_for_is_lowered_one_step():
    class Open(kinds.Store, tag="aws.open", frozen=True, kw_only=True):
        id = "aws.open"

        @classmethod
        def offers(cls, component, demand, market):
            del demand, market
            fit = component.needs.data_class in {DataClass.PUBLIC, DataClass.INTERNAL, DataClass.PERSONAL}
            return (Offer(kind=cls(), label="open", charges=kinds.costs(1.0)),) if fit else ()

    asked = intent(bucket(data_class=DataClass.SECRET))
    with pytest.raises(Conflict) as caught:
        choose_cloud(asked, Policy(), kinds.MARKET, Lock(), kinds=(Open,))
    assert [way.says for way in caught.value.ways[0]] == ["treat `files` as personal data"]


def test_claims_are_everything_that_was_stated():
    asked = intent(
        web("db", kind="fargate", users=5, aim=Aim.LATENCY), database(overrides={"multi_az": True}), budget=9
    )
    found = claims(asked, Policy(rules=(SMALL, rule("soft", "true", Form.PREFER))))
    assert [(claim.sort, claim.component, claim.field) for claim in found] == [
        (Sort.REQUIREMENT, "web", "users"),
        (Sort.PIN, "web", "kind"),
        (Sort.PROPERTY, "db", "multi_az"),
        (Sort.BUDGET, "", ""),
        (Sort.RULE, "", "db-size"),
    ]
    assert Role.SERVICE is asked.components[0].role
    bare, policy = without(asked, Policy(rules=(SMALL,)), found)
    assert claims(bare, policy) == ()
