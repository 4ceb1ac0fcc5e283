"""Numbers that the intent states, against what stands there, whatever an offer promised."""

import msgspec
import pytest

from mainstay.catalog.kubernetes.mesh.istio import IstioAuthorization
from mainstay.model.graph import Graph
from mainstay.model.intent import Workload
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.told import Ref
from unit.compile.verify.systems import istio, linkerd, promised
from unit.compile.verify.test_verify_cloud import asked, changed, said

LINE = Origin(source=Source.FILE, path="mainstay.yaml", line=7)


def stated_at(graph: Graph, name: str, field: str) -> Graph:
    said_ = (Evidence(field=field, says="", origin=LINE),)
    components = tuple(
        msgspec.structs.replace(one, evidence=said_) if one.name == name else one for one in graph.intent.components
    )
    return msgspec.structs.replace(graph, intent=msgspec.structs.replace(graph.intent, components=components))


def test_what_is_promised_holds() -> None:
    assert said(promised()) == ""


def test_latency_is_its_own_and_that_of_all_that_it_calls() -> None:
    told = said(asked(stated_at(promised(), "web", "latency_p99_ms"), "web", latency_p99_ms=500))
    assert "mainstay.yaml:7: must answer within 500 ms, but it takes 511.3 ms: itself 146.3" in told
    assert "`uploads` 200" in told


def test_calls_count_as_often_as_they_are_made() -> None:
    graph = promised()
    components = tuple(
        msgspec.structs.replace(one, uses=tuple(msgspec.structs.replace(use, calls=2.0) for use in one.uses))
        if isinstance(one, Workload) and one.name == "web"
        else one
        for one in graph.intent.components
    )
    twice = msgspec.structs.replace(graph, intent=msgspec.structs.replace(graph.intent, components=components))
    assert "it takes 876.3 ms" in said(twice)


def test_a_function_that_nothing_keeps_warm_starts_first() -> None:
    graph = promised()
    (kept,) = (one for one in graph.resources if one.kind.id == "aws.lambda_provisioned_concurrency")
    cold = changed(graph, kept.name, provisioned_concurrent_executions=1)
    assert "must start within 1 s, but it takes 1.2 s" in said(cold)


def test_availability_is_the_product() -> None:
    told = said(asked(promised(), "web", availability=99.8))
    assert "must be available 99.8 % of the time, but it is 99.7" in told
    assert "of all that it needs `post` is away most" in told


def test_one_copy_is_less_available_and_slower() -> None:
    assert "must be available 99.5 %" in said(changed(promised(), "web.service", desired_count=1))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"multi_az": False}, "must be back within 300 s, but it is 3600"),
        (
            {"backup_retention_period": 0, "multi_az": False},
            "must lose at most the last 60 s, but nothing of it is copied",
        ),
    ],
)
def test_a_database_recovers_as_asked(fields: dict[str, object], told: str) -> None:
    assert told in said(changed(promised(), "db", **fields))


def test_copies_are_kept_as_long_as_stated_wherever_they_are() -> None:
    for name, days in (("db", 366), ("table", 91), ("uploads", 91), ("store", 40)):
        assert f"must keep backups for {days} days" in said(asked(promised(), name, retention_days=days))
    assert "must keep backups for 35 days: its data is personal" in said(
        changed(promised(), "files.backup-selection", resources=(Ref(resource="db", attribute="arn"),))
    )


def test_a_plan_without_a_vault_keeps_nothing() -> None:
    graph = promised()
    plan = graph.resource("table.backup-plan").kind
    rule = msgspec.structs.replace(plan.rule[0], target_vault_name=Ref(resource="table", attribute="name"))
    told = said(changed(graph, "table.backup-plan", rule=(rule,)))
    assert "must keep backups for 90 days, but it keeps them for 35" in told
    assert "`table.backup-selection`: must lead to a vault that keeps the copies" in told


def test_a_copy_in_the_cluster_is_kept_as_long_as_its_script_says() -> None:
    assert "must keep backups for 8 days, but it keeps them for 7" in said(asked(istio(), "db", retention_days=8))


def test_mail_over_smtp_gets_out_on_its_port() -> None:
    rest = tuple(one for one in promised().resources if one.name != "web.to.internet.587")
    told = said(msgspec.structs.replace(promised(), resources=rest, relations=()))
    assert "must be able to reach email-smtp on port 587" in told


def test_nobody_may_call_without_a_link() -> None:
    graph = changed(istio(), "api.mesh-from-work", callers=("work", "api", "db"))
    assert "must allow identities of programs of the mesh only, but it allows demo-production/db" in said(graph)
    wide = changed(istio(), "web.mesh-from-world", component="api", port=8000)
    assert "must not open `api` to everybody" in said(wide)
    assert isinstance(istio().resource("api.mesh-from-work").kind, IstioAuthorization)


def test_linkerd_wants_an_identity_for_each_link() -> None:
    graph = changed(linkerd(), "api.mesh-from-work", caller="web")
    assert "must be allowed by the mesh to call `api` on port 8080" in said(graph)
    assert "`work`" in said(graph)
