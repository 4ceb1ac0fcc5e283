"""PostgreSQL and MySQL on RDS and Aurora, DynamoDB."""

import pytest

from mainstay.model.cloud import Demand, Endpoint
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Cache, Database, Engine, Property
from mainstay.model.price import total
from mainstay.model.requirement import Access, DataNeeds
from mainstay.model.told import Joined, Json, Ref, SecretText

WIDE = "0.0.0.0/0"


def part(parts, name):
    return next(one.kind for one in parts if one.name == name)


def test_a_small_database_costs_what_the_list_says(kinds, market):
    cheapest = kinds["aws.rds_postgres"].offers(Database(name="db"), Demand(rate=20), market())[0]
    assert cheapest.label == "db.t4g.micro, 1 zone"
    assert total(cheapest.charges) == pytest.approx(730 * 0.016 + 20 * 0.115)


def test_two_zones_cost_twice_and_lose_nothing(kinds, market):
    offers = kinds["aws.rds_postgres"].offers(Database(name="db"), Demand(rate=20), market())
    one = next(o for o in offers if o.label == "db.t4g.micro, 1 zone")
    two = next(o for o in offers if o.label == "db.t4g.micro, 2 zones")
    assert total(two.charges) == pytest.approx(2 * total(one.charges))
    assert (two.recovery_point_s, two.availability) == (0.0, 99.95)
    assert one.recovery_point_s == 300.0
    assert two.latency_ms > one.latency_ms


def test_a_proxy_takes_any_number_of_connections_for_more_latency(kinds, market):
    offers = kinds["aws.rds_postgres"].offers(Database(name="db"), Demand(rate=1500), market())
    behind = [offer for offer in offers if offer.max_connections is None]
    direct = [offer for offer in offers if offer.max_connections is not None]
    assert behind
    assert direct
    assert min(o.latency_ms for o in behind) == min(o.latency_ms for o in direct) + 5.0
    assert all("proxy" in offer.label for offer in behind)
    one_zone = [o for o in direct if o.availability < 99.9]
    assert max(total(o.charges) for o in one_zone) <= 2 * min(total(o.charges) for o in behind)


def test_classes_bear_the_load(kinds, market):
    for rate in (10, 500, 1500, 7000):
        offers = kinds["aws.rds_postgres"].offers(Database(name="db"), Demand(rate=rate), market())
        assert all(offer.capacity >= rate for offer in offers)


def test_more_than_the_largest_class_bears_is_still_told(kinds, market):
    offers = kinds["aws.rds_postgres"].offers(Database(name="db"), Demand(rate=1e6), market())
    assert offers
    assert all(offer.capacity < 1e6 for offer in offers)


def test_what_is_set_is_what_is_priced(kinds, market):
    component = Database(name="db", overrides={"instance_class": "db.r6g.xlarge", "multi_az": True, "proxy": False})
    (only,) = kinds["aws.rds_postgres"].offers(component, Demand(rate=20), market())
    assert only.label == "db.r6g.xlarge, 2 zones"
    assert total(only.charges) == pytest.approx(2 * (730 * 0.45 + 20 * 0.115))


def test_storage_holds_the_data_with_room_to_grow(kinds, market):
    component = Database(name="db", needs=DataNeeds(size_gib=400, growth_gib_month=50))
    kind = kinds["aws.rds_postgres"].offers(component, Demand(rate=20), market())[0].kind
    assert kind.allocated_storage >= 400
    assert kind.max_allocated_storage >= 400 + 12 * 50


@pytest.mark.parametrize("kind", ["aws.rds_postgres", "aws.aurora_postgres", "aws.dynamodb"])
def test_another_engine_is_refused_with_the_reason(kinds, market, kind):
    component = Database(name="db", engine=Engine.MYSQL)
    assert kinds[kind].offers(component, Demand(), market()) == ()
    assert "mysql" in kinds[kind].refusal(component, Demand())
    assert kinds[kind].offers(Cache(name="cache"), Demand(), market()) == ()


@pytest.mark.parametrize("kind", ["aws.rds_postgres", "aws.rds_mysql", "aws.aurora_postgres", "aws.aurora_mysql"])
def test_a_database_is_private_encrypted_and_kept(kinds, site, kind):
    here = site("db")
    one = kinds[kind]().placed(here)
    assert one.storage_encrypted
    assert one.kms_key_id == Ref(resource="shared.key", attribute="arn")
    assert one.deletion_protection
    assert not one.skip_final_snapshot
    assert one.vpc_security_group_ids == (Ref(resource="db.security-group"),)
    subnets = part(one.parts(here), "db.subnets")
    assert subnets.subnet_ids == (Ref(resource="network.private-a"), Ref(resource="network.private-b"))
    forced = {p.name: p.value for p in part(one.parts(here), "db.settings").parameter}
    assert forced.get("rds.force_ssl", forced.get("require_secure_transport")) in {"1", "ON"}


def test_the_password_is_in_no_state(kinds, site):
    here = site("db")
    one = kinds["aws.rds_postgres"]()
    assert one.placed(here).password_wo == Ref(resource="db.login.reading", attribute="secret_string")
    parts = one.parts(here)
    assert part(parts, "db.login.password").block == "ephemeral"
    assert part(parts, "db.login.reading").block == "ephemeral"
    told = part(parts, "db.connection.version").secret_string_wo
    assert isinstance(told, Json)
    assert told.content["url"] == Joined(
        parts=(
            "postgresql://app:",
            Ref(resource="db.login.reading", attribute="secret_string"),
            "@",
            Ref(resource="db", attribute="address"),
            ":5432/app",
        )
    )


def test_programs_are_told_the_same_names_as_on_one_machine(kinds, site):
    told = kinds["aws.rds_postgres"](username="shop", db_name="orders").connection(site("db"))
    assert told[Property.URL] == SecretText(resource="db.connection", key="url")
    assert told[Property.PASSWORD] == SecretText(resource="db.connection", key="password")
    assert (told[Property.USER], told[Property.DATABASE], told[Property.PORT]) == ("shop", "orders", "5432")
    assert told[Property.HOST] == Ref(resource="db", attribute="address")


def test_behind_a_proxy_only_the_proxy_is_reached(kinds, site):
    here = site("db")
    one = kinds["aws.rds_postgres"](proxy=True)
    assert one.endpoint(here) == Endpoint(security_group="db.proxy.security-group", ports=(5432,))
    assert one.connection(here)[Property.HOST] == Ref(resource="db.proxy", attribute="endpoint")
    parts = one.parts(here)
    rules = [one.kind for one in parts if one.kind.id in {"aws.ingress_rule", "aws.egress_rule"}]
    assert len(rules) == 2
    assert all((rule.from_port, rule.to_port, rule.cidr_ipv4) == (5432, 5432, None) for rule in rules)
    assert part(parts, "db.proxy").require_tls
    (read, key) = part(parts, "db.proxy.policy").policy.statements
    assert read.resources == (Ref(resource="db.connection", attribute="arn"),)
    assert key.actions == ("kms:Decrypt",)


def test_without_a_proxy_the_database_is_reached_behind_its_own_fence(kinds, site):
    assert kinds["aws.rds_mysql"]().endpoint(site("db")) == Endpoint(security_group="db.security-group", ports=(3306,))


def test_backups_longer_than_rds_keeps_go_to_the_vault(kinds, market, site):
    component = Database(name="db", needs=DataNeeds(retention_days=90))
    offer = kinds["aws.rds_postgres"].offers(component, Demand(), market())[0]
    here = site("db", component=component)
    assert offer.kind.placed(here).backup_retention_period == 35
    assert part(offer.kind.parts(here), "db.backup-plan").rule[0].lifecycle.delete_after == 90
    assert any(line.item == "aws.backup/rds/gb-month" for line in offer.charges)
    short = kinds["aws.rds_postgres"](retention_days=14)
    assert short.placed(here).backup_retention_period == 14
    assert not [one for one in short.parts(here) if "backup" in one.name]


def test_a_policy_can_only_be_for_a_class_that_is_one(kinds):
    with pytest.raises(MainstayError, match=r"db\.t4g\.medium"):
        kinds["aws.rds_postgres"](instance_class="large")


def test_aurora_follows_the_load_within_its_bounds(kinds, market):
    idle = kinds["aws.aurora_postgres"].offers(Database(name="db"), Demand(rate=1), market())
    busy = kinds["aws.aurora_postgres"].offers(Database(name="db"), Demand(rate=2000), market())
    assert total(idle[0].charges) < total(busy[0].charges)
    assert busy[0].kind.serverlessv2_scaling_configuration.max_capacity == 32.0
    assert idle[0].kind.serverlessv2_scaling_configuration.min_capacity == 0.5


def test_a_second_member_stands_by(kinds, site):
    here = site("db")
    parts = kinds["aws.aurora_postgres"](members=2).parts(here)
    assert [part(parts, f"db.member-{n}").promotion_tier for n in (1, 2)] == [0, 1]
    assert part(parts, "db.member-2").instance_class == "db.serverless"


def test_tables_grant_what_the_access_needs(kinds, site):
    table, here = kinds["aws.dynamodb"](), site("carts")
    read, write = (table.grants(here, access)[0] for access in (Access.READ, Access.WRITE))
    assert "dynamodb:GetItem" in read.actions
    assert "dynamodb:PutItem" not in read.actions
    assert "dynamodb:PutItem" in write.actions
    assert "dynamodb:GetItem" not in write.actions
    assert Ref(resource="carts", attribute="arn", suffix="/index/*") in read.resources


def test_a_table_streams_only_where_somebody_listens(kinds, site, user):
    table = kinds["aws.dynamodb"]()
    assert table.placed(site("carts")).stream_enabled is None
    listener = user("aws.lambda", Access.CONSUME)
    heard = site("carts", users=(listener,))
    assert table.placed(heard).stream_view_type == "NEW_AND_OLD_IMAGES"
    (joint,) = table.attached(heard, listener)
    assert joint.kind.event_source_arn == Ref(resource="carts", attribute="stream_arn")
    assert "is none" in table.accepts(user("aws.fargate").kind, Access.CONSUME)
