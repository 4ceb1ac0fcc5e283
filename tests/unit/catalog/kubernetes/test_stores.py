"""Backing services in a cluster: what they are honest about, their passwords, copies and fences."""

import pytest

from mainstay.catalog.kubernetes.minio import Minio
from mainstay.catalog.kubernetes.postgres import Postgres
from mainstay.catalog.kubernetes.valkey import Valkey
from mainstay.catalog.kubernetes.workloads import Deployment
from mainstay.model.cloud import Demand, Market, Site
from mainstay.model.intent import Bucket, Cache, Database, Engine, Generated, Literal, Property, Queue, Secret
from mainstay.model.price import PriceBook
from mainstay.model.requirement import Access, DataClass, DataNeeds
from mainstay.model.target import Target
from mainstay.model.told import SecretText

PERSONAL = DataNeeds(data_class=DataClass.PERSONAL)
PERSONAL_REFUSED = (
    "k8s.postgres does not encrypt connections, and `db` keeps personal data; keep it in a managed service, "
    "and give programs its address as a secret (`secrets`)"
)


def site(component, name: str = "db") -> Site:
    return Site(name=name, component=component, application="shop", environment="production", region="")


@pytest.mark.parametrize(
    ("component", "kind"), [(Database(name="db"), Postgres), (Cache(name="c"), Valkey), (Bucket(name="b"), Minio)]
)
def test_each_has_its_technology(offers, component, kind) -> None:
    assert {type(offer.kind) for offer in offers(component)} == {kind}


def test_on_aws_there_are_better_ones() -> None:
    for kind, component in ((Postgres, Database(name="db")), (Valkey, Cache(name="c")), (Minio, Bucket(name="b"))):
        assert kind.offers(component, Demand(), Market(region="us-east-1", book=PriceBook(), target=Target.AWS)) == ()


@pytest.mark.parametrize(
    ("component", "reason"),
    [
        (Database(name="db", engine=Engine.MYSQL), "`db` must be mysql, and it speaks PostgreSQL only"),
        (
            Database(name="db", needs=PERSONAL),
            PERSONAL_REFUSED,
        ),
        (Queue(name="q"), "it is a database and nothing else"),
    ],
)
def test_what_postgres_cannot_be(component, reason: str) -> None:
    assert Postgres.refusal(component, Demand()) == reason


def test_one_pod_is_honest_about_itself(offers) -> None:
    offer = offers(Database(name="db", needs=DataNeeds(size_gib=20, growth_gib_month=5)))[0]
    assert offer.availability == 99.5
    assert offer.recovery_point_s == 3600.0
    assert offer.kind.size_gib == 80
    assert offer.max_connections == offer.kind.most_connections()


def test_more_load_needs_more_room(offers) -> None:
    assert offers(Database(name="db"), rate=1500.0)[0].kind.cpu_millis == 2000


def test_the_password_is_made_up_in_the_cluster(graph) -> None:
    made = graph(Database(name="db", user="shop", database="orders"))
    secret = made.resource("db.secret").kind.document()["spec"]
    assert secret["refreshPolicy"] == "CreatedOnce"
    assert secret["target"]["template"]["data"]["url"] == "postgresql://shop:{{ .password }}@db:5432/orders"
    assert made.resource("db.password").kind.document()["spec"]["length"] == 50


def test_a_password_that_the_code_insists_on_comes_from_the_store(graph) -> None:
    made = graph(Database(name="db", password=Literal(text="swordfish")))
    secret = made.resource("db.secret").kind.document()
    assert secret["spec"]["data"][0]["remoteRef"] == {"key": "shop-production-db-password"}
    assert not any("swordfish" in str(one.kind) for one in made.resources)


def test_it_is_copied_by_a_job_of_its_own(graph) -> None:
    made = graph(Database(name="db", needs=DataNeeds(retention_days=30)))
    job = made.resource("db.backup").kind.document()
    container = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]
    assert "-mtime +30 -delete" in container["command"][-1]
    assert made.resource("db.db-from-db-backup")
    assert made.resource("db-backup.db-backup-to-db")


def test_no_retention_makes_no_copies(graph) -> None:
    made = graph(Database(name="db", needs=DataNeeds(retention_days=0)))
    assert not any("backup" in one.name for one in made.resources)


def test_a_cache_without_a_password(graph) -> None:
    made = graph(Cache(name="cache", authenticated=False))
    assert not any(one.name == "cache.secret" for one in made.resources)
    assert "requirepass" not in str(made.resource("cache").kind.document())
    assert Valkey(authenticated=False).connection(site(None, "cache"))[Property.URL] == "redis://cache:6379"


def test_a_cache_keeps_nothing(graph) -> None:
    made = graph(Cache(name="cache"))
    assert "volumeClaimTemplates" not in made.resource("cache").kind.document()["spec"]
    assert '"$REDISCLI_AUTH"' in str(made.resource("cache").kind.document())


def test_a_bucket_is_a_folder_of_the_server(graph) -> None:
    container = (
        graph(Bucket(name="files")).resource("files").kind.document()["spec"]["template"]["spec"]["containers"][0]
    )
    assert container["command"][-1].startswith("mkdir -p /data/files; exec minio server /data")


def test_who_may_use_it() -> None:
    postgres = Postgres()
    assert postgres.accepts(Deployment(), Access.WRITE) == ""
    assert postgres.accepts(Deployment(), Access.PUBLISH) == "it can be read and written, but not publish"
    assert postgres.accepts(Valkey(), Access.READ) == "only programs in pods of the same cluster reach it"


def test_secrets(graph) -> None:
    made = graph(Secret(name="token", value=Generated()), Secret(name="key", value=Literal(text="swordfish")))
    assert made.resource("token").kind.document()["spec"]["refreshPolicy"] == "CreatedOnce"
    assert made.resource("key").kind.document()["spec"]["data"] == [
        {"secretKey": "value", "remoteRef": {"key": "shop-production-key"}}
    ]
    assert made.resource("key").kind.connection(site(None, "key"))[Property.VALUE] == SecretText(
        resource="key", key="value"
    )
