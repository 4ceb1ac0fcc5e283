"""Buckets, caches, files, secrets, the key and the vault."""

import pytest

from mainstay.model.cloud import Demand
from mainstay.model.intent import Bucket, Cache, Extra, FromFile, Property, Secret
from mainstay.model.requirement import Access, DataClass, DataNeeds
from mainstay.model.told import Joined, Ref, SecretText, Variable


def part(parts, name):
    return next(one.kind for one in parts if one.name == name)


def test_a_bucket_is_closed_encrypted_versioned_and_logged(kinds, site):
    here = site("files")
    parts = kinds["aws.s3"]().parts(here)
    closed = part(parts, "files.closed")
    assert all((closed.block_public_acls, closed.block_public_policy, closed.ignore_public_acls))
    assert closed.restrict_public_buckets
    assert part(parts, "files.versioning").versioning_configuration.status == "Enabled"
    default = part(parts, "files.encryption").rule.apply_server_side_encryption_by_default
    assert default.kms_master_key_id == Ref(resource="shared.key", attribute="arn")
    (tls,) = part(parts, "files.policy").policy.statements
    assert (tls.effect, tls.conditions) == ("Deny", (("Bool", "aws:SecureTransport", ("false",)),))
    assert part(parts, "files.logging").target_bucket == Ref(resource="files.log")
    assert part(parts, "files.log.closed").block_public_policy


def test_the_name_of_a_bucket_begins_with_that_of_the_application(kinds, site):
    assert kinds["aws.s3"]().placed(site("files")).bucket_prefix == "shop-prod-files-"
    assert len(kinds["aws.s3"]().placed(site("f" * 80)).bucket_prefix) <= 37
    assert kinds["aws.s3"](bucket="my-bucket").placed(site("files")).bucket_prefix is None


def test_readers_cannot_write_and_writers_cannot_read(kinds, site):
    bucket, here = kinds["aws.s3"](), site("files")
    read = {action for statement in bucket.grants(here, Access.READ) for action in statement.actions}
    write = {action for statement in bucket.grants(here, Access.WRITE) for action in statement.actions}
    assert "s3:GetObject" in read
    assert not {"s3:PutObject", "s3:DeleteObject"} & read
    assert "s3:PutObject" in write
    assert "s3:GetObject" not in write


def test_a_bucket_costs_by_size_and_use(kinds, market):
    (small,) = kinds["aws.s3"].offers(Bucket(name="b", needs=DataNeeds(size_gib=1000)), Demand(rate=0), market())
    stored = next(line for line in small.charges if line.item == "aws.s3/standard/gb-month")
    assert stored.usd_month == pytest.approx(23.0)


def test_a_cache_with_a_password_is_reached_over_tls(kinds, site):
    here = site("cache")
    one = kinds["aws.elasticache"]().placed(here)
    assert (one.transit_encryption_mode, one.at_rest_encryption_enabled) == ("required", True)
    assert one.connection(here)[Property.URL] == SecretText(resource="cache.connection", key="url")
    url = part(one.parts(here), "cache.connection.version").secret_string_wo.content["url"]
    assert url.parts[0] == "rediss://default:"
    assert part(one.parts(here), "cache.user").passwords_wo == Ref(
        resource="cache.login.reading", attribute="secret_string"
    )


def test_code_that_knows_no_password_still_connects(kinds, market, site):
    here = site("cache")
    offers = kinds["aws.elasticache"].offers(Cache(name="cache", authenticated=False), Demand(), market())
    one = offers[0].kind.placed(here)
    assert (one.transit_encryption_mode, one.user_group_ids) == ("required", None)
    told = one.connection(here)[Property.URL]
    assert isinstance(told, Joined)
    assert told.parts[0] == "rediss://"
    assert Property.PASSWORD not in one.connection(here)


def test_a_cache_holds_its_data(kinds, market):
    big = Cache(name="cache", needs=DataNeeds(size_gib=15))
    for offer in kinds["aws.elasticache"].offers(big, Demand(rate=10), market()):
        assert offer.kind.node_type in {"cache.r7g.xlarge", "cache.r7g.2xlarge"}


def test_only_a_cache_that_may_lose_nothing_is_offered_memorydb(kinds, market):
    memory = kinds["aws.memorydb"]
    assert memory.offers(Cache(name="cache"), Demand(), market()) == ()
    assert "nobody asks" in memory.refusal(Cache(name="cache"), Demand())
    assert memory.offers(Cache(name="cache", needs=DataNeeds(durability=99.99)), Demand(), market())
    assert memory.offers(Cache(name="cache", kind="aws.memorydb"), Demand(), market())


def test_memorydb_lets_roles_log_in(kinds, site):
    one, here = kinds["aws.memorydb"](), site("cache")
    (log_in,) = one.grants(here, Access.READ)
    assert log_in.actions == ("memorydb:Connect",)
    assert part(one.parts(here), "cache.user").authentication_mode.type == "iam"


def test_files_are_mounted_in_each_zone_through_one_point(kinds, site):
    files, here = kinds["aws.efs"](), site("files")
    parts = files.parts(here)
    assert [one.name for one in parts if "mount" in one.name] == ["files.mount-a", "files.mount-b"]
    (mount,) = files.grants(here, Access.WRITE)
    assert mount.conditions[0][2] == (Ref(resource="files.access-point", attribute="arn"),)
    assert files.endpoint(here).ports == (2049,)


def test_a_secret_is_made_up_or_asked_for(kinds, site):
    secret = kinds["aws.secret"]()
    made = secret.parts(site("token", component=Secret(name="token")))
    assert part(made, "token.version").secret_string_wo == Ref(resource="token.password", attribute="result")
    given = Secret(name="token", value=FromFile(path=".env", pointer=("TOKEN",)))
    (asked,) = secret.parts(site("token", component=given))
    assert isinstance(asked.kind.secret_string_wo, Variable)
    assert asked.kind.secret_string_wo.sensitive
    assert secret.connection(site("token"))[Property.VALUE] == SecretText(resource="token")


def test_a_parameter_is_for_whoever_pins_it_and_not_for_secret_data(kinds, market):
    parameter = kinds["aws.ssm_parameter"]
    assert parameter.offers(Secret(name="token"), Demand(), market()) == ()
    pinned = Secret(name="token", kind="aws.ssm_parameter", needs=DataNeeds(data_class=DataClass.SECRET))
    assert parameter.offers(pinned, Demand(), market()) == ()
    assert len(parameter.offers(pinned, Demand(), market(environment="dev"))) == 1


def test_a_program_reads_a_parameter_itself_by_its_name(kinds, site):
    parameter, here = kinds["aws.ssm_parameter"](), site("token")
    assert parameter.connection(here)[Property.NAME] == parameter.placed(here).name == "/shop/prod/token"
    assert Property.VALUE not in parameter.connection(here)
    assert "ssm:GetParameter" in parameter.grants(here, Access.READ)[0].actions


def test_the_key_is_used_by_this_account_only(kinds, site):
    parts = kinds["aws.kms_key"].shared_part(site("shared.key"))
    assert [one.name for one in parts] == ["shared.key", "shared.key.alias", "shared.account"]
    key = part(parts, "shared.key")
    assert key.enable_key_rotation
    account, logs, senders = key.policy.statements
    assert account.principals[0][0] == "AWS"
    assert logs.principals == (("Service", ("logs.eu-central-1.amazonaws.com",)),)
    assert senders.conditions[0][1] == "aws:SourceAccount"


def test_the_vault_is_encrypted_and_filled_by_an_identity_of_its_own(kinds, site):
    parts = kinds["aws.backup_vault"].shared_part(site("shared.backups"))
    assert part(parts, "shared.backups").kms_key_arn == Ref(resource="shared.key", attribute="arn")
    trust = part(parts, "shared.backups.role").assume_role_policy.statements[0]
    assert trust.principals == (("Service", ("backup.amazonaws.com",)),)


def test_search_spreads_over_zones_where_it_matters(kinds, market):
    search = kinds["aws.opensearch"]
    alone = search.offers(Extra(name="find", kind="aws.opensearch"), Demand(), market())[0].kind
    steady = Extra(name="find", kind="aws.opensearch", needs=DataNeeds(availability=99.9))
    spread = search.offers(steady, Demand(), market())[0].kind
    assert alone.cluster_config.instance_count == 1
    assert spread.cluster_config.zone_awareness_enabled
    assert spread.cluster_config.instance_count == 2
