import random

import msgspec
import pytest

from mainstay.catalog.aws.iam import RolePolicy
from mainstay.catalog.aws.vpc import IngressRule
from mainstay.compile.differences import Concern, differences
from mainstay.model.cloud import CloudKind
from mainstay.model.graph import Graph, Lock, Reason, Resource
from mainstay.model.intent import Bucket, Database, Intent, Queue, Role, Service, Use
from mainstay.model.price import Charge
from mainstay.model.target import Target
from mainstay.model.told import PolicyDocument, Ref, Statement


class Function(CloudKind, tag="test.lambda", frozen=True, kw_only=True):
    id = "aws.lambda"
    target = Target.AWS
    realises = frozenset({Role.SERVICE})
    function_name: str = "shop-web"
    memory_size: int = 512
    environment: dict[str, str] = {}


class Task(CloudKind, tag="test.fargate", frozen=True, kw_only=True):
    id = "aws.ecs_service"
    target = Target.AWS
    cpu: int = 256


class Store(CloudKind, tag="test.rds", frozen=True, kw_only=True):
    id = "aws.rds"
    target = Target.AWS
    identifier: str = "shop-db"
    instance_class: str = "db.t4g.micro"
    storage_encrypted: bool = True
    backup_retention_period: int = 7
    publicly_accessible: bool = False
    kms_key_id: Ref | None = Ref(resource="key", attribute="arn")
    skip_final_snapshot: bool = False


class Proxy(CloudKind, tag="test.proxy", frozen=True, kw_only=True):
    id = "aws.rds_proxy"
    target = Target.AWS
    store: Ref = Ref(resource="db")


class Versioning(CloudKind, tag="test.versioning", frozen=True, kw_only=True):
    id = "aws.bucket_versioning"
    target = Target.AWS


class Plain(CloudKind, tag="test.plain", frozen=True, kw_only=True):
    id = "aws.sqs"
    target = Target.AWS
    name: str = ""


def resource(name, kind, component="", *, usd=None, why="it is needed", unknown=False):
    charges = () if usd is None and not unknown else (Charge(item="x", says="x", quantity=1, usd_month=usd),)
    return Resource(name=name, kind=kind, component=component, why=(Reason(step="t", says=why),), charges=charges)


def service(name, **fields):
    return Service(name=name, build="b", command="c", **fields)


def graph(*resources, components=(), moved=None):
    there = {one.name for one in components}
    made = {
        "aws.lambda": service, "aws.ecs_service": service,
        "aws.rds": lambda name: Database(name=name), "aws.sqs": lambda name: Queue(name=name),
        "aws.bucket": lambda name: Bucket(name=name),
    }  # fmt: skip
    more = [made[r.kind.id](r.name) for r in resources if r.component == r.name and r.name not in there]
    return Graph(
        intent=Intent(application="shop", components=(*components, *more)),
        target=Target.AWS,
        resources=tuple(sorted(resources, key=lambda r: r.name)),
        lock=Lock(moved=moved or {}),
    )


def told(before, after):
    return [one.sentence for one in differences(before, after)]


WEB = resource("web", Function(), "web")
DB = resource("db", Store(), "db")


def policy(name, *grants):
    statements = tuple(
        Statement(sid=f"S{index}", actions=actions, resources=(what,)) for index, (actions, what) in enumerate(grants)
    )
    kind = RolePolicy(name=name, role=Ref(resource=f"{name}.role"), policy=PolicyDocument(statements=statements))
    return resource(f"{name}.policy", kind, name)


def opening(target, source=None, cidr=None, port=5432):
    return resource(
        f"{target}.from.{source or 'world'}.{port}",
        IngressRule(
            security_group_id=Ref(resource=f"{target}.security-group"),
            description="",
            from_port=port,
            to_port=port,
            referenced_security_group_id=Ref(resource=f"{source}.security-group") if source else None,
            cidr_ipv4=cidr,
        ),
    )


def test_equal_architectures_do_not_differ():
    assert differences(graph(WEB, DB), graph(WEB, DB)) == ()


def test_what_is_added_is_told_with_its_reason_and_its_parts():
    proxy = resource("db.proxy", Proxy(), "db", why="1000 connections are more than 80")
    assert told(graph(DB), graph(DB, proxy)) == [
        "adds aws.rds_proxy `db.proxy`, because 1000 connections are more than 80"
    ]
    assert told(graph(), graph(DB, proxy)) == ["adds aws.rds `db` with 1 part, because it is needed"]
    assert told(graph(DB, proxy), graph()) == ["removes aws.rds `db` with 1 part"]


def test_another_technology_is_a_move_that_takes_its_parts_along():
    after = resource("web", Task(), "web", why="steady load makes it cheaper")
    before = (WEB, resource("web.extra", Plain(), "web"))
    assert told(graph(*before), graph(after, resource("web.other", Plain(), "web"))) == [
        "web moves from aws.lambda to aws.ecs_service, because steady load makes it cheaper"
    ]


def test_properties_are_told_old_and_new():
    after = resource("web", Function(memory_size=1024, environment={"B": "2", "C": "3"}), "web")
    before = resource("web", Function(environment={"A": "1", "B": "2"}), "web")
    assert told(graph(before), graph(after)) == [
        "web.environment.A: 1 → nothing",
        "web.environment.C: nothing → 3",
        "web.memory_size: 512 → 1024",
    ]


def test_values_that_begin_alike_are_told_from_where_they_differ():
    long = "x" * 100
    was, now = (graph(resource("web", Function(environment={"A": f"{long}{end}"}))) for end in ("one", "two"))
    (sentence,) = told(was, now)
    before, _, after = sentence.partition(" → ")
    assert "one" in before
    assert "two" in after


def test_the_reason_of_a_property_is_told():
    reason = Reason(step="choose", says="1 GiB is what it asks for", property="memory_size")
    after = msgspec.structs.replace(WEB, kind=Function(memory_size=1024), why=(*WEB.why, reason))
    assert told(graph(WEB), graph(after)) == ["web.memory_size: 512 → 1024, because 1 GiB is what it asks for"]


def test_openings_are_told_by_their_ends():
    after = graph(WEB, DB, opening("db", "web"))
    assert told(graph(WEB, DB), after) == ["opens port 5432 from web to db"]
    assert told(after, graph(WEB, DB)) == ["closes port 5432 from web to db"]


def test_an_opening_to_the_internet_comes_first_and_weakens():
    after = graph(resource("web", Function(memory_size=256), "web"), opening("web", cidr="0.0.0.0/0", port=443))
    first, second = differences(graph(WEB), after)
    assert (first.concern, first.weakens) == (Concern.EXPOSURE, True)
    assert first.says == "opens port 443 from the internet to web"
    assert second.concern is Concern.PROPERTY


def test_permissions_are_told_by_action_and_object():
    orders = resource("orders", Plain(), "orders")
    arn = Ref(resource="orders", attribute="arn")
    before = graph(WEB, orders, policy("web", (("sqs:GetQueueUrl",), arn)))
    after = graph(WEB, orders, policy("web", (("sqs:GetQueueUrl", "sqs:SendMessage"), arn)))
    assert told(before, after) == ["allows web sqs:SendMessage on orders"]
    assert told(after, before) == ["no longer allows web sqs:SendMessage on orders"]
    assert not differences(before, after)[0].weakens


@pytest.mark.parametrize("grant", [(("sqs:*",), Ref(resource="orders")), (("sqs:SendMessage",), "*")])
def test_wide_permissions_weaken(grant):
    found = differences(graph(WEB, policy("web")), graph(WEB, policy("web", grant)))
    assert [(one.concern, one.weakens) for one in found] == [(Concern.PERMISSION, True)]


def test_a_component_that_becomes_public_is_told_first():
    after = graph(WEB, components=(service("web", public=True),))
    assert told(graph(WEB), after) == ["web becomes reachable from outside"]
    assert told(after, graph(WEB)) == ["web is no longer reachable from outside"]


@pytest.mark.parametrize(
    ("change", "concern"),
    [
        ({"storage_encrypted": False}, Concern.PROTECTION),
        ({"backup_retention_period": 1}, Concern.PROTECTION),
        ({"kms_key_id": None}, Concern.PROTECTION),
        ({"skip_final_snapshot": True}, Concern.PROTECTION),
        ({"publicly_accessible": True}, Concern.EXPOSURE),
    ],
)
def test_weaker_guards_are_told_and_stronger_ones_are_not_feared(change, concern):
    after = resource("db", msgspec.structs.replace(Store(), **change), "db")
    (weaker,) = differences(graph(DB), graph(after))
    assert (weaker.concern, weaker.weakens) == (concern, True)
    (stronger,) = differences(graph(after), graph(DB))
    assert (stronger.concern, stronger.weakens) == (concern, False)


def test_a_guard_that_is_gone_weakens_what_stays():
    bucket = resource("media", Plain(), "media")
    guard = resource("media.versioning", Versioning(), "media")
    (gone,) = differences(graph(bucket, guard), graph(bucket))
    assert gone.weakens
    assert gone.says == "removes aws.bucket_versioning `media.versioning`"
    (both,) = differences(graph(bucket, guard), graph())
    assert not both.weakens


def test_a_renamed_component_is_recognised_by_its_content():
    def system(name):
        store = resource(name, Store(identifier=f"shop-{name}"), name, usd=12.0)
        return graph(WEB, store, opening(name, "web"), resource(f"{name}.proxy", Proxy(store=Ref(resource=name)), name))

    assert told(system("db"), system("store")) == ["db is called store now"]


def test_a_renamed_component_may_change_where_the_lock_remembers_it():
    after = resource("store", Store(instance_class="db.t4g.small"), "store")
    assert told(graph(DB), graph(after, moved={"store": "db"})) == [
        "db is called store now",
        "store.instance_class: db.t4g.micro → db.t4g.small",
    ]


def test_another_content_is_no_renaming():
    after = resource("store", Store(instance_class="db.r6g.large"), "store")
    assert told(graph(DB), graph(after)) == [
        "removes aws.rds `db`",
        "adds aws.rds `store`, because it is needed",
    ]


def test_cost_is_told_for_each_component_and_together():
    before = graph(resource("web", Function(), "web", usd=10.0), resource("db", Store(), "db", usd=20.0))
    after = graph(resource("web", Function(), "web", usd=10.0), resource("db", Store(), "db", usd=51.0))
    assert told(before, after) == [
        "all together: +31.00 $ a month (30.00 → 61.00)",
        "db: +31.00 $ a month (20.00 → 51.00)",
    ]


def test_an_unknown_price_is_never_zero():
    after = graph(resource("web", Function(), "web", unknown=True))
    assert told(graph(WEB), after)[-1] == "web: +0.00 $ a month (0.00 → 0.00 + 1 unknown)"


def test_the_order_of_resources_does_not_matter():
    use = Use(target="db")
    before = graph(WEB, DB, opening("db", "web"), components=(service("web", uses=(use,)),))
    after = graph(
        resource("web", Task(), "web", usd=3.0),
        resource("api", Function(), "api"),
        opening("api", cidr="0.0.0.0/0"),
        policy("api", (("s3:*",), "*"), (("sqs:SendMessage",), Ref(resource="orders"))),
    )
    expected = differences(before, after)
    for seed in range(5):
        shuffled = list(after.resources)
        random.Random(seed).shuffle(shuffled)
        assert differences(before, msgspec.structs.replace(after, resources=tuple(shuffled))) == expected


class Trusting(CloudKind, tag="test.trusting", frozen=True, kw_only=True):
    id = "aws.s3"
    target = Target.AWS
    policy: PolicyDocument


def trusting(*, principal, resources=(), conditions=()):
    statement = Statement(
        sid="S",
        actions=("s3:GetObject",),
        resources=resources,
        conditions=conditions,
        principals=(("AWS", (principal,)),),
    )
    return graph(resource("media", Trusting(policy=PolicyDocument(statements=(statement,)))))


def test_what_anybody_may_do_is_exposure_unless_a_condition_bounds_it():
    media = (Ref(resource="media", attribute="arn"),)
    nobody = graph(resource("media", Trusting(policy=PolicyDocument(statements=()))))
    (public,) = differences(nobody, trusting(principal="*", resources=media))
    assert (public.concern, public.weakens) == (Concern.EXPOSURE, True)
    assert public.says == "allows anybody s3:GetObject on media"
    bounded = trusting(principal="*", resources=media, conditions=(("Bool", "aws:SecureTransport", ("true",)),))
    assert [one.concern for one in differences(nobody, bounded)] == [Concern.PERMISSION]


def test_that_a_service_of_the_provider_acts_as_a_role_is_no_news():
    nobody = graph(resource("media", Trusting(policy=PolicyDocument(statements=()))))
    assert differences(nobody, trusting(principal="lambda.amazonaws.com")) == ()
    assert told(nobody, trusting(principal="other-account")) == ["allows other-account s3:GetObject on media"]
