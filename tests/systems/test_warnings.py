"""A rule that only warns refuses nothing, and is told with its place."""

import subprocess

import pytest

from mainstay.cli import main
from mainstay.model.errors import ExitCode
from systems.asking import project

pytestmark = pytest.mark.slow

WEB = "services: {web: {public: true, requests_per_second: 1, memory_mib: 1024}}\n"
RULE = """
  - id: small
    require: intent.memory_mib <= %s
    severity: warn
    when: {intent: service}
    reason: each team pays
"""


@pytest.mark.parametrize(("limit", "told"), [(128, True), (4096, False)])
def test_a_rule_that_warns_is_told_where_it_is_broken(limit, told, tmp_path, capsys):
    assert main(["-C", str(project(tmp_path, WEB, RULE % limit)), "compile"]) == 0
    shown = capsys.readouterr()
    assert ("warning: policy/rules.yaml:3: the rule small must hold of `web`, but each team pays" in shown.err) is told
    assert "warning" not in shown.out


OFFERED = """
  - id: spare
    require: offer.max_connections > 100000
    severity: warn
    when: {intent: database}
    reason: we grow
"""
STORED = "services: {web: {public: true, requests_per_second: 1, uses: {db: {}}}}\ndatabases: {db: {}}\n"


def test_a_rule_on_offers_that_warns_is_told_of_what_is_chosen(tmp_path, capsys):
    assert main(["-C", str(project(tmp_path, STORED, OFFERED)), "compile"]) == 0
    shown = capsys.readouterr().err
    assert "warning: policy/rules.yaml:3: the rule spare must hold of `db`" in shown
    assert "`web`" not in shown


@pytest.mark.parametrize("words", [["render"], ["swap", "aws.lambda", "aws.fargate"], ["cost"]])
def test_every_verb_that_compiles_warns(words, tmp_path, capsys):
    assert main(["-C", str(project(tmp_path, WEB, RULE % 128)), *words]) == 0
    shown = capsys.readouterr()
    assert shown.err.count("warning: policy/rules.yaml:3: the rule small must hold of `web`") == 1
    assert "warning" not in shown.out


def test_a_comparison_warns_of_what_there_is_now(tmp_path, capsys):
    folder = project(tmp_path, WEB, RULE % 128)
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "a"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True, timeout=30)
    assert main(["-C", str(folder), "diff"]) == 0
    assert capsys.readouterr().err.count("warning: policy/rules.yaml:3: the rule small") == 1


def test_a_conflict_tells_that_a_waiver_ended(tmp_path, capsys):
    rule = RULE.replace("severity: warn", "waivers: [{owner: ada, until: 2020-02-03, names: web, reason: r}]") % 128
    assert main(["-C", str(project(tmp_path, WEB, rule)), "compile"]) == ExitCode.USAGE
    assert "each team pays; the waiver of ada ended on 2020-02-03" in capsys.readouterr().err
