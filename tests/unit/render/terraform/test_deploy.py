"""What the one who applies may do: what the types take, on the application's names where that is possible."""

import json
from typing import Any

from mainstay.catalog import cloud_kinds
from mainstay.catalog.aws.vpc import Vpc
from mainstay.model.graph import Graph
from mainstay.model.kind import Target
from mainstay.render import render_terraform
from mainstay.render.terraform.deploy import deploy_policy, known_actions
from mainstay.render.terraform.item import Item
from unit.render.terraform.samples import MadeUpQueue, Opening, graph, resource, system


def statements(made: Graph) -> dict[str, Any]:
    content = json.loads(render_terraform((made,))["deploy-policy.json"])
    return {statement["Sid"]: statement for statement in content["Statement"]}


def test_queues_are_scoped_to_the_names_of_the_application() -> None:
    sqs = statements(system())["Sqs"]
    assert sqs["Resource"] == ["arn:aws:sqs:eu-central-1:*:shop-production-*"]
    assert {"sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue"} <= set(sqs["Action"])
    assert not any("Message" in action for action in sqs["Action"])


def test_what_has_made_up_ids_is_scoped_to_the_region() -> None:
    found = statements(system())["InRegion"]
    assert "ec2:CreateVpc" in found["Action"]
    assert found["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["eu-central-1"]}}


def test_roles_are_handed_to_the_services_that_they_trust_only() -> None:
    found = statements(system())["PassRoles"]
    assert found["Resource"] == ["arn:aws:iam::*:role/shop-production-*"]
    assert found["Condition"] == {"StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com"]}}


def test_no_action_is_a_wildcard() -> None:
    actions = [action for statement in statements(system()).values() for action in statement["Action"]]
    assert actions
    assert not any("*" in action for action in actions)


def test_another_name_is_that_name_only_and_no_name_is_any() -> None:
    assert statements(graph(resource("q", MadeUpQueue(name="inbox"))))["Sqs"]["Resource"] == [
        "arn:aws:sqs:eu-central-1:*:inbox"
    ]
    assert statements(graph(resource("q", MadeUpQueue())))["Sqs"]["Resource"] == ["arn:aws:sqs:eu-central-1:*:*"]


def test_a_policy_that_is_too_long_becomes_several() -> None:

    types = sorted({kind.terraform for kind in cloud_kinds(Target.AWS) if kind.block.value == "resource"} - {""})
    items = tuple(
        Item(name=kind, kind="k", block="resource", type=kind, concern="", reason="", arguments={}) for kind in types
    )
    files = deploy_policy(graph(), items, "deploy-policy")
    assert list(files)[:2] == ["deploy-policy.json", "deploy-policy-2.json"]
    assert all(len("".join(text.split())) <= 6144 for text in files.values())
    together = [a for text in files.values() for s in json.loads(text)["Statement"] for a in s["Action"]]
    assert {"ecs:CreateService", "ec2:CreateVpc", "kms:CreateKey", "sqs:CreateQueue"} <= set(together)


def test_what_is_not_known_is_said() -> None:
    assert known_actions("resource", "aws_no_such_type") is None
    assert known_actions("data", "aws_caller_identity") == frozenset()
    assert known_actions("resource", Opening.terraform)
    assert known_actions("resource", Vpc.terraform)
