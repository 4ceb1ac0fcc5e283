"""Links between kinds that do not go together: another kind where one works, else a conflict that names the link."""
# ruff: noqa: ARG002 - methods have the signatures of real kinds

import pytest

from mainstay.compile.choose import Conflict, Sort, alternatives, choose_cloud, relaxed, why_not, without
from mainstay.model.cloud import Offer
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Lock
from mainstay.model.intent import Role, Use
from mainstay.model.origin import Origin, Source
from mainstay.model.policy import Form, Policy, Rule, Selector
from mainstay.model.requirement import Access
from unit.compile.choose import kinds
from unit.compile.choose.kinds import at, intent, service


class Pod(kinds.Made, tag="k8s.pod", frozen=True, kw_only=True):
    """Cheaper than all else, and called by its like only."""

    id = "k8s.pod"
    aliases = frozenset({"pod"})
    realises = frozenset({Role.SERVICE})
    platform = "kubernetes"

    def accepts(self, user, access):
        return "" if user.id == self.id else "only pods know its address"

    @classmethod
    def offers(cls, component, demand, market):
        del component, demand, market
        return tuple(
            Offer(kind=cls(), label=f"{n} pods", charges=kinds.costs(5.0 * n), latency_ms=90 // n, availability=99.9)
            for n in (1, 2)
        )


KINDS = (*kinds.KINDS, Pod)
CALLS = Use(target="api", access=frozenset({Access.CALL}), evidence=(at("uses", 12),))


def rule(id_, name, platform):
    return Rule(
        id=id_,
        form=Form.REQUIRE,
        reason=f"why {id_}",
        origin=Origin(source=Source.FILE, path="policy/rules.yaml", line=2),
        condition=f"resource.platform == '{platform}'",
        select=Selector(names=(name,)),
    )


SERVERLESS = rule("serverless", "web", "serverless")
IN_PODS = rule("in-pods", "api", "kubernetes")


def system(web="", api="", **needs):
    return intent(service("web", CALLS, kind=web, **needs), service("api", kind=api, line=30))


def chosen(asked, policy=Policy()):  # noqa: B008 - frozen
    made = choose_cloud(asked, policy, kinds.MARKET, Lock(), kinds=KINDS)
    return {choice.component.name: choice.offer.kind.id for choice in made}


def conflict(asked, policy=Policy()):  # noqa: B008 - frozen
    with pytest.raises(Conflict) as caught:
        chosen(asked, policy)
    return caught.value


def test_the_cheapest_pair_that_goes_together_is_chosen():
    asked = system(requests_per_second=8)
    assert chosen(asked) == {"web": "k8s.pod", "api": "k8s.pod"}
    assert chosen(system(web="lambda", requests_per_second=8))["api"] != "k8s.pod"
    assert chosen(system(api="pod"))["web"] == "k8s.pod"
    assert chosen(asked, Policy(rules=(SERVERLESS,)))["api"] != "k8s.pod"


def test_what_only_a_latency_moves_moves_what_it_calls_too():
    """Pods are too slow for `web`, so it is no pod, and then nothing that it calls may be one."""
    fast = intent(service("web", CALLS, latency_p99_ms=80, requests_per_second=8), service("api", line=30))
    assert "k8s.pod" not in chosen(fast).values()


def test_pins_that_do_not_go_together_are_a_conflict_that_names_the_link():
    asked = system(web="lambda", api="pod")
    found = conflict(asked)
    (core,), (ways,) = found.cores, found.ways
    assert {(claim.sort, claim.component) for claim in core.claims} == {
        (Sort.LINK, "web"),
        (Sort.PIN, "web"),
        (Sort.PIN, "api"),
    }
    assert core.minimal
    assert "`web` must be able to use `api` (mainstay.yaml:12): only pods know its address" in str(found)
    assert {way.says for way in ways} == {
        "unpin the kind of `web`",
        "unpin the kind of `api`",
        "take `api` out of what `web` uses",
    }
    for way in ways:
        assert chosen(*relaxed(asked, Policy(), way))
    for claim in core.claims:
        assert chosen(*without(asked, Policy(), [claim]))


def test_rules_that_do_not_go_together_along_a_link_are_a_conflict():
    found = conflict(system(), Policy(rules=(SERVERLESS, IN_PODS)))
    assert {claim.field for claim in found.cores[0].claims} == {"api", "serverless", "in-pods"}


def test_a_link_is_no_part_of_a_conflict_that_it_only_carries_time_to():
    found = conflict(system(latency_p99_ms=10))
    assert [claim.field for claim in found.cores[0].claims] == ["latency_p99_ms"]


def test_the_reason_is_told_at_both_ends():
    asked = system(api="pod")
    reasons = why_not("aws.lambda", asked, Policy(), kinds.MARKET, name="web", kinds=KINDS)
    assert reasons[0].says == "512 MiB could not use `api`, which is k8s.pod: only pods know its address"
    assert str(reasons[0].origin) == "mainstay.yaml:12"
    reasons = why_not("k8s.pod", system(web="lambda"), Policy(), kinds.MARKET, name="api", kinds=KINDS)
    assert reasons[0].says == "1 pods could not be used by `web`, which is aws.lambda: only pods know its address"


def test_alternatives_exclude_only_what_goes_with_nothing():
    found = alternatives(system(api="pod"), Policy(), kinds.MARKET, "web", kinds=KINDS)
    assert {one.kind for one in found if not one.excluded} == {"k8s.pod"}
    assert found[0].chosen
    assert found[0].usd_month == 10
    free = alternatives(system(), Policy(), kinds.MARKET, "web", kinds=KINDS)
    assert all(not one.excluded for one in free), "with another `api`, every kind would do"


def test_a_link_that_no_kind_takes_is_refused_with_both_names():
    class Closed(kinds.Store, tag="aws.closed", frozen=True, kw_only=True):
        id = "aws.closed"

        def accepts(self, user, access):
            return f"it is closed to {user.id}"

    asked = intent(service("web", Use(target="files", evidence=(at("uses", 12),))), kinds.bucket())
    with pytest.raises(MainstayError) as caught:
        choose_cloud(asked, Policy(), kinds.MARKET, Lock(), kinds=(kinds.Task, kinds.Balancer, Closed))
    assert str(caught.value) == (
        "mainstay.yaml:12: `web` must be able to use `files`, but it is closed to aws.fargate.\n\n"
        "hint: take `files` out of what `web` uses"
    )
