"""What a rule set is explained by that rule, in the intent, in the resource, and where it pins a technology."""

import pytest

from mainstay.actions.compiling import graph_of
from mainstay.actions.why import explanation
from systems.asking import asked_in

pytestmark = pytest.mark.slow

MANIFEST = """
services: {web: {public: true, requests_per_second: 5, startup_s: 60, uses: {db: {DATABASE_URL: url}}}}
databases: {db: {engine: postgres}}
"""
RULES = """
  - {id: steady, require: has(intent.availability) && intent.availability >= 99.9, when: {intent: database}, reason: people notice, set: {availability: 99.9}}
  - {id: roomy, default: true, when: {intent: service}, reason: our runtime is large, set: {memory_mib: 1024}}
  - {id: tasks, default: true, when: {intent: service}, reason: we know containers, set: {kind: aws.fargate}}
  - {id: kept, require: resource.backup_retention_period >= 20, when: {kind: aws.rds_postgres}, reason: auditors, set: {backup_retention_period: 20}}
"""  # noqa: E501 - a rule reads best in one line


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    return graph_of(asked_in(tmp_path_factory.mktemp("ruled"), MANIFEST, RULES))


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("db.availability", 99.9, "policy: the rule steady sets it: people notice [policy/rules.yaml:3]"),
        ("web.memory_mib", 1024, "policy: the rule roomy sets it: our runtime is large [policy/rules.yaml:4]"),
        ("web.kind", "aws.fargate", "policy: the rule tasks sets it: we know containers [policy/rules.yaml:5]"),
        (
            "db.backup_retention_period",
            20,
            "policy: backup_retention_period is set to 20: the rule kept sets it: auditors [policy/rules.yaml:6]",
        ),
        ("web.startup_s", 60.0, "intent: mainstay.yaml states it [mainstay.yaml:6]"),
        ("web.latency_p99_ms", None, "intent: nobody states it; this is what holds then"),
    ],
)
def test_a_field_names_who_set_it(graph, name, value, line):
    report = explanation(graph, name)
    assert report.data["value"] == value
    assert report.lines[1:] == (f"  {line}",)


def test_a_component_names_the_rules_that_shape_it(graph):
    web, db = (explanation(graph, name).lines for name in ("web", "db"))
    assert (
        "  policy: `web` is pinned to aws.fargate: the rule tasks sets it: we know containers [policy/rules.yaml:5]"
        in web
    )
    assert (
        "  policy: `web` must have 1,024 MiB of memory: the rule roomy sets it: our runtime is large"
        " [policy/rules.yaml:4]" in web
    )
    assert (
        "  policy: `db` must be available 99.9 % of the time: the rule steady sets it: people notice"
        " [policy/rules.yaml:3]" in db
    )
    assert any("backup_retention_period is set to 20: the rule kept sets it" in line for line in db)
