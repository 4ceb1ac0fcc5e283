"""Checkov finds nothing in what is rendered that nobody gave a reason for."""

import shutil
from pathlib import Path

import pytest

from mainstay.catalog.aws.cloudwatch import LogGroup
from mainstay.catalog.aws.iam import Role, RolePolicy
from mainstay.catalog.aws.kms import Key
from mainstay.catalog.aws.vpc import DefaultSecurityGroup, FlowLog, Subnet, Vpc
from mainstay.model.cloud import Joined, PolicyDocument, Ref, Site, Statement
from mainstay.model.graph import Graph
from mainstay.render import render_terraform
from scan import ACCEPTED, CHECKOV, Failure, failures
from unit.render.terraform.samples import graph, resource, trust

SYSTEMS = Path(__file__).resolve().parents[4] / "examples" / "systems"
needs_checkov = pytest.mark.skipif(not CHECKOV.is_file(), reason="checkov is not installed: make scanner")


def network() -> Graph:
    """A network with what belongs to it."""
    vpc = Ref(resource="network")
    logs = Ref(resource="network.log", attribute="arn")
    deliver = Statement(
        sid="Deliver",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(Joined(parts=(logs, ":*")),),
    )
    role = Ref(resource="network.log.role", attribute="arn")
    site = Site(
        name="shared.key",
        physical="key",
        component=None,
        application="shop",
        environment="production",
        region="eu-central-1",
    )
    return graph(
        *(resource(part.name, part.kind, part.says) for part in Key.shared_part(site)),
        resource("network", Vpc()),
        resource("network.default", DefaultSecurityGroup(vpc_id=vpc)),
        resource("network.flow", FlowLog(vpc_id=vpc, log_destination=logs, iam_role_arn=role)),
        resource("network.log", LogGroup(name="/shop/network", kms_key_id=Ref(resource="shared.key", attribute="arn"))),
        resource("network.log.policy", RolePolicy(name="p", role=Ref(resource="network.log.role"), policy=of(deliver))),
        resource("network.log.role", Role(name="r", assume_role_policy=trust("vpc-flow-logs.amazonaws.com"))),
        resource("network.private-a", Subnet(vpc_id=vpc, cidr_block="10.0.0.0/20", availability_zone="eu-central-1a")),
    )


def of(*statements: Statement) -> PolicyDocument:
    return PolicyDocument(statements=statements)


def careless() -> Graph:
    """A role that may do everything with all buckets."""
    everything = Statement(sid="All", actions=("s3:*",), resources=("*",))
    return graph(
        resource("web.policy", RolePolicy(name="p", role=Ref(resource="web.role"), policy=of(everything))),
        resource("web.role", Role(name="r", assume_role_policy=trust())),
    )


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Failure]:
    """What the scanner finds in the samples and in all example systems: one run, for it takes seconds to start."""
    root = tmp_path_factory.mktemp("scan")
    for name, made in (("careful", network()), ("careless", careless())):
        folder = root / name
        folder.mkdir()
        for path, text in render_terraform((made,)).items():
            (folder / path).write_text(text)
    for path in sorted(SYSTEMS.rglob("*.tf")):
        copy = root / "systems" / path.relative_to(SYSTEMS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return failures(root)


@needs_checkov
@pytest.mark.slow
@pytest.mark.real
def test_everything_passes_or_has_a_reason(found: list[Failure]) -> None:
    unexplained = [failure for failure in found if not failure.is_accepted and "/careless/" not in failure.path]
    assert [f"{f.check} {f.path} {f.resource}: {f.says}" for f in unexplained] == []


@needs_checkov
@pytest.mark.slow
@pytest.mark.real
def test_policies_are_judged(found: list[Failure]) -> None:
    checks = {failure.check for failure in found if "/careless/" in failure.path}
    assert {"CKV_AWS_111", "CKV_AWS_356"} <= checks


def test_each_exception_says_why() -> None:
    assert all(len(entry["reason"]) > 30 and entry["checks"] and entry["resources"] for entry in ACCEPTED)
