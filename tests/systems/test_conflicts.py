# ruff: noqa: E501 - a table reads best with one line for each case
"""What cannot hold together with the kinds that there are, and how each conflict is told."""

from typing import NamedTuple

import msgspec
import pytest

from mainstay.actions.compiling import Asked, graph_of
from mainstay.compile.choose import Conflict, Sort, claims, relaxed, without
from mainstay.compile.cloud import bound_intent
from systems.asking import asked_in

pytestmark = pytest.mark.slow


class Case(NamedTuple):
    """`core` are component and field of each claim that cannot hold together with the others."""

    name: str
    core: set[str]
    manifest: str
    rules: str = ""


KUBERNETES = """
  - {id: on-kubernetes, require: resource.platform == "kubernetes", when: {intent: service}, reason: one platform to know}
"""
SERVERLESS = """
  - {id: no-servers, require: resource.platform == "serverless", when: {intent: service}, reason: nobody patches machines}
"""
SMALL = """
  - {id: small, require: 'size_rank(resource.instance_class) <= size_rank("db.t4g.medium")', when: {kind: aws.rds_postgres}, reason: small is enough}
  - {id: rds-only, require: resource.kind == "aws.rds_postgres", when: {intent: database}, reason: what we know}
"""
WEB_AND_DB = "services: {web: {public: true, requests_per_second: %s, uses: {db: {DATABASE_URL: url}}%s}}\ndatabases: {db: {engine: postgres%s}}\n"
CASES = [
    Case("budget and load", {"budget", "web.requests_per_second"}, "budget_usd_month: 40\nservices: {web: {public: true, requests_per_second: 3000, work_ms: 50}}\n"),
    Case("budget and pin", {"budget", "web.kind"}, "budget_usd_month: 30\nservices: {web: {kind: k8s.deployment, public: true, requests_per_second: 1}}\n"),
    Case("budget and size", {"budget", "db.size_gib"}, "budget_usd_month: 60\ndatabases: {db: {engine: postgres, size_gib: 4000}}\n"),
    Case("budget and availability", {"budget", "db.availability"}, "budget_usd_month: 24\ndatabases: {db: {engine: postgres, size_gib: 10, availability: 99.9}}\n"),
    Case("budget and a class of data", {"budget", "db.data_class"}, "budget_usd_month: 24\ndatabases: {db: {engine: postgres, size_gib: 10, data_class: personal}}\n"),
    Case("budget and a rule", {"budget", "on-kubernetes"}, "budget_usd_month: 30\nservices: {web: {public: true, requests_per_second: 1}}\n", KUBERNETES),
    Case("budget and a property", {"budget", "db.multi_az"}, "budget_usd_month: 24\ndatabases: {db: {engine: postgres, set: {multi_az: true}}}\n"),
    Case("nothing is so fast", {"web.latency_p99_ms"}, "services: {web: {public: true, requests_per_second: 1, latency_p99_ms: 1}}\n"),
    Case("many calls take their time", {"web.latency_p99_ms"}, "services: {web: {public: true, requests_per_second: 1, latency_p99_ms: 60, uses: {db: {calls: 40}}}}\ndatabases: {db: {engine: dynamodb}}\n"),
    Case("latency, pin and no warm function", {"web.latency_p99_ms", "web.provisioned_concurrency"}, "services: {web: {kind: aws.lambda, public: true, requests_per_second: 5, latency_p99_ms: 150, set: {provisioned_concurrency: 0}}}\n"),
    Case("latency and heavy work", {"web.latency_p99_ms", "web.work_ms"}, "services: {web: {public: true, requests_per_second: 2, work_ms: 2000, latency_p99_ms: 500}}\n"),
    Case("no program is so available", {"web.availability"}, "services: {web: {public: true, requests_per_second: 1, availability: 99.9999}}\n"),
    Case("availability through a database", {"web.availability"}, WEB_AND_DB % (2, ", availability: 99.99", "")),
    Case("availability and one zone", {"db.availability", "db.multi_az"}, "databases: {db: {engine: postgres, availability: 99.9, set: {multi_az: false}}}\n", "  - {id: rds-only, require: resource.kind == 'aws.rds_postgres', when: {intent: database}, reason: what we know}\n"),
    Case("recovery time", {"db.recovery_time_s"}, "databases: {db: {engine: postgres, recovery_time_s: 1}}\n"),
    Case("recovery time and one zone", {"db.recovery_time_s", "db.multi_az"}, "databases: {db: {kind: aws.rds_postgres, recovery_time_s: 600, set: {multi_az: false}}}\n"),
    Case("a recovery point in a cache", {"sessions.recovery_point_s", "sessions.kind"}, "caches: {sessions: {kind: aws.elasticache, recovery_point_s: 0}}\n"),
    Case("durability of a database", {"db.durability", "db.kind"}, "databases: {db: {engine: postgres, kind: aws.rds_postgres, durability: 99.9999999999}}\n"),
    Case("durability of a cache", {"sessions.durability", "sessions.kind"}, "caches: {sessions: {kind: aws.elasticache, durability: 99.99}}\n"),
    Case("fast data", {"files.latency_p99_ms"}, "buckets: {files: {latency_p99_ms: 1}}\n"),
    Case("a region by rule", {"in-europe"}, "services: {web: {public: true, requests_per_second: 1}}\n", "  - {id: in-europe, require: 'region in [\"eu-west-1\"]', reason: our contracts}\n"),
    Case("a rule and a pin", {"web.kind", "on-kubernetes"}, "services: {web: {kind: aws.lambda, public: true, requests_per_second: 1}}\n", KUBERNETES),
    Case("a rule and start-up time", {"web.startup_s", "on-kubernetes"}, "services: {web: {public: true, requests_per_second: 1, startup_s: 1}}\n", KUBERNETES),
    Case("a rule and memory", {"web.memory_mib", "no-servers"}, "services: {web: {public: true, requests_per_second: 1, memory_mib: 20000}}\n", SERVERLESS),
    Case("two rules", {"on-kubernetes", "no-servers"}, "services: {web: {public: true, requests_per_second: 1}}\n", KUBERNETES + SERVERLESS),
    Case("size by rule and load", {"db.operations_per_second", "small", "rds-only"}, "databases: {db: {engine: postgres, operations_per_second: 9000}}\n", SMALL),
    Case("a size that is set and the rule", {"db.instance_class", "small"}, "databases: {db: {engine: postgres, kind: aws.rds_postgres, set: {instance_class: db.r6g.large}}}\n", SMALL),
    Case("connections without a proxy", {"web.concurrency", "web.kind", "db.proxy", "small"}, "services: {web: {kind: aws.lambda, public: true, concurrency: 400, uses: {db: {DATABASE_URL: url}}}}\ndatabases: {db: {engine: postgres, set: {proxy: false}}}\n", SMALL),
    Case("spot machines by rule and by hand", {"web.spot", "no-spot"}, "services: {web: {kind: aws.ec2, public: true, requests_per_second: 1, set: {spot: true}}}\n", "  - {id: no-spot, forbid: 'has(resource.spot) && resource.spot', reason: customers notice}\n"),
    Case("retention by rule and by hand", {"db.backup_retention_period", "db.kind", "backups"}, "databases: {db: {kind: aws.rds_postgres, engine: postgres, set: {backup_retention_period: 3}}}\n", "  - {id: backups, require: resource.backup_retention_period >= 7, when: {kind: aws.rds_postgres}, reason: auditors}\n"),
    Case("a pin of what cannot", {"web.kind"}, "services: {web: {kind: aws.rds_postgres, public: true, requests_per_second: 1}}\n"),
    Case("a pin of another engine", {"db.kind"}, "databases: {db: {engine: postgres, kind: aws.rds_mysql}}\n"),
    Case("App Runner is public", {"web.kind"}, "services: {web: {kind: aws.app_runner, listens: true, requests_per_second: 1}}\n"),
    Case("more mail than an account may send", {"post.operations_per_second"}, "mail: {post: {operations_per_second: 100}}\n"),
    Case("a cost for each by rule", {"cheap", "db.availability"}, "databases: {db: {engine: postgres, size_gib: 10, availability: 99.9}}\n", "  - {id: cheap, require: offer.cost_usd_month < 18.0, when: {intent: database}, reason: each team pays}\n"),
    Case("three must hold for a service", {"web.startup_s", "web.memory_mib"}, "services: {web: {public: true, requests_per_second: 1, startup_s: 5, memory_mib: 20000}}\n"),
]  # fmt: skip


def conflict(wanted: Asked) -> Conflict:
    with pytest.raises(Conflict) as caught:
        graph_of(wanted)
    return caught.value


def holds(wanted: Asked) -> bool:
    try:
        graph_of(wanted)
    except Conflict:
        return False
    return True


def changed(wanted: Asked, pair) -> Asked:
    intent, policy = pair
    return Asked(intent=intent, policy=policy, book=wanted.book, previous=wanted.previous)


def called(claim) -> str:
    if claim.sort is Sort.BUDGET:
        return "budget"
    return f"{claim.component}.{claim.field}" if claim.component else claim.field


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_conflict_is_minimal_and_a_way_out_of_it_works(case, tmp_path):
    wanted = asked_in(tmp_path, case.manifest, case.rules)
    found = conflict(wanted)
    (core,), (ways,) = found.cores, found.ways
    assert {called(claim) for claim in core.claims} == case.core
    assert core.minimal
    bound = bound_intent(wanted.intent, wanted.policy)
    everything = claims(bound, wanted.policy)
    keys = {claim.key for claim in core.claims}
    only = without(bound, wanted.policy, [claim for claim in everything if claim.key not in keys])
    assert not holds(changed(wanted, only))
    for claim in core.claims:
        assert holds(changed(wanted, without(*only, [claim]))), f"{claim} is not needed"
    assert ways
    assert any(holds(changed(wanted, relaxed(bound, wanted.policy, way))) for way in ways)
    text = str(found)
    assert text.startswith(("mainstay.yaml:", "policy/rules.yaml:", str(tmp_path)))
    assert "\nhint: " in text


def test_the_first_ways_of_several_conflicts_lead_out_together_where_a_budget_joins_them(tmp_path):
    """More mail than an account may send, and an availability that its queue and files do not have."""
    uses = "uses: {jobs: {QUEUE_URL: url}, files: {BUCKET: name}}"
    wanted = asked_in(
        tmp_path,
        f"""
budget_usd_month: 900
services:
  api: {{public: true, requests_per_second: 120, availability: 99.9, {uses}}}
  worker: {{uses: {{jobs: {{QUEUE_URL: url}}, post: {{SMTP_HOST: host}}}}}}
queues: {{jobs: {{}}}}
buckets: {{files: {{}}}}
mail: {{post: {{}}}}
""",
    )
    found = conflict(wanted)
    assert len(found.cores) == 2
    pair = bound_intent(wanted.intent, wanted.policy), wanted.policy
    for ways in found.ways:
        pair = relaxed(*pair, ways[0])
    assert holds(changed(wanted, pair))


def test_there_are_enough_of_them():
    assert len(CASES) >= 30
    assert len({msgspec.json.encode(sorted(case.core)) for case in CASES}) >= 25
