# ruff: noqa: E501 - a table reads best with one line for each case
"""Another technology for the same intent: as if it had been so from the beginning, and no data is lost on the way."""

from typing import NamedTuple

import pytest

from mainstay.actions.compiling import Asked, graph_of
from mainstay.actions.render import rendered
from mainstay.compile.choose import Sort, claims
from mainstay.compile.cloud import bound_intent
from mainstay.compile.swap import By, swap
from mainstay.model.graph import Graph, Lock
from systems.asking import asked_in

pytestmark = pytest.mark.slow


class Case(NamedTuple):
    """`gone` are kinds of which nothing may be left, `there` those that must be there instead."""

    old: str
    new: str
    only: str
    manifest: str
    gone: set[str]
    there: set[str]


WEB = "services: {web: {kind: %s, public: true, requests_per_second: 20, latency_p99_ms: 2000, availability: 99.5, uses: {db: {}, jobs: {access: [publish]}}}}\ndatabases: {db: {engine: dynamodb}}\nqueues: {jobs: {}}\n"
STORE = "services: {web: {public: true, requests_per_second: 5, uses: {store: {%s}}}}\n%s: {store: {kind: %s, retention_days: 14%s}}\n"
WORKER = "services: {worker: {kind: aws.lambda, requests_per_second: 3, uses: {jobs: {access: [consume]}, files: {access: [write]}}}}\nqueues: {jobs: {}}\nbuckets: {files: {}}\n"
EVENTS = """
services: {web: {public: true, requests_per_second: 5, uses: {happened: {access: [publish]}}}, mailer: {requests_per_second: 5, uses: {inbox: {access: [consume]}}}}
topics: {happened: {kind: aws.sns}}
queues: {inbox: {uses: {happened: {access: [consume]}}}}
"""
MESH = """
services: {web: {public: true, requests_per_second: 5, uses: {api: {API_URL: url}, mesh: {}}}, api: {listens: true, requests_per_second: 5, uses: {mesh: {}}}}
resources: {mesh: {kind: k8s.istio}}
"""
LAMBDA = {"aws.lambda", "aws.api_gateway", "aws.lambda_alias", "aws.lambda_permission"}
FARGATE = {"aws.fargate", "aws.fargate_service", "aws.ecs_cluster"}
CASES = [
    Case("lambda", "fargate", "", WEB % "aws.lambda", LAMBDA, {*FARGATE, "aws.load_balancer"}),
    Case("fargate", "lambda", "", WEB % "aws.fargate", {*FARGATE, "aws.load_balancer"}, {"aws.lambda"}),
    Case("lambda", "ec2", "web", WEB % "aws.lambda", LAMBDA, {"aws.ec2", "aws.autoscaling_group"}),
    Case("ec2", "fargate", "", WEB % "aws.ec2", {"aws.ec2", "aws.autoscaling_group"}, FARGATE),
    Case("fargate", "kubernetes.deployment", "", WEB % "aws.fargate", FARGATE, {"k8s.deployment", "aws.eks_cluster"}),
    Case("aws.eks", "fargate", "", WEB % "k8s.deployment", {"k8s.deployment", "aws.eks_cluster"}, FARGATE),
    Case("lambda", "app_runner", "", WEB % "aws.lambda", LAMBDA, {"aws.app_runner"}),
    Case("lambda", "fargate", "worker", WORKER, {"aws.lambda", "aws.event_source_mapping"}, FARGATE),
    Case("sns", "eventbridge", "", EVENTS, {"aws.sns_subscription"}, {"aws.eventbridge_bus", "aws.eventbridge_rule"}),
    Case("istio", "linkerd", "", MESH, {"k8s.istio", "k8s.istio_authorization"}, {"k8s.linkerd"}),
    Case("rds_postgres", "aurora_postgres", "", STORE % ("DATABASE_URL: url", "databases", "aws.rds_postgres", ""), {"aws.rds_postgres"}, {"aws.aurora_postgres"}),
    Case("postgres", "mysql", "", STORE % ("DATABASE_URL: url", "databases", "aws.rds_postgres", ", engine: postgres"), {"aws.rds_postgres", "aws.aurora_postgres"}, {"aws.rds_mysql"}),
    Case("elasticache", "memorydb", "", STORE % ("", "caches", "aws.elasticache", ""), {"aws.elasticache"}, {"aws.memorydb"}),
    Case("dynamodb", "postgres", "", STORE % ("", "databases", "aws.dynamodb", ", engine: dynamodb"), {"aws.dynamodb"}, {"aws.rds_postgres"}),
]  # fmt: skip


def compiled(wanted: Asked, intent, previous: Lock = Lock()) -> Graph:  # noqa: B008 - frozen
    return graph_of(Asked(intent=intent, policy=wanted.policy, book=wanted.book, previous=previous))


def content(graph: Graph) -> dict[str, object]:
    return {resource.name: resource.kind for resource in graph.resources}


def kinds_in(graph: Graph) -> set[str]:
    """All but the topic of alarms, which no intent asks for."""
    return {resource.kind.id for resource in graph.resources if not resource.name.startswith("shared.alerts")}


def asked_for(wanted: Asked, intent) -> set[tuple[str, str]]:
    """What is required of each component, in words."""
    return {
        (c.component, c.field)
        for c in claims(bound_intent(intent, wanted.policy), wanted.policy)
        if c.sort is Sort.REQUIREMENT
    }


@pytest.fixture(params=CASES, ids=lambda case: f"{case.old} -> {case.new} {case.only}".strip())
def swapped(request, tmp_path):
    case = request.param
    wanted = asked_in(tmp_path, case.manifest, target="kubernetes" if case.manifest is MESH else "aws")
    before = graph_of(wanted)
    return case, wanted, before, swap(before.intent, before.lock.kinds, case.old, case.new, only=case.only)


def test_the_result_equals_a_fresh_compile_and_nothing_old_remains(swapped):
    case, wanted, before, change = swapped
    after, fresh = compiled(wanted, change.intent, before.lock), compiled(wanted, change.intent)
    assert content(after) == content(fresh)
    assert after.relations == fresh.relations
    assert after.lock.kinds == fresh.lock.kinds
    assert kinds_in(before) >= case.gone & kinds_in(before) != set()
    assert not kinds_in(after) & case.gone
    assert kinds_in(after) >= case.there
    assert rendered((after,))


def test_every_intent_still_holds(swapped):
    _, wanted, before, change = swapped
    names = change.names
    kept = {(names.get(component, component), field) for component, field in asked_for(wanted, before.intent)}
    assert asked_for(wanted, change.intent) == kept
    links = {(c.name, names.get(use.target, use.target)) for c in before.intent.components for use in c.uses}
    links = {(names.get(source, source), target) for source, target in links}
    assert {(c.name, use.target) for c in change.intent.components for use in c.uses} == links


def test_data_moves_in_phases_that_compile_and_lose_nothing(swapped):
    _, wanted, before, change = swapped
    if not change.names:
        assert change.phases == ()
        return
    assert [phase.title for phase in change.phases] == [
        "provision beside", "copy", "compare", "switch", "keep", "retire",
    ]  # fmt: skip
    assert change.phases[-1].by is By.PERSON
    previous = before
    for phase in change.phases:
        if phase.intent is None:
            continue
        graph = compiled(wanted, phase.intent, previous.lock)
        for old in change.names:
            mine = {n: k for n, k in content(before).items() if n == old and k.stateful}
            assert mine
            if phase.title == "retire":
                assert old not in content(graph)
            else:
                assert mine.items() <= content(graph).items()
        previous = graph
    assert content(previous) == content(compiled(wanted, change.intent))


def test_there_are_enough_of_them():
    assert len(CASES) >= 12
