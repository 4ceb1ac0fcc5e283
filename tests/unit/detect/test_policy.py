"""Policy files: what is read from them, and every mistake with its place."""

# ruff: noqa: E501 - one case a line

from pathlib import Path

import pytest

from mainstay.detect import read_policy
from mainstay.model.errors import MainstayError
from mainstay.model.policy import Form, Holds, Severity, Waiver

RULES = """\
rules:
  - id: backups
    require: intent.retention_days >= 90
    set: {retention_days: 90}
    severity: warn
    when: {environment: production, intent: [database, bucket], kind: aws.*, class: personal, name: db, tags: {tier: gold}}
    reason: the auditor asks for it
    waivers:
      - {owner: ops, until: 2027-03-31, names: [db, reports], reason: until then}
      - {owner: ops, until: "2027-04-01"}
  - {id: cheap, prefer: offer.cost_usd_month < 100.0, weight: 5, reason: money}
  - {id: usual, default: {retention_days: 30}, reason: a month}
  - {id: personal, default: intent.data_class == "personal", set: {retention_days: 60}, reason: two}
  - {id: never, forbid: true, reason: nothing is}
examples:
  - {rule: backups, given: {environment: production, intent: {retention_days: 7}}, expect: fail}
  - {rule: cheap, given: {offer: {cost_usd_month: "?"}, region: eu-west-1, resource: {size: 3}}, expect: cannot tell}
"""


@pytest.fixture
def folder(tmp_path: Path):
    def write(**files: str) -> dict[str, Path]:
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text)
        return {"policy": tmp_path}

    return write


def test_everything_is_read(folder):
    policy = read_policy(folder(rules=RULES), "2027-01-01")
    rules = {rule.id: rule for rule in policy.rules}
    assert [rule.id for rule in policy.rules] == sorted(rules)
    backups = rules["backups"]
    assert (backups.form, backups.severity, backups.condition) == (
        Form.REQUIRE,
        Severity.WARN,
        "intent.retention_days >= 90",
    )
    assert (str(backups.origin), backups.reason, backups.sets) == (
        "policy/rules.yaml:2",
        "the auditor asks for it",
        {"retention_days": 90},
    )
    select = backups.select
    assert (select.environments, select.intents, select.kinds) == (("production",), ("database", "bucket"), ("aws.*",))
    assert (select.classes, select.names, select.tags) == (("personal",), ("db",), {"tier": "gold"})
    assert backups.waivers == (
        Waiver(owner="ops", until="2027-03-31", names=("db", "reports"), reason="until then"),
        Waiver(owner="ops", until="2027-04-01"),
    )
    assert (rules["cheap"].form, rules["cheap"].weight) == (Form.PREFER, 5)
    assert (rules["usual"].form, rules["usual"].sets, rules["usual"].condition) == (
        Form.DEFAULT,
        {"retention_days": 30},
        "",
    )
    assert (rules["personal"].condition, rules["personal"].sets) == (
        'intent.data_class == "personal"',
        {"retention_days": 60},
    )
    assert rules["never"].condition == "true"
    first, second = policy.examples
    assert (first.rule, first.expect, first.environment, first.intent, str(first.origin)) == (
        "backups", Holds.NO, "production", {"retention_days": 7}, "policy/rules.yaml:16",
    )  # fmt: skip
    assert (second.expect, second.region, second.offer) == (Holds.CANNOT_TELL, "eu-west-1", {"cost_usd_month": "?"})


def test_several_files_and_places_are_one_policy(folder, tmp_path):
    one = tmp_path / "one.rules"
    one.write_text("rules: [{id: c, require: a, reason: b}]\n")
    places = folder(a="rules: [{id: a, require: a, reason: b}]\n", b="# nothing\n") | {"single": one}
    assert [(r.id, str(r.origin)) for r in read_policy(places).rules] == [("a", "policy/a.yaml:1"), ("c", "single:1")]


RULE = "rules:\n- {id: a, require: x, reason: b%s}\n"
MISTAKES = [
    (RULE % ", requre: x", "policy/r.yaml:2: must be a key of a rule, but `requre` is none.\n\nhint: did you mean `require`?"),
    (RULE % ", forbid: y", "policy/r.yaml:2: the rule `a` must have exactly one of require, forbid, prefer, default, but it has require and forbid."),
    ("rules:\n- {id: a, reason: b}\n", "must have exactly one of require, forbid, prefer, default, but it has none."),
    ("rules:\n- {require: x, reason: b}\n", "policy/r.yaml:2: a rule must have `id`, but there is none."),
    ("rules:\n- {id: a, require: x}\n", "a rule must have `reason`, but there is none."),
    ("rules:\n- {id: A b, require: x, reason: b}\n", "`id` must be at most 40 lower case letters, digits and hyphens, with no hyphen at either end, but it is 'A b'."),
    ("rules:\n- {id: a, require: 3, reason: b}\n", "`require` must be a condition in CEL, but it is 3."),
    ("rules:\n- {id: a, default: {}, reason: b}\n", "`a` must set something, but there is no `set`."),
    ("rules:\n- {id: a, default: {x: 1}, set: {x: 2}, reason: b}\n", "`a` must state its defaults once, but there is `set`, too."),
    (RULE % ", severity: enforced", "`severity` must be one of enforce, warn, but it is 'enforced'.\n\nhint: did you mean `enforce`?"),
    (RULE % ", weight: 2", "`a` must be a preference to have a `weight`, but it is `require`."),
    ("rules:\n- {id: a, prefer: x, weight: 0, reason: b}\n", "`weight` must be a whole number from 1 to 1000, but it is 0."),
    (RULE % ",\n  when: {environments: production}", "policy/r.yaml:3: must be a key of `when`, but `environments` is none.\n\nhint: did you mean `environment`?"),
    (RULE % ", when: {intent: databse}", "`intent` must be one of service, job,"),
    (RULE % ", when: {class: privat}", "`class` must be one of public, internal, personal, secret, or a list of them, but it is 'privat'."),
    (RULE % ", when: {tags: [a]}", "`tags` must be names with texts, in which * stands for anything, but it is something else."),
    (RULE % ", when: production", "`when` must be keys with values, but it is 'production'."),
    (RULE % ", waivers: [{owner: x}]", "a waiver must have `until`, but there is none."),
    (RULE % ", waivers: [{owner: x, until: 2027-02-30}]", "`until` must be a day as YYYY-MM-DD, but it is '2027-02-30'."),
    (RULE % ", waivers: [{owner: x, until: soon}]", "`until` must be a day as YYYY-MM-DD, but it is 'soon'."),
    (RULE % ", waivers: {owner: x}", "`waivers` must be a list, but it is something else."),
    (RULE % "" + "- {id: a, require: y, reason: c}\n", "policy/r.yaml:3: every rule must have an id of its own, but `a` is taken at policy/r.yaml:2."),
    (RULE % "" + "examples: [{rule: b, given: {}, expect: pass}]\n", "policy/r.yaml:3: must be the id of a rule, but `b` is none."),
    (RULE % "" + "examples: [{rule: a, given: {}, expect: ok}]\n", "`expect` must be one of pass, fail, cannot tell, but it is 'ok'."),
    (RULE % "" + "examples: [{rule: a, given: {env: x}, expect: pass}]\n", "must be a key of `given`, but `env` is none."),
    ("rule: []\n", "must be a key of a policy file, but `rule` is none.\n\nhint: did you mean `rules`?"),
    ("- a\n", "a policy file must hold keys and values, but it does not."),
    ("rules: [a]\n", "a rule must hold keys and values, but it does not."),
    ("rules:\n- {id: a, id: b, require: x, reason: b}\n", "every key must be there once, but `id` stands there twice."),
    ("rules: [\n", "must be valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_mistakes(folder, text, message):
    with pytest.raises(MainstayError) as caught:
        read_policy(folder(r=text))
    assert message in str(caught.value)
    assert caught.value.where.startswith("policy/r.yaml:")
    assert caught.value.hint


def test_a_folder_without_rules(tmp_path):
    with pytest.raises(MainstayError, match=r"rules: must be a folder with policy files, but there is none"):
        read_policy({"rules": tmp_path / "nowhere"})
    with pytest.raises(MainstayError, match=r"but it holds no \*.yaml"):
        read_policy({"rules": tmp_path})


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MainstayError, match="must be readable text in UTF-8"):
        read_policy({"rules": tmp_path})
    (tmp_path / "a.yaml").write_text("#" * (1024 * 1024 + 1))
    with pytest.raises(MainstayError, match="must be at most 1 MiB"):
        read_policy({"rules": tmp_path})
