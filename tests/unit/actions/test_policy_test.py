"""`policy test`, and rules that stand in git."""

import os
import subprocess
from pathlib import Path

import pytest

from house.tree import ROOT
from mainstay.actions.context import open_context
from mainstay.actions.policy_folders import policy_folders
from mainstay.actions.policy_test import policy_test
from mainstay.model.errors import MainstayError
from mainstay.world.sim import simulated_world

RULE = "rules:\n- {id: size, require: intent.size_gib < 10.0, reason: small is beautiful, when: {environment: prod*}}\n"


def project(folder: Path, text: str):
    (folder / "policy").mkdir(exist_ok=True)
    (folder / "policy" / "a.yaml").write_text(text)
    return open_context(folder)


def test_examples_that_come_out_as_expected(tmp_path):
    examples = """\
examples:
- {rule: size, given: {environment: production, intent: {size_gib: 5.0}}, expect: pass}
- {rule: size, given: {environment: production, intent: {size_gib: 50.0}}, expect: fail}
- {rule: size, given: {environment: production, intent: {size_gib: "?"}}, expect: cannot tell}
- {rule: size, given: {environment: test, intent: {size_gib: 50.0}}, expect: pass}
"""
    table = policy_test(project(tmp_path, RULE + examples))
    assert (table.ok, table.exit_code, table.notes) == (True, 0, ("1 rules, 4 examples, 0 not as expected",))
    assert [row[3] for row in table.rows] == ["pass", "fail", "cannot tell", "pass"]
    assert [row[4] for row in table.rows][2:] == ["intent.size_gib is known only at apply", "the rule is not about it"]


def test_an_example_that_does_not(tmp_path):
    examples = "examples: [{rule: size, given: {environment: production, intent: {size_gib: 5.0}}, expect: fail}]\n"
    table = policy_test(project(tmp_path, RULE + examples))
    assert (table.ok, table.exit_code) == (False, 1)
    assert table.rows == (("size", "policy/a.yaml:3", "fail", "pass", ""),)


def test_a_rule_without_an_example_is_told(tmp_path):
    table = policy_test(project(tmp_path, RULE))
    assert table.ok
    assert table.notes[0] == "policy/a.yaml:2: the rule `size` has no example"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("{intent: {role: database, size_gb: 3}}", "must be a fact of `intent`, but `size_gb` is none"),
        ("{intent: {role: databse}}", "`role` must be a role of components, but `databse` is none"),
        ("{offer: {cost: 3}}", "must be a fact of `offer`, but `cost` is none"),
    ],
)
def test_examples_of_what_does_not_exist(tmp_path, given, message):
    with pytest.raises(MainstayError, match=message):
        policy_test(project(tmp_path, f"{RULE}examples: [{{rule: size, given: {given}, expect: pass}}]\n"))


def test_a_condition_that_does_not_compile_is_told_with_its_place(tmp_path):
    with pytest.raises(MainstayError, match=r"policy/a.yaml:2: the rule `a` must have a condition that compiles"):
        policy_test(project(tmp_path, "rules:\n- {id: a, require: intent.size_gib <, reason: b}\n"))


@pytest.mark.slow
def test_the_rules_of_the_company_are_as_their_examples_say():
    table = policy_test(open_context(ROOT), Path("examples/policy/company.yaml"))
    assert (table.ok, len(table.notes)) == (True, 1), table.notes


def git(folder: Path, *arguments: str) -> str:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org"}
    who |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org"}
    ended = subprocess.run(
        ["git", *arguments], cwd=folder, env=os.environ | who, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


@pytest.fixture
def repository(tmp_path) -> tuple[str, str]:
    """A bare repository with rules in a folder: its URL, and a commit that is not its newest."""
    work = tmp_path / "work"
    (work / "aws").mkdir(parents=True)
    (work / "aws" / "a.yaml").write_text(RULE)
    git(work, "init", "--quiet", "--initial-branch=main")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "rules")
    commit = git(work, "rev-parse", "HEAD")
    (work / "aws" / "a.yaml").write_text("rules: []\n")
    git(work, "commit", "--quiet", "-am", "none")
    git(tmp_path, "clone", "--quiet", "--bare", "work", "rules.git")
    return f"git+file://{tmp_path}/rules.git", commit


@pytest.fixture
def context(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    return open_context(folder)


@pytest.mark.slow
def test_rules_from_git_are_those_of_the_commit(context, repository, tmp_path):
    url, commit = repository
    stated = ["../common", f"{url}@{commit}#aws"]
    found = policy_folders(context, stated)
    assert list(found) == ["../common", f"rules.git@{commit[:7]}/aws"]
    cached = found[f"rules.git@{commit[:7]}/aws"]
    assert (cached / "a.yaml").read_text() == RULE
    assert cached.parent == context.project / ".mainstay" / "cache" / "policy" / commit
    assert (context.project / ".mainstay" / ".gitignore").read_text() == "*\n"
    (tmp_path / "rules.git").rename(tmp_path / "gone.git")
    assert policy_folders(context, stated) == found  # a commit never changes: nothing is fetched again
    assert [p.name for p in (context.project / ".mainstay" / "cache" / "policy").iterdir()] == [commit]


@pytest.mark.slow
def test_what_git_does_not_have_is_told(context, repository):
    url, commit = repository
    with pytest.raises(MainstayError, match="there is no `gcp`"):
        policy_folders(context, [f"{url}@{commit}#gcp"])
    with pytest.raises(MainstayError, match="must give the commit"):
        policy_folders(context, [f"{url}@{'0' * 40}"])
    with pytest.raises(MainstayError, match=r"there is no `\.\./\.\./\.\.`"):
        policy_folders(context, [f"{url}@{commit}#../../.."])
    assert [p.name for p in (context.project / ".mainstay" / "cache" / "policy").iterdir()] == [commit]


@pytest.mark.slow
async def test_rules_are_fetched_from_within_a_loop_too(context, repository):
    url, commit = repository
    assert len(policy_folders(context, [f"{url}@{commit}"])) == 1


def test_without_git_that_is_told(tmp_path):
    found = open_context(tmp_path, world=simulated_world())
    with pytest.raises(MainstayError, match="must be installed to fetch rules"):
        policy_folders(found, [f"git+https://example.org/rules@{'0' * 40}"])
