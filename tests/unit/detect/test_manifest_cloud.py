"""mainstay.yaml for a cloud: requirements, pins, links with access, environments; and what is refused in it."""

# ruff: noqa: E501 - one case a line

from pathlib import Path

import pytest

from mainstay.detect import detect, environments, manifest_text, stated_environments
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Use, Whole
from mainstay.model.requirement import Access, Aim, DataClass, DataNeeds, ServiceNeeds
from mainstay.model.target import Target
from mainstay.model.value import to_builtins

SHOP = """\
application: shop
target: aws
region: eu-central-1
budget_usd_month: 500
domain: shop.example.org
tags: {team: shop}
policy: [policy, "git+https://git.example.org/rules.git@0123456789abcdef0123456789abcdef01234567#aws"]
prices: prices.yaml
metrics: metrics.yaml
environments:
  production:  # where customers are
    budget_usd_month: 2000
    policy: [policy/production]
    tags: {tier: gold}
    services:
      api: {users: null, think_time_s: null, requests_per_second: 900, tags: {pager: on-call}}
      debug: {remove: true}
    databases: {db: {set: {multi_az: true}}}
    caches: {cache: {}}
  test: {region: eu-west-1}
services:
  api:
    public: true
    users: 10000
    think_time_s: 30
    work_ms: 12.5
    latency_p99_ms: 200
    availability: 99.9
    startup_s: 5
    concurrency: 40
    aim: latency
    kind: aws.lambda
    image: ghcr.io/example/api:1
    set: {architectures: [arm64], ephemeral_storage: {size: 1024}}
    tags: {tier: web}
    uses:
      db: {access: [write, read], DATABASE_URL: url}
      orders: {access: [publish], calls: 0.5}
      search: {}
  debug: {}
databases:
  db:
    size_gib: 20
    growth_gib_month: 1.5
    data_class: personal
    durability: 99.999999999
    availability: 99.95
    recovery_point_s: 300
    recovery_time_s: 3600
    retention_days: 35
    operations_per_second: 200
    latency_p99_ms: 10
    set:
      instance_class: db.t4g.medium
      deletion_protection: true
queues: {orders: {}}
resources:
  search: {kind: aws.opensearch, set: {engine_version: OpenSearch_2.19}, size_gib: 10, uses: [orders]}
"""  # fmt: skip


@pytest.fixture
def shop(repository) -> Path:
    return repository({"mainstay.yaml": SHOP})


def test_the_file_alone_is_enough_for_a_cloud(shop):
    intent = detect(shop)
    api, db, search = (intent.component(n) for n in ("api", "db", "search"))
    assert api.needs == ServiceNeeds(
        users=10000, think_time_s=30.0, work_ms=12.5, latency_p99_ms=200.0, availability=99.9, startup_s=5.0,
        concurrency=40, aim=Aim.LATENCY,
    )  # fmt: skip
    assert (api.kind, api.image, api.build, api.command, api.tags) == (
        "aws.lambda", "ghcr.io/example/api:1", "", "", {"tier": "web"},
    )  # fmt: skip
    assert api.overrides == {"architectures": ["arm64"], "ephemeral_storage": {"size": 1024}}
    assert db.needs == DataNeeds(
        size_gib=20.0, growth_gib_month=1.5, data_class=DataClass.PERSONAL, durability=99.999999999, availability=99.95,
        recovery_point_s=300.0, recovery_time_s=3600.0, retention_days=35, operations_per_second=200.0,
        latency_p99_ms=10.0,
    )  # fmt: skip
    assert (search.kind, search.role.value, search.needs.size_gib) == ("aws.opensearch", "resource", 10.0)
    whole = intent.whole
    assert (whole.target, whole.region, whole.budget_usd_month, whole.domain) == (
        Target.AWS, "eu-central-1", 500.0, "shop.example.org",
    )  # fmt: skip
    assert (whole.prices, whole.metrics, len(whole.policy), whole.tags) == (
        "prices.yaml", "metrics.yaml", 2, {"team": "shop"},
    )  # fmt: skip


def test_links_say_what_is_done_and_how_often(shop, bindings):
    uses = {u.target: u for u in detect(shop).component("api").uses}
    assert (uses["db"].access, uses["db"].calls) == ((Access.READ, Access.WRITE), 1.0)
    assert (uses["orders"].access, uses["orders"].calls) == ((Access.PUBLISH,), 0.5)
    assert bindings(detect(shop), "api")["QUEUE_URL"] == "orders.url"
    assert [str(e.origin) for e in uses["orders"].evidence] == ["mainstay.yaml:38"]


def test_each_field_says_where_it_is_stated(shop):
    intent = detect(shop)
    said = {e.field: str(e.origin) for e in intent.component("db").evidence}
    assert (said["retention_days"], said["set.deletion_protection"]) == ("mainstay.yaml:50", "mainstay.yaml:55")
    assert {e.field: e.origin.line for e in intent.whole.evidence}["budget_usd_month"] == 4


def test_an_environment_is_laid_over_what_holds_for_all(shop):
    assert environments(shop) == ("production", "test")
    intent = detect(shop, environment="production")
    api = intent.component("api")
    assert (api.needs.requests_per_second, api.needs.users, api.needs.latency_p99_ms) == (900.0, None, 200.0)
    assert api.tags == {"tier": "web", "pager": "on-call"}
    assert intent.names == {"api", "db", "orders", "search", "cache"}
    assert intent.component("db").overrides["multi_az"] is True
    assert intent.component("db").overrides["instance_class"] == "db.t4g.medium"
    whole = intent.whole
    assert (whole.environment, whole.budget_usd_month, whole.region) == ("production", 2000.0, "eu-central-1")
    assert (whole.tags, whole.policy[-1]) == ({"team": "shop", "tier": "gold"}, "policy/production")
    assert {e.field: e.origin.line for e in whole.evidence}["budget_usd_month"] == 12
    assert detect(shop, environment="test").whole.region == "eu-west-1"


def test_a_target_that_is_given_wins(shop):
    assert detect(shop, target=Target.KUBERNETES).whole.target is Target.KUBERNETES


def test_for_this_machine_a_program_still_needs_a_build(shop):
    with pytest.raises(MainstayError, match="must say which build it runs in, but there is none"):
        detect(shop, target=Target.LOCAL)


def test_data_alone_is_a_system_in_the_cloud_only(repository):
    root = repository({"mainstay.yaml": "buckets: {files: {}}\n"})
    assert detect(root, target=Target.AWS).names == {"files"}
    with pytest.raises(MainstayError, match="must"):
        detect(root)


def test_the_written_file_states_the_same(shop):
    intent = detect(shop)
    text = manifest_text(intent, stated_environments(shop))
    assert "  production:  # where customers are\n" in text
    (shop / "mainstay.yaml").write_text(text)
    again = detect(shop)
    assert bare(again) == bare(intent)
    assert manifest_text(again, stated_environments(shop)) == text
    assert "debug" not in detect(shop, environment="production").names


def bare(intent):
    """All that is stated, without the lines on which it stands."""

    def without(value):
        if isinstance(value, dict):
            return {k: without(v) for k, v in value.items() if k != "evidence"}
        return [without(v) for v in value] if isinstance(value, list | tuple) else value

    return without(to_builtins(intent))


def test_a_link_without_names_keeps_none(repository):
    text = "target: aws\nservices: {web: {uses: {q: {access: [consume], QUEUE_URL: null}}}}\nqueues: {q: {}}\n"
    root = repository({"mainstay.yaml": text})
    use = detect(root).component("web").uses[0]
    assert (use.access, use.bindings) == ((Access.CONSUME,), ())
    (root / "mainstay.yaml").write_text(manifest_text(detect(root)))
    again = detect(root).component("web").uses[0]
    assert Use(target=again.target, access=again.access) == Use(target=use.target, access=use.access)
    assert again.bindings == ()


def test_access_is_added_to_a_link_that_was_found(found, bindings):
    files = {
        "app.py": "import os\nfrom flask import Flask\napp = Flask(__name__)\nurl = os.environ['DATABASE_URL']\n",
        "requirements.txt": "flask\ngunicorn\npsycopg2-binary\n",
        "mainstay.yaml": "services: {web: {uses: {database: {access: [read], calls: 3}}}}\n",
    }
    intent = found(files)
    use = intent.component("web").uses[0]
    assert (use.access, use.calls) == ((Access.READ,), 3.0)
    assert bindings(intent, "web") == {"DATABASE_URL": "database.url"}
    assert intent.whole == Whole()


REFUSED = [
    ("services: {web: {requests_per_second: 0}}", "mainstay.yaml:1: `requests_per_second` must be a number above 0 to 100000000, but it is 0."),
    ("services: {web: {requests_per_second: .inf}}", "`requests_per_second` must be a number above 0 to 100000000, but it is inf."),
    ("services: {web: {requests_per_second: .nan}}", "but it is nan."),
    ("services: {web: {latency_p99_ms: -1}}", "`latency_p99_ms` must be a number above 0 to 3600000, but it is -1."),
    ("services: {web: {availability: 100}}", "`availability` must be a number from 50 and below 100, but it is 100."),
    ("services: {web: {availability: 49.9}}", "`availability` must be a number from 50 and below 100, but it is 49.9."),
    ("services: {web: {users: 1.5, think_time_s: 3}}", "`users` must be a whole number from 1 to 8000000000, but it is 1.5."),
    ("services: {web: {users: 10}}", "`users` must stand beside `think_time_s` (`web`), but it stands alone."),
    ("services: {web: {think_time_s: 10}}", "`think_time_s` must stand beside `users` (`web`), but it stands alone."),
    ("services: {web: {users: 9, think_time_s: 3, requests_per_second: 3}}", "the load of `web` must be stated in one way, but `users` stands in line 2, too."),
    ("services: {web: {aim: speed}}", "`aim` must be one of cost, latency, but it is 'speed'."),
    ("services: {web: {kind: AWS Lambda}}", "`kind` must be the id of a kind of the catalog, but it is 'AWS Lambda'."),
    ("services: {web: {set: [a]}}", "`set` must be properties of the kind with their values, but it is a list."),
    ("services: {web: {set: {a-b: 1}}}", "a property must be letters, digits and underscores, but it is 'a-b'."),
    ("services: {web: {set: {a: 1, a: 2}}}", "every property must be there once, but `a` stands there twice."),
    ("services: {web: {set: {master_password: Xq9vLw2pTr}}}", "secrets must not stand in mainstay.yaml, but master_password looks like one."),
    ("services: {web: {tags: {'aws:x': y}}}", "a tag must have a name of at most 128 characters that is not AWS's own, but it is 'aws:x'."),
    ("services: {web: {tags: {x: [y]}}}", "the tag `x` must be text of at most 256 characters, but it is something else."),
    ("databases: {db: {size_gib: -1}}", "`size_gib` must be a number from 0 to 1000000000, but it is -1."),
    ("databases: {db: {retention_days: 40000}}", "`retention_days` must be a whole number from 0 to 36500, but it is 40000."),
    ("databases: {db: {data_class: privat}}", "`data_class` must be one of public, internal, personal, secret, but it is 'privat'."),
    ("databases: {db: {requests_per_second: 3}}", "must be a key of databases, but `requests_per_second` is none."),
    ("resources: {search: {}}", "a new entry of resources must have a `kind` (`search`), but there is none."),
    ("services: {web: {uses: {db: {access: [pubish]}}}}\ndatabases: {db: {}}", "`access` must be a list of read, write, consume, publish, call, but it has 'pubish'."),
    ("services: {web: {uses: {db: {calls: 0}}}}\ndatabases: {db: {}}", "`calls` must be a number above 0 to 1000000: how often it is used within one request, but it is 0."),
    ("services: {web: {uses: {bd: {}}}}\ndatabases: {db: {}}", "mainstay.yaml:2: what `web` uses must exist, but there is no `bd`."),
    ("region: Frankfurt", "`region` must be the name of a region, but it is 'Frankfurt'."),
    ("region: cn-north-1", "cn-north-1 is in a partition of its own"),
    ("region: us-gov-west-1", "us-gov-west-1 is in a partition of its own"),
    ("domain: shop", "`domain` must be a DNS name, but it is 'shop'."),
    ("budget_usd_month: 0", "`budget_usd_month` must be a number above 0 to 1000000000, but it is 0."),
    ("policy: [git+https://git.example.org/rules.git@main]", "rules from git must be git+https://host/path@<full commit>#folder, but it is"),
    ("policy: [https://example.org/rules]", "`policy` must be a list of folders, or of git+https://…@<full commit>#folder, but it is"),
    ("policy: []", "`policy` must be a list of folders"),
    ("environments: {a: {}, a: {}}", "every environment must have a name of its own, but `a` stands there twice."),
    ("environments: {A: {}}", "a name must be at most 40 lower case letters, digits and hyphens, with no hyphen at either end, but it is 'A'."),
    ("environments: {a: {application: x}}", "must be a key of the environment a, but `application` is none."),
    ("environments: {a: {services: {web: {users: 0}}}}", "`users` must be a whole number from 1 to 8000000000, but it is 0."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_cannot_be_meant_is_refused(repository, text, message):
    root = repository({"mainstay.yaml": "target: aws\n" + text + "\n"})
    with pytest.raises(MainstayError) as caught:
        detect(root)
    assert message.removeprefix("mainstay.yaml:1: ") in str(caught.value)
    assert caught.value.where.startswith("mainstay.yaml:")


def test_an_unknown_environment_is_told_with_the_known_ones(shop):
    with pytest.raises(MainstayError, match="there is no `producton`") as caught:
        detect(shop, environment="producton")
    assert caught.value.hint == "did you mean `production`? there are production, test"


def test_an_environment_does_not_give_a_name_twice(repository):
    root = repository({"mainstay.yaml": "target: aws\nservices: {a: {}}\nenvironments: {x: {jobs: {a: {}}}}\n"})
    with pytest.raises(MainstayError, match="`a` is taken in line 2"):
        detect(root, environment="x")
