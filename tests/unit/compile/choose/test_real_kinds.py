"""Contradictions among the kinds of the catalog, at the prices of its book."""

import pytest

from mainstay.catalog import cloud_kinds
from mainstay.catalog.prices import default_book
from mainstay.compile.choose import Conflict, choose_cloud, claims, relaxed, without
from mainstay.model.cloud import Market
from mainstay.model.graph import Lock
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Policy, Rule, Selector
from mainstay.model.target import Target
from unit.compile.choose.kinds import bucket, cache, database, intent, queue, service

MARKET = Market(region="eu-central-1", book=default_book(), zones=2)


def rule(id_, condition, **fields):
    origin = Origin(source=Source.FILE, path=f"policy/{id_}.yaml", line=2)
    return Rule(id=id_, form=Form.REQUIRE, reason=f"why {id_}", origin=origin, condition=condition, **fields)


KUBERNETES = rule("kubernetes", "resource.platform == 'kubernetes'", select=Selector(intents=("service",)))
SMALL = rule("db-size", "resource.instance_class.startsWith('db.t4g')", select=Selector(kinds=("aws.rds_postgres",)))
CASES = {
    "faster than light": ((service("web", "db", latency_p99_ms=5), database()), None, ()),
    "a budget for nothing": ((database(), cache()), 10, ()),
    "load and budget": ((service("web", requests_per_second=500.0), queue()), 60, ()),
    "pin and rule": ((service("web", kind="aws.lambda"),), None, (KUBERNETES,)),
    "pin and budget": ((service("web", kind="kubernetes.deployment"), bucket()), 50, ()),
    "back at once": ((database(recovery_time_s=5.0),), None, ()),
    "always there": ((service("web", "db", availability=99.9999), database()), None, ()),
    "small, and very busy": (
        (database(kind="aws.rds_postgres", operations_per_second=9000.0),),
        None,
        (SMALL,),
    ),
}


def solvable(asked, policy):
    try:
        choose_cloud(asked, policy, MARKET, Lock(), kinds=cloud_kinds(Target.AWS))
    except Conflict:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_real_conflicts_are_minimal_and_have_ways_out(case):
    components, budget, rules = case
    asked, policy = intent(*components, budget=budget), Policy(rules=rules, today="2026-11-21")
    with pytest.raises(Conflict) as caught:
        choose_cloud(asked, policy, MARKET, Lock(), kinds=cloud_kinds(Target.AWS))
    (core,), (ways,) = caught.value.cores, caught.value.ways
    keys = {claim.key for claim in core.claims}
    rest = [claim for claim in claims(asked, policy) if claim.key not in keys]
    assert core.minimal
    assert not solvable(*without(asked, policy, rest))
    for claim in core.claims:
        assert solvable(*without(asked, policy, [*rest, claim])), f"{claim} is not needed"
    assert ways
    assert solvable(*relaxed(asked, policy, ways[0])), ways[0].says
