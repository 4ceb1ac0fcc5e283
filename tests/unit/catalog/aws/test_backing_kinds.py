"""What holds of every kind of backing service."""

from typing import get_args

import msgspec
import pytest

from mainstay.catalog.aws.backing import Backing
from mainstay.catalog.aws.event_source import LAMBDA
from mainstay.model.cloud import Block, Demand, Market
from mainstay.model.errors import MainstayError
from mainstay.model.intent import (
    Bucket,
    Cache,
    Database,
    Engine,
    Extra,
    Mail,
    Queue,
    Role,
    Secret,
    Topic,
)
from mainstay.model.price import PriceBook, total
from mainstay.model.requirement import Access, DataClass, DataNeeds
from mainstay.model.told import Ref, SecretText
from mainstay.render.terraform import schema

REALISED = [
    (Database(name="db"), "aws.rds_postgres"),
    (Database(name="db"), "aws.aurora_postgres"),
    (Database(name="db", engine=Engine.MYSQL), "aws.rds_mysql"),
    (Database(name="db", engine=Engine.MYSQL), "aws.aurora_mysql"),
    (Database(name="db", engine=Engine.DYNAMODB), "aws.dynamodb"),
    (Cache(name="cache"), "aws.elasticache"),
    (Cache(name="cache", needs=DataNeeds(durability=99.99)), "aws.memorydb"),
    (Queue(name="jobs"), "aws.sqs"),
    (Queue(name="jobs", fifo=True), "aws.sqs"),
    (Topic(name="news"), "aws.sns"),
    (Topic(name="news"), "aws.eventbridge_bus"),
    (Bucket(name="files"), "aws.s3"),
    (Secret(name="token"), "aws.secret"),
    (Secret(name="token", kind="aws.ssm_parameter"), "aws.ssm_parameter"),
    (Mail(name="mail"), "aws.ses"),
    *(
        (Extra(name="extra", kind=kind), kind)
        for kind in ("aws.efs", "aws.kinesis", "aws.opensearch", "aws.cognito", "aws.step_functions", "aws.sqs")
    ),
]
CLASSES = [
    "aws.rds_postgres", "aws.rds_mysql", "aws.aurora_postgres", "aws.aurora_mysql", "aws.dynamodb", "aws.elasticache",
    "aws.memorydb", "aws.sqs", "aws.sns", "aws.eventbridge_bus", "aws.s3", "aws.secret", "aws.ssm_parameter", "aws.ses",
    "aws.efs", "aws.kinesis", "aws.opensearch", "aws.cognito", "aws.step_functions",
]  # fmt: skip


@pytest.mark.parametrize(("component", "kind"), REALISED, ids=lambda value: getattr(value, "role", value))
def test_offers_are_few_told_apart_priced_and_in_order(kinds, market, component, kind):
    offers = kinds[kind].offers(component, Demand(rate=20), market())
    assert 1 <= len(offers) <= 12
    assert len({offer.label for offer in offers}) == len(offers)
    assert all(offer.kind.id == kind and offer.label for offer in offers)
    costs = [total(offer.charges) for offer in offers]
    known = [cost for cost in costs if cost is not None]
    assert known == sorted(known)
    assert [cost is None for cost in costs] == sorted(cost is None for cost in costs)
    for offer in offers:
        assert all(line.price is None or line.price.source for line in offer.charges)
        assert all(line.usd_month is None or line.usd_month >= 0 for line in offer.charges)


@pytest.mark.parametrize(("component", "kind"), REALISED, ids=lambda value: getattr(value, "role", value))
def test_a_book_without_prices_makes_costs_unknown_not_zero(kinds, component, kind):
    from_nothing = Market(region="us-east-1", book=PriceBook())
    for offer in kinds[kind].offers(component, Demand(rate=20), from_nothing):
        assert all(line.usd_month is None for line in offer.charges)


@pytest.mark.parametrize(("component", "kind"), REALISED, ids=lambda value: getattr(value, "role", value))
def test_every_part_has_a_name_of_its_own_and_a_reason(chosen, site, component, kind):
    here = site(component.name, component=component, domain="shop.example")
    one = chosen(component, kind)
    parts = one.parts(here)
    names = [part.name for part in parts]
    assert len(set(names)) == len(names)
    assert all(part.says for part in parts)
    assert all(name.startswith((component.name, "shared.account")) for name in names)
    assert one.placed(here).placed(here) == one.placed(here)


@pytest.mark.parametrize("kind", CLASSES)
def test_only_programs_use_it_and_only_for_what_it_can_do(kinds, program, kind):
    one, web, pool = kinds[kind](), program("aws.fargate"), kinds["aws.cognito"]()
    assert isinstance(one, Backing)
    possible = type(one).possible
    assert possible
    for access in Access:
        refused = one.accepts(pool, access)
        assert refused.strip()
        assert kind in refused
        if access not in possible:
            assert kind in one.accepts(web, access)
        elif access is not Access.CONSUME:
            assert one.accepts(web, access) == ""
            assert one.accepts(program("aws.lambda"), access) == ""


@pytest.mark.parametrize(("component", "kind"), REALISED, ids=lambda value: getattr(value, "role", value))
def test_grants_name_single_actions_on_single_resources(chosen, site, component, kind):
    one = chosen(component, kind)
    for access in sorted(type(one).possible):
        for statement in one.grants(site(component.name), access):
            assert statement.effect == "Allow"
            assert statement.actions
            assert not [action for action in statement.actions if "*" in action]
            assert all(isinstance(resource, Ref) for resource in statement.resources)
            if any(action.startswith("kms:") for action in statement.actions):
                assert statement.conditions[0][1] == "kms:ViaService"


@pytest.mark.parametrize(("component", "kind"), REALISED, ids=lambda value: getattr(value, "role", value))
def test_nothing_tells_a_password_in_plain(chosen, site, component, kind):
    one = chosen(component, kind)
    for name, told in one.connection(site(component.name, domain="shop.example")).items():
        assert name != "password" or isinstance(told, SecretText)


def test_ids_and_other_names_lead_to_one_kind(kinds):
    seen: dict[str, str] = {}
    for kind in kinds.values():
        for name in (kind.id, *sorted(kind.aliases)):
            assert seen.setdefault(name, kind.id) == kind.id, name
    for other in ("rds_instance", "dynamodb_table", "elasticache_cluster", "s3_bucket", "efs_file_system", "sqs_queue"):
        assert f"aws.{other}" in seen
    for other in ("sns_topic", "secret", "ses_email_identity", "memorydb_cluster", "rds_proxy"):
        assert f"aws.{other}" in seen


def test_all_arguments_are_those_of_the_provider(kinds):
    for kind in kinds.values():
        if not kind.terraform or kind.block is not Block.RESOURCE:
            continue
        takes = schema.shape("resource", kind.terraform)
        assert takes is not None, kind.terraform
        given = {field.encode_name for field in msgspec.structs.fields(kind)} - kind.unrendered
        assert given <= set(takes) | schema.META, kind.id


def test_everything_says_what_it_is(kinds):
    for kind in kinds.values():
        if kind.target == "aws":
            assert kind.about[0].isupper(), kind.id
            assert kind.about.endswith("."), kind.id


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("aws.rds_postgres", {"backup_retention_period": 36}),
        ("aws.rds_postgres", {"allocated_storage": 5}),
        ("aws.rds_postgres", {"allocated_storage": 100, "max_allocated_storage": 50}),
        ("aws.rds_postgres", {"instance_class": "t4g.micro"}),
        ("aws.rds_postgres", {"username": "rdsadmin"}),
        ("aws.rds_postgres", {"db_name": "my-db"}),
        ("aws.rds_mysql", {"instance_class": "db.t4g.micro", "performance_insights_enabled": True}),
        ("aws.aurora_postgres", {"members": 0}),
        ("aws.dynamodb", {"hash_key": "id"}),
        ("aws.dynamodb", {"billing_mode": "PROVISIONED"}),
        ("aws.dynamodb", {"stream_enabled": True}),
        ("aws.elasticache", {"multi_az_enabled": True, "automatic_failover_enabled": True}),
        ("aws.elasticache", {"snapshot_retention_limit": 36}),
        ("aws.memorydb", {"num_replicas_per_shard": 6}),
        ("aws.sqs", {"visibility_timeout_seconds": 43201}),
        ("aws.sqs", {"content_based_deduplication": True}),
        ("aws.sqs", {"name": "jobs", "fifo_queue": True}),
        ("aws.sqs", {"fifo_queue": True, "fifo_throughput_limit": "perMessageGroupId"}),
        ("aws.sns", {"content_based_deduplication": True}),
        ("aws.s3", {"bucket": "My_Bucket"}),
        ("aws.s3", {"bucket": "192.168.0.1"}),
        ("aws.s3", {"bucket": "shop", "bucket_prefix": "shop-"}),
        ("aws.secret", {"recovery_window_in_days": 3}),
        ("aws.ssm_parameter", {"value": "hunter2"}),
        ("aws.efs", {"throughput_mode": "provisioned"}),
        ("aws.efs", {"performance_mode": "maxIO"}),
        ("aws.kinesis", {"retention_period": 23}),
        ("aws.kinesis", {"shard_count": None}),
        ("aws.kms_key", {"deletion_window_in_days": 6}),
        ("aws.kms_key", {"enable_key_rotation": False, "rotation_period_in_days": 90}),
    ],
)
def test_properties_that_aws_would_refuse_are_refused_here(kinds, kind, properties):
    with pytest.raises(MainstayError) as caught:
        kinds[kind](**properties)
    assert kind in caught.value.where
    assert caught.value.hint
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("role", [Role.DATABASE, Role.CACHE])
def test_personal_data_in_production_stands_in_two_zones(kinds, market, role):
    needs = DataNeeds(data_class=DataClass.PERSONAL)
    component, kind = {
        Role.DATABASE: (Database(name="db", needs=needs), "aws.rds_postgres"),
        Role.CACHE: (Cache(name="cache", needs=needs), "aws.elasticache"),
    }[role]
    assert all("2 zones" in o.label for o in kinds[kind].offers(component, Demand(), market()))
    tried_out = kinds[kind].offers(component, Demand(), market(environment="dev"))
    assert any("1 zone" in offer.label for offer in tried_out)


def test_choices_are_types_not_words(kinds):
    for kind in CLASSES:
        for field in msgspec.structs.fields(kinds[kind]):
            assert field.name != "engine" or get_args(field.type), kind


def test_a_function_is_the_one_that_is_called(kinds):
    assert LAMBDA in kinds
