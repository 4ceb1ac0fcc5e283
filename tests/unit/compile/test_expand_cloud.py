"""What *expand* puts around choices, seen on small systems with the real catalog."""

from pathlib import Path

import pytest

from mainstay.catalog import default_book
from mainstay.compile.cloud import compile_cloud
from mainstay.detect import detect
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Lock

pytestmark = pytest.mark.slow

HEAD = "application: shop\ntarget: aws\nregion: us-east-1\n"
QUEUE = """
services:
  web: {kind: aws.lambda, public: true, requests_per_second: 1, uses: {jobs: {}}}
  worker: {kind: aws.lambda, requests_per_second: 1, uses: {jobs: {}}}
queues: {jobs: {}}
"""
DATABASE = """
services:
  web: {kind: aws.fargate, public: true, requests_per_second: 1, uses: {db: {DATABASE_URL: url, DB_HOST: host}}}
databases: {db: {}}
"""


def compiled(folder: Path, text: str, previous: Lock = Lock()) -> Graph:  # noqa: B008 - frozen
    (folder / "mainstay.yaml").write_text(HEAD + text)
    return compile_cloud(detect(folder), book=default_book(), previous=previous)


def actions(graph: Graph, name: str) -> set[str]:
    return {a for s in graph.resource(name).kind.policy.statements for a in s.actions}


def openings(graph: Graph, kind: str) -> set[tuple[str, str, int]]:
    found = (r.kind for r in graph.resources if r.kind.id == kind)
    return {
        (k.security_group_id.resource, k.referenced_security_group_id.resource, k.from_port)
        for k in found
        if k.referenced_security_group_id is not None
    }


def test_who_listens_sends_and_who_does_not_takes(tmp_path: Path):
    graph = compiled(tmp_path, QUEUE)
    assert "sqs:SendMessage" in actions(graph, "web.policy")
    assert "sqs:ReceiveMessage" not in actions(graph, "web.policy")
    assert "sqs:ReceiveMessage" in actions(graph, "worker.policy")
    assert "sqs:SendMessage" not in actions(graph, "worker.policy")
    assert graph.resource("worker.from-jobs").kind.id == "aws.event_source_mapping"


def test_nothing_in_the_network_is_no_network(tmp_path: Path):
    graph = compiled(tmp_path, QUEUE)
    assert not [r.name for r in graph.resources if r.name.startswith("network")]


def test_a_link_is_one_opening_on_each_side(tmp_path: Path):
    graph = compiled(tmp_path, DATABASE)
    assert ("web.security-group", "db.security-group", 5432) in openings(graph, "aws.egress_rule")
    assert ("db.security-group", "web.security-group", 5432) in openings(graph, "aws.ingress_rule")


def test_a_secret_is_told_by_reference_and_only_that_one_may_be_read(tmp_path: Path):
    graph = compiled(tmp_path, DATABASE)
    text = str(graph.resource("web").kind)
    assert "DATABASE_URL" in text
    assert "://" not in text.partition("DATABASE_URL")[2][:200]
    readers = {
        r.name
        for r in graph.resources
        if r.kind.id == "aws.iam_role_policy"
        for s in r.kind.policy.statements
        if "secretsmanager:GetSecretValue" in s.actions and any("db" in str(one) for one in s.resources)
    }
    assert readers <= {"web.policy", "web.execution-role.policy", "db.proxy.policy"}
    assert readers


def test_every_resource_says_why_and_leads_back_to_the_file(tmp_path: Path):
    graph = compiled(tmp_path, DATABASE)
    assert all(resource.why for resource in graph.resources)
    origins = {str(reason.origin) for reason in graph.resource("web.role").why if reason.origin}
    assert "mainstay.yaml:6" in origins


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("services: {web: {uses: {jobs: {access: [read]}}}}\nqueues: {jobs: {}}\n", "mainstay.yaml:4", "read `jobs`"),
        ("services: {web: {uses: {db: {X: value}}}}\ndatabases: {db: {}}\n", "mainstay.yaml:4", "X must get the value"),
        ("services: {network: {}}\n", "mainstay.yaml:4", "`network` is the name of what all components share"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(tmp_path: Path, text: str, where: str, says: str):
    with pytest.raises(MainstayError, match=says) as caught:
        compiled(tmp_path, text)
    assert caught.value.where == where
    assert caught.value.hint


def test_components_may_be_called_like_what_is_shared(tmp_path: Path):
    graph = compiled(tmp_path, "services: {alerts: {uses: {key: {}}}}\nsecrets: {key: {}}\n")
    assert graph.resource("key").kind.id == "aws.secret"
    assert graph.resource("shared.key").kind.id == "aws.kms_key"


def test_a_renamed_component_keeps_its_physical_names(tmp_path: Path):
    before = compiled(tmp_path, QUEUE)
    after = compiled(tmp_path, QUEUE.replace("jobs", "tasks"), before.lock)
    assert after.resource("tasks").kind.name == before.resource("jobs").kind.name
    assert after.lock.moved["tasks"] == "jobs"
    again = compiled(tmp_path, QUEUE.replace("jobs", "tasks"), after.lock)
    assert again == after


def test_the_way_out_of_the_network_is_the_cheapest(tmp_path: Path):
    one = compiled(tmp_path, DATABASE)
    assert [r.name for r in one.resources if r.kind.id == "aws.nat_gateway"] == ["network.nat-a"]
    steady = "services: {web: {kind: aws.fargate, public: true, requests_per_second: 1, availability: 99.9}}\n"
    two = compiled(tmp_path, steady)
    assert not [r for r in two.resources if r.kind.id == "aws.nat_gateway"]
    assert {r.name for r in two.resources if r.kind.id == "aws.vpc_endpoint"} >= {
        "network.endpoints.ecr-api",
        "network.endpoints.s3",
    }


@pytest.mark.parametrize(
    ("kind", "says"), [("aws.vpc", "is there once"), ("aws.lambda", "runs a program"), ("aws.rds_proxy", "belongs to")]
)
def test_what_cannot_stand_by_itself_says_so(tmp_path: Path, kind: str, says: str):
    with pytest.raises(MainstayError, match=says):
        compiled(tmp_path, f"resources: {{it: {{kind: {kind}}}}}\n")


def test_what_stands_around_a_component_is_paid_once_and_bears_no_load(tmp_path: Path):
    graph = compiled(tmp_path, "sites: {pages: {}}\n")
    rules = [c for r in graph.resources for c in r.charges if c.item.startswith("aws.waf/")]
    assert sorted(c.item for c in rules) == ["aws.waf/rule-month", "aws.waf/web-acl-month"]
    beside = [c for name in ("pages.files", "pages.log") for c in graph.resource(name).charges]
    assert [c.usd_month for c in beside if c.by_usage and c.usd_month] == []
