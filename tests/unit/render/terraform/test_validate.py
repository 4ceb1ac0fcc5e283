"""What the provider would refuse is refused here, with a hint; what it takes passes."""

import time
from typing import Any

import pytest

from mainstay.catalog.aws.iam import RolePolicy
from mainstay.catalog.aws.vpc import SecurityGroup, Vpc
from mainstay.model.errors import MainstayError
from mainstay.model.kind import Kind
from mainstay.model.told import Joined, Json, PolicyDocument, Ref, SecretText, Statement
from mainstay.render import render_terraform
from mainstay.render.terraform import validate
from unit.render.terraform.samples import (
    MadeUpDatabase,
    MadeUpFunction,
    MadeUpQueue,
    Opening,
    Options,
    Password,
    Wrong,
    graph,
    resource,
    system,
)


class Misnamed(MadeUpQueue, tag="test.misnamed", frozen=True, kw_only=True):
    id = "test.misnamed"
    about = "A queue with an argument that does not exist."

    message_retention_second: int = 60


class Told(MadeUpQueue, tag="test.told", frozen=True, kw_only=True):
    id = "test.told"
    about = "A queue that sets what the provider tells."

    arn: str = "arn:aws:sqs:eu-central-1:1:q"


class Holding(MadeUpQueue, tag="test.holding", frozen=True, kw_only=True):
    id = "test.holding"
    about = "A queue with a secret in it."

    name: SecretText = SecretText(resource="orders")


def errors(*kinds: Kind) -> list[str]:
    made = graph(*(resource(f"thing{number or ''}", kind) for number, kind in enumerate(kinds)))
    return [str(error) for error in validate(made)]


def function(**fields: Any) -> MadeUpFunction:
    return MadeUpFunction(
        **{"function_name": "f", "role": Ref(resource="thing", attribute="arn"), "image_uri": "i", **fields}
    )


def policy(*statements: Statement) -> RolePolicy:
    return RolePolicy(
        name="p", role=Ref(resource="thing1", attribute="name"), policy=PolicyDocument(statements=statements)
    )


def test_what_the_provider_takes_passes() -> None:
    assert validate(system()) == ()


@pytest.mark.parametrize(
    ("kind", "says", "hint"),
    [
        (Wrong(), "there is no resource `aws_sqs_quue`", "did you mean `aws_sqs_queue`?"),
        (Misnamed(), "`thing.message_retention_second`", "did you mean `message_retention_seconds`?"),
        (Told(), "the provider tells this one itself", "take `arn` out"),
        (MadeUpQueue(fifo_queue="yes"), "it must be true or false", "type"),
        (MadeUpQueue(message_retention_seconds="60"), "it must be a number", "type"),
        (MadeUpQueue(message_retention_seconds=True), "it must be a number", "type"),
        (MadeUpQueue(kms_master_key_id=Ref(resource="thng")), "there is no resource `thng`", "did you mean `thing`?"),
        (MadeUpQueue(redrive_policy=Json(content=(Ref(resource="no"),))), "there is no resource `no`", "`thing`"),
        (Holding(), "a secret must travel by reference", "ARN"),
        (MadeUpQueue(name=("a", "b")), "it must be text", "type"),
        (MadeUpQueue(policy=PolicyDocument(statements=())), "it has no statement", "leave the policy out"),
    ],
)
def test_refused(kind: Kind, says: str, hint: str) -> None:
    (error,) = errors(kind)
    assert says in error
    assert hint in error


def test_what_must_be_set() -> None:
    class Nameless(MadeUpDatabase, tag="test.nameless", frozen=True, kw_only=True):
        id = "test.nameless"
        about = "A database without a class."

        instance_class: None = None

    (error,) = errors(Nameless(identifier="x"))
    assert "`thing.instance_class` (test.nameless): it must be set" in error


def test_choices_also_inside_of_blocks() -> None:
    first, second = errors(function(package_type="image", tracing_config=Options(mode="On"), role="r"))
    assert "`thing.package_type` (test.function): it must be one of `Image`, `Zip`, but it is `image`" in first
    assert "did you mean `Image`?" in first
    assert "`thing.tracing_config.mode`" in second


def test_a_block_needs_names() -> None:
    (error,) = errors(function(role="r", tracing_config="Active"))
    assert "it must be a value with names of its own" in error


def test_arguments_inside_of_blocks() -> None:
    (error, *missing) = errors(function(role="r", vpc_config={"subnets": ()}))
    assert "`thing.vpc_config.subnets`" in error
    assert "did you mean `subnet_ids`?" in error
    assert ["it must be set" in one for one in missing] == [True, True]


def test_attributes_of_others() -> None:
    (error,) = errors(MadeUpQueue(kms_master_key_id=Ref(resource="thing1", attribute="ar")), MadeUpQueue())
    assert "`thing1` has no `ar`" in error
    assert "did you mean `arn`?" in error


def test_ephemeral_values_go_into_write_only_arguments_only() -> None:
    result = Ref(resource="thing1", attribute="result")
    assert errors(MadeUpDatabase(identifier="d", password_wo=result, password_wo_version=1), Password()) == []
    (error,) = errors(MadeUpDatabase(identifier="d", password=result), Password())
    assert "only write-only arguments may hold what no state may keep" in error
    assert "hint: use `password_wo`" in error


def test_write_only_arguments_say_when_they_change() -> None:
    (error,) = errors(
        MadeUpDatabase(identifier="d", password_wo=Ref(resource="thing1", attribute="result")), Password()
    )
    assert "a write-only argument must come with `password_wo_version`" in error


def test_circles() -> None:
    one = MadeUpQueue(kms_master_key_id=Ref(resource="thing1"))
    other = MadeUpQueue(redrive_policy=Json(content={"x": Ref(resource="thing", attribute="arn")}))
    (error,) = errors(one, other)
    assert "they wait for each other" in error
    (error,) = errors(MadeUpQueue(name=Joined(parts=(Ref(resource="thing"),))))
    assert "they wait for each other" in error


@pytest.mark.parametrize(
    ("opening", "found"),
    [
        ({"cidr_ipv4": "0.0.0.0/0", "from_port": 443, "to_port": 443}, ""),
        ({"cidr_ipv4": "0.0.0.0/0", "from_port": 80, "to_port": 443}, "ports 80 to 443"),
        ({"cidr_ipv4": "0.0.0.0/0", "from_port": 22, "to_port": 22}, "port 22"),
        ({"cidr_ipv6": "::/0", "from_port": 5432, "to_port": 5432}, "port 5432"),
        ({"cidr_ipv4": "0.0.0.0/0", "ip_protocol": "-1"}, "ports 0 to 65535"),
        ({"cidr_ipv4": "10.0.0.0/8", "from_port": 22, "to_port": 22}, ""),
    ],
)
def test_what_the_world_may_reach(opening: dict[str, Any], found: str) -> None:
    group = SecurityGroup(name="g", description="d", vpc_id=Ref(resource="thing2"))
    told = errors(Opening(security_group_id=Ref(resource="thing1"), **opening), group, Vpc())
    assert bool(told) == bool(found)
    assert all(f"open to everybody on {found}" in one for one in told)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (Statement(sid="a-b", actions=("s3:Get*",), resources=("*",)), "letters and digits"),
        (Statement(sid="A", actions=(), resources=("*",)), "`A` has none"),
        (Statement(sid="A", actions=("GetObject",), resources=("*",)), "an action must be `service:Operation`"),
        (Statement(sid="A", actions=("s3:Get*",), resources=("*",), effect="allow"), "`Allow` or `Deny`"),
    ],
)
def test_statements_that_iam_refuses(statement: Statement, says: str) -> None:
    assert any(says in error for error in errors(MadeUpQueue(policy=PolicyDocument(statements=(statement,)))))


def test_sids_are_there_once() -> None:
    twice = Statement(sid="A", actions=("s3:Get*",), resources=("*",))
    (error,) = errors(MadeUpQueue(policy=PolicyDocument(statements=(twice, twice))))
    assert "`A` is there twice" in error


def test_rendering_refuses_before_it_returns_files() -> None:
    with pytest.raises(MainstayError, match="message_retention_second"):
        render_terraform((graph(resource("q", Misnamed())),))


@pytest.mark.slow
def test_a_thousand_resources_are_checked_and_written_in_a_second() -> None:
    many = [resource(f"q{number}", MadeUpQueue(name=f"shop-{number}")) for number in range(1000)]
    made = graph(*many)
    render_terraform((made,))
    began = time.perf_counter()
    render_terraform((made,))
    assert time.perf_counter() - began < 5  # a tenth of that on an idle machine; this one may be busy
