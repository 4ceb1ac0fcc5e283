"""Rules on facts: three answers, selectors, waivers, what a rule sets, and what is wrong with a rule in itself."""

# ruff: noqa: E501 - one case a line

import msgspec
import pytest

from mainstay.compile.bind.check import check_policy
from mainstay.compile.bind.facts import facts
from mainstay.compile.bind.policy import bind_policy, breaches, breaches_in, fitted
from mainstay.compile.bind.properties import with_properties, with_sets
from mainstay.compile.bind.rules import applies, explained, judge, waived
from mainstay.model.cloud import CloudKind, Offer
from mainstay.model.errors import MainstayError
from mainstay.model.graph import Graph, Reason, Resource
from mainstay.model.intent import Database, Intent, Queue, Service, Whole
from mainstay.model.origin import Evidence, Origin, Source
from mainstay.model.policy import Form, Holds, Policy, Rule, Selector, Severity, Waiver
from mainstay.model.price import Charge
from mainstay.model.requirement import DataClass, DataNeeds
from mainstay.model.target import Target
from mainstay.model.told import Joined, Ref, Variable
from mainstay.model.value import Value

HERE = Origin(source=Source.FILE, path="policy/rules.yaml", line=7)
YES, NO, CANNOT_TELL = Holds.YES, Holds.NO, Holds.CANNOT_TELL


class Block(Value, frozen=True, kw_only=True):
    size: int
    group: str | Ref


class Disk(CloudKind, frozen=True, kw_only=True):
    id = "aws.disk"
    target = Target.AWS
    about = "A disk."
    aliases = frozenset({"ebs"})
    platform = "storage"

    instance_class: str = "db.r6g.large"
    encrypted: bool | None = None
    size: int = 10
    key: str | Ref | Joined | None = None
    groups: tuple[str | Ref, ...] = ()
    blocks: tuple[Block, ...] = ()
    labels: dict[str, str | Variable] = {}


class Lamp(CloudKind, frozen=True, kw_only=True):
    id = "aws.lamp"
    target = Target.AWS
    about = "A lamp."

    colour: str = "red"


DB = Database(name="db", needs=DataNeeds(data_class=DataClass.PERSONAL), tags={"tier": "gold"})
WHOLE = Whole(environment="production", region="eu-west-1", tags={"team": "shop"})


def rule(condition="", form=Form.REQUIRE, **fields):
    return Rule(id="r", form=form, reason="because", origin=HERE, condition=condition, **fields)


def of(kind=None, component=DB, **fields):
    return facts(component, kind or Disk(**fields), WHOLE)


KEY = Ref(resource="key", attribute="arn")
LATER = Variable(name="later", description="known at apply")


@pytest.mark.parametrize(
    ("condition", "fields", "answer"),
    [
        ("resource.size > 5", {}, YES),
        ("resource.size > 50", {}, NO),
        ("resource.key == 'x'", {"key": KEY}, CANNOT_TELL),
        ("resource.key != 'x'", {"key": KEY}, CANNOT_TELL),
        ("resource.key == 'x'", {"key": Joined(parts=("a", KEY))}, CANNOT_TELL),
        ("resource.key == 'x' || resource.size == 10", {"key": KEY}, YES),
        ("resource.size == 10 || resource.key == 'x'", {"key": KEY}, YES),
        ("resource.key == 'x' && resource.size == 11", {"key": KEY}, NO),
        ("resource.key == 'x' && resource.size == 10", {"key": KEY}, CANNOT_TELL),
        ("!(resource.key == 'x')", {"key": KEY}, CANNOT_TELL),
        ("resource.key == 'x' ? true : true", {"key": KEY}, CANNOT_TELL),
        ("has(resource.key)", {"key": KEY}, YES),
        ("has(resource.key)", {}, NO),
        ("!has(resource.key)", {"key": KEY}, NO),
        ("has(resource.key) && resource.key.startsWith('a')", {"key": KEY}, CANNOT_TELL),
        ("'a' in resource.groups", {"groups": ("a",)}, YES),
        ("'a' in resource.groups", {"groups": (KEY,)}, CANNOT_TELL),
        ("!('a' in resource.groups)", {"groups": ("b", KEY)}, CANNOT_TELL),
        ("size(resource.groups) == 2", {"groups": ("b", KEY)}, YES),
        ("resource.groups.size() == 2", {"groups": ("b", KEY)}, YES),
        ("resource.groups.size() == 1", {"groups": ("b",)}, YES),
        ("resource.blocks.all(b, b.size < 5)", {"blocks": (Block(size=3, group=KEY),)}, YES),
        ("resource.blocks.all(b, b.group == 'x')", {"blocks": (Block(size=3, group=KEY),)}, CANNOT_TELL),
        ("resource.blocks.exists(b, b.group == 'x')", {"blocks": (Block(size=3, group="x"),)}, YES),
        ("'Name' in resource.labels", {"labels": {"Name": LATER}}, YES),
        ("'Other' in resource.labels", {"labels": {"Name": LATER}}, NO),
        ("resource.labels.size() == 1 && resource.labels.all(name, name == 'Name')", {"labels": {"Name": LATER}}, YES),
        ("resource.labels == intent.tags", {"labels": {"team": LATER, "tier": "gold"}}, CANNOT_TELL),
        ("resource.labels['Name'] == 'n'", {"labels": {"Name": LATER}}, CANNOT_TELL),
        ("resource.blocks.exists(b, b in resource.blocks)", {"blocks": (Block(size=3, group=KEY),)}, CANNOT_TELL),
        ("resource.blocks.exists(b, size(b) == 2)", {"blocks": (Block(size=3, group=KEY),)}, CANNOT_TELL),
        ("'Name' in resource.labels", {"labels": {"Name": "n"}}, YES),
        ("resource.encrypted == true", {}, NO),
        ("resource.encrypted", {}, CANNOT_TELL),
        ("resource.labels.team == 'x'", {}, CANNOT_TELL),
        ("size_rank(resource.instance_class) <= size_rank('db.r6g.xlarge')", {}, YES),
        ("size_rank(resource.instance_class) <= size_rank('db.r6g.xlarge')", {"instance_class": "db.r6g.4xlarge"}, NO),
        ("size_rank(resource.instance_class) <= size_rank('db.r6g.xlarge')", {"instance_class": "odd"}, CANNOT_TELL),
        ("cidr_contains('10.0.0.0/8', '10.1.0.0/16') && !cidr_contains('10.0.0.0/8', '0.0.0.0/0')", {}, YES),
        ("cidr_contains('10.0.0.0/8', 'fd00::/8')", {}, NO),
        ("cidr_contains('ten', '10.0.0.1')", {}, CANNOT_TELL),
        ("days('2027-03-01') - days('2027-02-01') == 28", {}, YES),
        ("kind_in(resource.kind, ['aws.d*'])", {}, YES),
        ("intent.data_class == 'personal' && intent.tags.team == 'shop' && intent.tags.tier == 'gold'", {}, YES),
        ("environment == 'production' && region.startsWith('eu-')", {}, YES),
        ("intent.retention_days >= 90", {}, CANNOT_TELL),
    ],
)  # fmt: skip
def test_three_answers(condition, fields, answer):
    assert judge(rule(condition), of(**fields)) is answer
    opposite = {YES: NO, NO: YES}.get(answer, CANNOT_TELL)
    assert judge(rule(condition, Form.FORBID), of(**fields)) is opposite


@pytest.mark.parametrize(
    ("condition", "fields", "why"),
    [
        ("resource.key == 'x'", {"key": KEY}, "resource.key is known only at apply"),
        ("intent.retention_days >= 90", {}, "intent.retention_days is not stated"),
        ("resource.labels != intent.tags", {"labels": {"Name": LATER}}, "it depends on what is known only at apply"),
        ("resource.labels.team == 'x'", {}, "there is no fact `team`"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(condition, fields, why):
    assert explained(rule(condition), of(**fields)) == (CANNOT_TELL, why)


def test_an_offer_has_facts_and_an_unknown_cost_is_none():
    known = Charge(item="x", says="x", quantity=1, usd_month=30.0)
    offer = Offer(kind=Disk(), label="small", charges=(known,), latency_ms=3)
    about = facts(DB, None, WHOLE, offer=offer)
    assert judge(rule("offer.cost_usd_month < 31.0 && offer.latency_ms < 4.0 && resource.size == 10"), about) is YES
    unknown = msgspec.structs.replace(offer, charges=(known, Charge(item="y", says="y", quantity=1, usd_month=None)))
    assert judge(rule("offer.cost_usd_month < 31.0"), facts(DB, None, WHOLE, offer=unknown)) is CANNOT_TELL


@pytest.mark.parametrize(
    ("select", "matches"),
    [
        ({}, True),
        ({"environments": ("prod*",)}, True),
        ({"environments": ("test", "production")}, True),
        ({"environments": ("test",)}, False),
        ({"intents": ("database",)}, True),
        ({"intents": ("service",)}, False),
        ({"kinds": ("aws.disk",)}, True),
        ({"kinds": ("ebs",)}, True),
        ({"kinds": ("aws.lamp",)}, False),
        ({"classes": ("personal", "secret")}, True),
        ({"classes": ("public",)}, False),
        ({"names": ("d*",)}, True),
        ({"names": ("web",)}, False),
        ({"tags": {"tier": "go*", "team": "shop"}}, True),
        ({"tags": {"pager": "*"}}, False),
    ],
)
def test_selectors(select, matches):
    assert applies(rule("resource.size > 1", select=Selector(**select)), of()) is matches


def test_a_rule_is_about_what_has_the_facts_it_asks_for():
    assert not applies(rule("resource.size > 1"), of(Lamp()))
    assert not applies(rule("resource.size > 1"), facts(DB, None, WHOLE))
    assert applies(rule("has(resource.size)"), of(Lamp()))
    assert applies(rule("has(resource.size) && resource.size > 1"), of(Lamp()))
    named = rule("resource.size > 1", select=Selector(kinds=("aws.*",)))
    assert applies(named, of(Lamp()))
    assert judge(named, of(Lamp())) is CANNOT_TELL


def test_a_waiver_holds_until_its_day_and_for_its_names():
    leave = Waiver(owner="ops", until="2027-03-31", names=("db", "x-*"))
    given = rule("false", waivers=(leave,))
    assert waived(given, "db", "2027-03-31") == leave
    assert waived(given, "x-1", "2027-03-31") == leave
    assert waived(given, "db", "2027-04-01") is None
    assert waived(given, "web", "2027-03-31") is None
    assert waived(given, "db", "") is None


BACKUPS = msgspec.structs.replace(
    rule("intent.retention_days >= 90", select=Selector(intents=("database",)), sets={"retention_days": 90}),
    id="backups",
)
INTENT = Intent(application="a", components=(DB, Queue(name="q")), whole=WHOLE)


def policy(*rules, today="2027-01-01"):
    return Policy(rules=rules, today=today)


def test_what_nobody_stated_is_set_and_says_by_which_rule():
    bound = bind_policy(INTENT, policy(BACKUPS))
    assert bound.component("db").needs.retention_days == 90
    assert bound.component("q") == INTENT.component("q")
    said = bound.component("db").evidence[-1]
    assert (said.field, str(said.origin), said.says) == (
        "retention_days", "policy/rules.yaml:7", "the rule backups sets it: because",
    )  # fmt: skip
    assert breaches(bound, policy(BACKUPS)) == ()


def stated(days):
    said = Evidence(
        field="retention_days", origin=Origin(source=Source.MANIFEST, path="mainstay.yaml", line=3), says="x"
    )
    needs = DataNeeds(retention_days=days)
    return msgspec.structs.replace(INTENT, components=(Database(name="db", needs=needs, evidence=(said,)),))


def test_what_somebody_stated_stays_and_is_a_breach():
    bound = bind_policy(stated(7), policy(BACKUPS))
    assert bound == stated(7)
    (breach,) = breaches(bound, policy(BACKUPS))
    assert (breach.rule.id, breach.name, breach.holds, breach.says, breach.counts) == (
        "backups",
        "db",
        NO,
        "because",
        True,
    )
    leave = msgspec.structs.replace(BACKUPS, waivers=(Waiver(owner="ops", until="2027-02-01"),))
    assert not breaches(bound, policy(leave))[0].counts
    assert breaches(bound, policy(leave, today="2027-02-02"))[0].counts
    warned = msgspec.structs.replace(BACKUPS, severity=Severity.WARN)
    assert not breaches(bound, policy(warned))[0].counts


def test_what_cannot_be_told_is_a_breach():
    without = msgspec.structs.replace(BACKUPS, sets={})
    (breach,) = breaches(INTENT, policy(without))
    assert (breach.holds, breach.says) == (CANNOT_TELL, "because (intent.retention_days is not stated)")


def test_the_stronger_of_two_rules_sets_and_a_default_gives_way():
    weak = msgspec.structs.replace(
        BACKUPS, id="a-weak", condition="intent.retention_days >= 30", sets={"retention_days": 30}
    )
    default = msgspec.structs.replace(weak, id="a-default", form=Form.DEFAULT, condition="")
    for order in ((weak, default, BACKUPS), (BACKUPS, weak, default)):
        bound = bind_policy(INTENT, policy(*order))
        assert bound.component("db").needs.retention_days == 90
        assert [e.field for e in bound.component("db").evidence] == ["retention_days"]


def test_a_rule_on_the_whole_is_judged_once():
    regions = rule("region in ['eu-central-1']", sets={"region": "eu-central-1"})
    (breach,) = breaches(INTENT, policy(regions))
    assert (breach.name, breach.holds) == ("", NO)
    open_ = msgspec.structs.replace(INTENT, whole=Whole())
    bound = bind_policy(open_, policy(regions))
    assert bound.whole.region == "eu-central-1"
    assert breaches(bound, policy(regions)) == ()


def test_a_default_with_a_condition_sets_only_where_it_holds():
    default = rule("intent.data_class == 'personal'", Form.DEFAULT, sets={"retention_days": 30})
    bound = bind_policy(INTENT, policy(default))
    assert (bound.component("db").needs.retention_days, bound.component("q").needs.retention_days) == (30, None)


def test_what_is_set_must_fit():
    with pytest.raises(
        MainstayError, match=r"policy/rules.yaml:7: backups: `retention_days` must have a value that it takes"
    ):
        bind_policy(INTENT, policy(msgspec.structs.replace(BACKUPS, sets={"retention_days": "long"})))


def test_a_rule_sets_properties_of_its_kind():
    encrypt = rule("resource.encrypted", sets={"encrypted": True, "size": 20}, select=Selector(kinds=("aws.disk",)))
    assert with_sets(Disk(), encrypt) == Disk(encrypted=True, size=20)
    assert with_sets(Disk(size=5), encrypt, stated={"size"}) == Disk(encrypted=True, size=5)
    mistaken = rule("resource.encrypted", sets={"encrypt": True}, select=Selector(kinds=("aws.disk",)))
    with pytest.raises(MainstayError, match=r"`encrypt` must be a property of aws\.disk") as caught:
        with_sets(Disk(), mistaken)
    assert caught.value.hint == "did you mean `encrypted`?"
    assert with_sets(Lamp(), rule("true", sets={"encrypted": True})) == Lamp()


def test_properties_are_typed():
    made = with_properties(Disk(), {"blocks": [{"size": 3, "group": "x"}], "labels": {"a": "b"}}, "mainstay.yaml:3")
    assert made == Disk(blocks=(Block(size=3, group="x"),), labels={"a": "b"})
    with pytest.raises(
        MainstayError, match=r"mainstay.yaml:3: `size` must have a value that it takes, but expected `int`"
    ):
        with_properties(Disk(), {"size": "big"}, "mainstay.yaml:3")


WRONG = [
    ("resource.size >", {}, "must have a condition that compiles, but 1:16: Syntax error"),
    ("resorce.size > 1", {}, "there is no variable `resorce`"),
    ("sizerank(resource.instance_class) > 1", {}, "there is no function `sizerank`"),
    ("resource.instance_clas == 'x'", {}, "there is no `resource.instance_clas`"),
    ("intent.retention_day > 3", {}, "there is no `intent.retention_day`"),
    ("offer.cost > 3.0", {}, "there is no `offer.cost`"),
    ("resource.size > 'x'", {}, "type-checks, but an operation is not defined for the types"),
    ("offer.cost_usd_month * 12 < 3.0", {}, "must have a condition that type-checks"),
    ("intent.public && intent.replicas > 'x'", {}, "must have a condition that type-checks"),
    ("!intent.public || intent.replicas > 'x'", {}, "must have a condition that type-checks"),
    ("resource.size + 1", {}, "it gives int, which is neither true nor false"),
    ("size_rank(resource.instance_class, 3) > 2", {}, "`size_rank` takes 1 values, not 2"),
    ("resource.blocks.all(b, b.size > 'x')", {}, "must have a condition that type-checks"),
    ("'size' in resource", {}, "it takes `resource` as a whole"),
    ("resource.labels == {'a': 'b'}", {}, "it compares a whole mapping"),
    ("resource.colour == 'x'", {"select": Selector(kinds=("aws.disk",))}, "there is no `resource.colour`"),
    ("intent.replicas > 1", {"select": Selector(intents=("database",))}, "there is no `intent.replicas`"),
    ("resource.size > 1", {"select": Selector(kinds=("aws.dsk",))}, "must be about kinds that exist, but none is called `aws.dsk`"),
    ("true", {"sets": {"retention_day": 3}}, "must set what there is, but `retention_day` is neither a requirement nor a property"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "fields", "message"), WRONG)
def test_what_is_wrong_with_a_rule_in_itself(condition, fields, message):
    with pytest.raises(MainstayError) as caught:
        check_policy(policy(rule(condition, **fields)), (Disk, Lamp))
    assert caught.value.where == "policy/rules.yaml:7"
    assert message in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    "condition",
    [
        "resource.labels.team == 'x'",
        "intent.tags['team'].startsWith('x')",
        "has(resource.colour) || has(resource.size) && resource.size > 1",
        "resource.blocks.exists(b, b.group == 'x' && b.size < 3)",
        "size_rank(resource.instance_class) <= size_rank('db.r6g.xlarge')",
        "intent.retention_days >= 90 && offer.cost_usd_month <= 30.0",
        "duration('3h') > duration('2h')",
        "resource.kind in ['aws.disk'] && resource.platform != 'x'",
    ],
)
def test_what_is_right(condition):
    check_policy(policy(rule(condition)), (Disk, Lamp))


def test_services_have_flags(capfd):
    web = Service(name="web", build="", command="", public=True)
    assert (
        judge(rule("intent.public && intent.replicas == 1 && intent.uses.size() == 0"), facts(web, None, WHOLE)) is YES
    )
    assert capfd.readouterr().err == ""


def graph(*resources):
    return Graph(intent=INTENT, target=Target.AWS, resources=resources)


def resource(name, kind, component=""):
    return Resource(name=name, kind=kind, component=component, why=(Reason(step="expand", says="x"),))


def test_an_architecture_is_judged_with_all_that_stands_around():
    encrypted = rule("resource.encrypted == true", waivers=(Waiver(owner="ops", until="2027-12-31", names=("db",)),))
    about_databases = msgspec.structs.replace(
        rule("resource.size < 5", select=Selector(intents=("database",))), id="small"
    )
    given = graph(resource("db", Disk(), "db"), resource("db.disk", Disk(), "db"), resource("lamp", Lamp()),
                  resource("log", Disk()), resource("safe", Disk(encrypted=True)))  # fmt: skip
    found = breaches_in(given, policy(encrypted, about_databases, rule("region == 'eu-west-1'")))
    assert [(b.rule.id, b.name, b.counts) for b in found] == [
        ("r", "db", False), ("small", "db", True), ("r", "db.disk", False), ("r", "log", True),
    ]  # fmt: skip


def test_what_expansion_adds_gets_what_rules_set():
    encrypt = rule("resource.encrypted == true", sets={"encrypted": True})
    default = rule("", Form.DEFAULT, sets={"size": 3}, select=Selector(names=("log",)))
    rules = policy(encrypt, msgspec.structs.replace(default, id="size"))
    assert fitted(Disk(), rules, WHOLE, name="log") == Disk(encrypted=True, size=3)
    assert fitted(Disk(), rules, WHOLE, name="x") == Disk(encrypted=True)
    assert fitted(Lamp(), rules, WHOLE, name="x") == Lamp()
