"""Files that outlive a program on AWS: where they are, who reaches them, how long copies are kept."""

import json

import pytest

from mainstay.actions.compiling import compile_text
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph


def wiki(environment: str = "", **more: object) -> Graph:
    service = {"public": True, "requests_per_second": 5, "persist": ["media", "data/pages"], **more}
    whole = {"application": "a", "target": "aws", "region": "us-east-1"}
    if environment:
        whole["environments"] = {environment: {}}
    return compile_text(json.dumps({**whole, "services": {"wiki": service}}))


def test_a_program_with_files_needs_no_cluster():
    graph = wiki()
    assert graph.resource("wiki").kind.id == "aws.fargate"
    volumes = {volume.name for volume in graph.resource("wiki").kind.volume}
    assert volumes == {"tmp", "kept_0", "kept_1"}


def test_each_folder_is_found_below_the_folder_of_the_program():
    (container,) = wiki().resource("wiki").kind.container_definitions.content
    places = {one["sourceVolume"]: one["containerPath"] for one in container["mountPoints"]}
    assert places == {"tmp": "/tmp", "kept_0": "/app/media", "kept_1": "/app/data/pages"}


def test_only_the_program_gets_through_to_its_files():
    graph = wiki()
    into = [
        (r.kind.referenced_security_group_id.resource, r.kind.from_port)
        for r in graph.resources
        if r.kind.id == "aws.ingress_rule" and r.kind.security_group_id.resource == "wiki.files.security-group"
    ]
    assert into == [("wiki.security-group", 2049)]
    statement = next(s for s in graph.resource("wiki.policy").kind.policy.statements if s.sid == "MountFiles")
    assert statement.actions == ("elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite")
    points = {ref.resource for _, _, values in statement.conditions for ref in values}
    assert points == {"wiki.files.access-point", "wiki.files.access-point-2"}


@pytest.mark.parametrize(("environment", "days"), [("", 35), ("staging", 7)])
def test_copies_are_kept_as_long_as_personal_data_but_not_in_development(environment: str, days: int):
    (rule,) = wiki(environment).resource("wiki.files.backup-plan").kind.rule
    assert rule.lifecycle.delete_after == days


def test_what_it_keeps_and_its_copies_are_on_the_bill():
    graph = wiki(set={"kept_gib": 100})
    kept = next(line for line in graph.resource("wiki").charges if "files kept" in line.says)
    assert (kept.quantity, kept.usd_month) == (100, 30.0)
    (copies,) = graph.resource("wiki.files").charges
    assert (copies.quantity, copies.usd_month) == (100, 5.0)


def test_a_single_file_is_no_folder_that_could_be_mounted():
    with pytest.raises(MainstayError, match="one file"):
        wiki(kind="aws.fargate", persist=["app.db"])
