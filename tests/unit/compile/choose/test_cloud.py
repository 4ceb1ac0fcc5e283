import itertools
import random

import msgspec
import pytest

from mainstay.compile.choose import choose_cloud
from mainstay.compile.choose.exact import Cluster, Row, solved
from mainstay.compile.choose.rules import by_policy
from mainstay.compile.choose.solve import Blocked, best, excess, solution
from mainstay.compile.choose.workshop import Workshop, problem
from mainstay.model.cloud import Offer
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock
from mainstay.model.intent import Extra, Role, Use
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Policy, Rule, Selector, Waiver
from mainstay.model.requirement import Aim
from mainstay.model.value import encode
from unit.compile.choose import kinds
from unit.compile.choose.kinds import bucket, cache, database, intent, queue, service


def chosen(*components, budget=None, policy=Policy(), lock=Lock(), known=kinds.KINDS):  # noqa: B008 - frozen
    asked = intent(*components, budget=budget)
    return {c.component.name: c for c in choose_cloud(asked, policy, kinds.MARKET, lock, kinds=known)}


def labels(found):
    return {name: f"{choice.offer.kind.id} {choice.offer.label}" for name, choice in found.items()}


def rule(condition, form=Form.REQUIRE, **fields):
    origin = Origin(source=Source.FILE, path="policy/rules.yaml", line=4)
    return Rule(id=fields.pop("id", "r1"), form=form, reason="we said so", origin=origin, condition=condition, **fields)


def test_the_cheapest_is_taken():
    assert labels(chosen(service("web", "db", requests_per_second=5), database())) == {
        "web": "aws.lambda 512 MiB",
        "db": "aws.rds db.t4g.micro, 1 zones",
    }


def test_steady_load_moves_from_functions_to_tasks_at_the_crossover():
    assert labels(chosen(service("web", requests_per_second=37)))["web"] == "aws.lambda 512 MiB"
    assert labels(chosen(service("web", requests_per_second=39)))["web"] == "aws.fargate 1 tasks"


def test_what_is_shared_is_paid_once():
    two = [service(name, requests_per_second=30) for name in ("a", "b")]
    assert set(labels(chosen(*two)).values()) == {"aws.fargate 1 tasks"}  # 20 + 20 + 18 instead of 30 + 30
    assert labels(chosen(two[0])) == {"a": "aws.lambda 512 MiB"}


def test_many_connections_bring_in_a_proxy_with_its_reason():
    web = service("web", "db", users=10_000, think_time_s=10, work_ms=1000, kind="aws.lambda")
    db = database(overrides={"instance_class": "db.t4g.medium"})
    found = chosen(web, db, known=[*kinds.KINDS])
    assert found["db"].offer.label == "db.t4g.medium, 1 zones, with proxy"
    reason = next(r for r in found["db"].why if "would open" in r.says)
    assert "`web` would open 1,006 connections, and `db` would take 405" in reason.says
    assert str(reason.origin) == "mainstay.yaml:11"


def test_latency_is_that_of_the_service_and_all_it_waits_for():
    web = service("web", Use(target="db", calls=3), requests_per_second=5, latency_p99_ms=66)
    found = labels(chosen(web, database()))
    assert found == {"web": "aws.lambda 1024 MiB", "db": "aws.rds db.t4g.micro, 1 zones"}  # 40 + 3 * 8


def test_an_aim_at_the_lowest_latency_wins_over_cost():
    web = service("web", Use(target="db", calls=10), requests_per_second=5, aim=Aim.LATENCY)
    assert labels(chosen(web, database())) == {
        "web": "aws.fargate 1 tasks",
        "db": "aws.rds db.r6g.large, 1 zones",
    }


def test_less_than_the_model_can_tell_apart_is_worth_no_money():
    web = service("web", "db", requests_per_second=5, aim=Aim.LATENCY)
    assert labels(chosen(web, database()))["db"] == "aws.rds db.t4g.micro, 1 zones"


def test_a_budget_bounds_what_the_aim_at_latency_may_cost():
    web = service("web", Use(target="db", calls=10), requests_per_second=5, aim=Aim.LATENCY)
    assert labels(chosen(web, database(), budget=110)) == {
        "web": "aws.fargate 1 tasks",
        "db": "aws.rds db.t4g.medium, 1 zones",
    }


def test_availability_multiplies_along_calls():
    web = service("web", "db", requests_per_second=5, availability=99.9)
    assert labels(chosen(web, database())) == {
        "web": "aws.lambda 512 MiB",
        "db": "aws.rds db.t4g.micro, 2 zones",
    }


def test_data_requirements_exclude_offers_with_their_place():
    db = database(recovery_time_s=600, durability=99.99)
    found = chosen(db)["db"]
    assert found.offer.label == "db.t4g.micro, 2 zones"
    worse = next(other for other in found.others if other.label == "db.t4g.micro, 1 zones")
    assert worse.excluded
    assert "is back within 1800 s, and must be within 600 s" in worse.says
    assert str(worse.origin) == "mainstay.yaml:51"


def test_unknown_prices_come_last_and_are_never_zero():
    found = chosen(bucket(durability=99.999999))["files"]
    assert found.offer.label == "standard"
    assert next(other for other in found.others if other.label == "cold").says == "has no known price"


def test_the_lock_decides_among_equals_and_not_more():
    class Other(kinds.Fifo, tag="aws.aaa", frozen=True, kw_only=True):
        id = "aws.aaa"

    known = (*kinds.KINDS, Other)
    assert labels(chosen(queue(), known=known))["jobs"] == "aws.aaa standard"
    lock = Lock(kinds={"jobs": "aws.sqs"}, offers={"jobs": "standard"})
    assert labels(chosen(queue(), known=known, lock=lock))["jobs"] == "aws.sqs standard"
    dear = Lock(kinds={"db": "aws.rds"}, offers={"db": "db.r6g.large, 2 zones"})
    assert labels(chosen(database(), lock=dear))["db"] == "aws.rds db.t4g.micro, 1 zones"


def test_runners_up_tell_what_they_would_cost_more():
    found = chosen(service("web", requests_per_second=5))["web"]
    assert found.others[0].label == "1024 MiB"
    assert found.others[0].says == "costs 2.50 $ more a month"
    task = next(other for other in found.others if other.label == "1 tasks")
    assert task.more_usd_month == 33.0  # 20 + 18 - 5


def test_pins_and_aliases():
    assert labels(chosen(service("web", kind="fargate")))["web"] == "aws.fargate 1 tasks"
    with pytest.raises(MainstayError, match=r"there is no `aws\.lamda`") as caught:
        chosen(service("web", kind="aws.lamda"))
    assert "did you mean `aws.lambda`?" in caught.value.hint
    assert caught.value.where == "mainstay.yaml:19"


def test_properties_are_checked_and_kept():
    db = chosen(database(overrides={"backup_retention_period": 30}))["db"]
    assert db.offer.kind.backup_retention_period == 30
    assert any(r.property == "backup_retention_period" and str(r.origin) == "mainstay.yaml:58" for r in db.why)
    with pytest.raises(MainstayError, match="there is no `backup_retention`") as caught:
        chosen(database(overrides={"backup_retention": 30}))
    assert caught.value.hint == "did you mean `backup_retention_period`?"
    with pytest.raises(MainstayError, match="does not fit"):
        chosen(database(overrides={"backup_retention_period": "long"}))


def test_what_is_asked_for_directly_is_made_of_its_properties():
    extra = Extra(name="lb", kind="aws.load_balancer", overrides={"usd": 25.0})
    found = chosen(extra)["lb"]
    assert (found.offer.kind.usd, found.usd_month) == (25.0, 25.0)
    with pytest.raises(MainstayError, match="missing required field `document`"):
        chosen(Extra(name="x", kind="aws.iam_like", overrides={}), known=(*kinds.KINDS, _needy()))


def _needy():
    class Needy(kinds.Made, tag="aws.iam_like", frozen=True, kw_only=True):
        id = "aws.iam_like"
        about = "needs a document"
        document: str

    return Needy


def test_rules_exclude_prefer_and_set():
    forbid = Policy(rules=(rule("resource.platform == 'serverless'", Form.FORBID),))
    web = chosen(service("web"), policy=forbid)["web"]
    assert web.offer.kind.id == "aws.fargate"
    other = next(o for o in web.others if o.kind == "aws.lambda")
    assert (other.rule, str(other.origin), other.excluded) == ("r1", "policy/rules.yaml:4", True)
    assert "we said so" in other.says
    prefer = Policy(rules=(rule("resource.platform == 'containers'", Form.PREFER),))
    assert chosen(service("web"), policy=prefer)["web"].offer.kind.id == "aws.fargate"
    sets = Policy(
        rules=(
            rule(
                "resource.backup_retention_period >= 90",
                select=Selector(kinds=("aws.rds",)),
                sets={"backup_retention_period": 90},
            ),
        )
    )
    assert chosen(database(), policy=sets)["db"].offer.kind.backup_retention_period == 90


def test_a_waiver_that_still_holds_frees_a_component():
    waiver = Waiver(owner="platform", until="2027-01-01", names=("web",))
    forbid = rule("resource.platform == 'serverless'", Form.FORBID, waivers=(waiver,))
    two = (service("web"), service("api"))
    assert labels(chosen(*two, policy=Policy(rules=(forbid,), today="2026-11-21"))) == {
        "web": "aws.lambda 512 MiB",
        "api": "aws.fargate 1 tasks",
    }
    assert labels(chosen(*two, policy=Policy(rules=(forbid,), today="2027-02-01")))["web"] == "aws.fargate 1 tasks"


def test_the_order_of_the_input_does_not_matter():
    parts = [
        service("web", "db", "cache", "jobs", requests_per_second=50, latency_p99_ms=60, availability=99.5),
        service("api", "db", requests_per_second=90, aim=Aim.LATENCY),
        database(),
        cache(),
        queue(),
        bucket(),
    ]
    expected = encode(choose_cloud(intent(*parts, budget=300), Policy(), kinds.MARKET, Lock(), kinds=kinds.KINDS))
    shuffle = random.Random(7)
    for _ in range(10):
        shuffle.shuffle(parts)
        again = choose_cloud(intent(*parts, budget=300), Policy(), kinds.MARKET, Lock(), kinds=kinds.KINDS)
        assert encode(again) == expected


def _brute(problem):
    """All combinations, the slow way."""
    least = None
    free = [[j for j, o in enumerate(item.options) if not o.broken] for item in problem.items]
    for picks in itertools.product(*free):
        shared = {n for i, p in enumerate(picks) for n in problem.items[i].options[p].shared}
        paid = sum(problem.shared[n] or 0 for n in shared)
        if all(excess(problem, limit, picks, paid) <= 0 for limit in problem.limits):
            found = solution(problem, picks)
            if least is None or (found.levels, found.picks) < (least.levels, least.picks):
                least = found
    return least


@pytest.mark.slow
def test_the_optimum_is_that_of_trying_everything():
    chance = random.Random(3)
    shop = Workshop(kinds=kinds.KINDS, market=kinds.MARKET, lock=Lock(), judge_of=by_policy)
    blocked = 0
    for _ in range(40):
        asked = problem(shop, _random(chance), Policy())
        found, expected = best(asked), _brute(asked)
        blocked += expected is None
        assert (None if isinstance(found, Blocked) else found) == expected
    assert 0 < blocked < 40


@pytest.mark.slow
def test_the_solver_finds_what_trying_finds():
    chance = random.Random(5)
    for _ in range(60):
        rows = tuple(tuple(_row(chance, option) for option in range(4)) for _ in range(chance.randint(2, 5)))
        cluster = Cluster(rows=rows, bounds=(chance.randint(10, 40), chance.randint(10, 40)))
        assert solved(cluster, few=0) == solved(cluster, few=10**6)


def _row(chance, option):
    levels = tuple(chance.randint(0, 3) for _ in range(3))
    return Row(option=option, levels=levels, rank=option, parts=(chance.randint(0, 12), chance.randint(0, 12)))


def _random(chance):
    needs = lambda: {  # noqa: E731 - a table
        "requests_per_second": float(chance.choice((5, 40, 150))),
        **({"latency_p99_ms": float(chance.choice((30, 45, 70)))} if chance.random() < 0.6 else {}),
        **({"availability": chance.choice((99.0, 99.8, 99.9))} if chance.random() < 0.5 else {}),
        **({"aim": Aim.LATENCY} if chance.random() < 0.3 else {}),
    }
    web = service("web", "db", chance.choice(("api", "cache")), **needs())
    api = service("api", "db", **needs())
    db = database(**({"recovery_time_s": 600.0} if chance.random() < 0.3 else {}))
    budget = chance.choice((None, 120.0, 300.0))
    return intent(web, api, db, cache(), budget=budget)


def test_a_change_elsewhere_does_not_disturb():
    parts = (service("web", "db", requests_per_second=50), database())
    before = chosen(*parts)
    after = chosen(*parts, bucket())
    assert all(after[name].offer == choice.offer for name, choice in before.items())


def test_zero_means_what_it_says():
    with pytest.raises(MainstayError):
        chosen(service("web", latency_p99_ms=0.0))
    assert msgspec.structs.asdict(chosen(queue())["jobs"])["usd_month"] == 0.0


class Unpriced(kinds.Made, tag="aws.unpriced", frozen=True, kw_only=True):
    """Quicker than all others, at a price that nobody knows."""

    id = "aws.unpriced"
    realises = frozenset({Role.SERVICE})

    @classmethod
    def offers(cls, component, demand, market):
        del component, demand, market
        return (Offer(kind=cls(), label="quick", charges=kinds.costs(None), latency_ms=1.0),)


def test_under_a_budget_a_known_price_comes_before_the_lowest_latency():
    web, known = service("web", aim=Aim.LATENCY), (*kinds.KINDS, Unpriced)
    assert chosen(web, known=known)["web"].offer.kind.id == "aws.unpriced"
    bounded = chosen(web, budget=500, known=known)["web"]
    assert bounded.usd_month is not None
    (quick,) = [other for other in bounded.others if other.kind == "aws.unpriced"]
    assert quick.says == "has no known price, and with it the budget could not be shown to hold"
    assert chosen(service("web", kind="aws.unpriced"), budget=500, known=known)["web"].usd_month is None
