"""What somebody set by hand, or by a rule, against what must hold, is refused at the line where it stands."""

import pytest

from mainstay.cli import main
from mainstay.model.errors import ExitCode
from systems.asking import project

pytestmark = pytest.mark.slow

WEB = "services: {web: {public: true, requests_per_second: 1, uses: {db: {DATABASE_URL: url}}}}\n"
DATABASE = """
databases:
  db:
    kind: aws.rds_postgres
    data_class: %s
    set: {%s}
"""
RULE = """
  - id: thrifty
    default: {backup_retention_period: 7}
    when: {kind: aws.rds_postgres}
    reason: copies cost
"""


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ("publicly_accessible: true", "must not be public"),
        ("storage_encrypted: false", "must be encrypted at rest"),
        ("backup_retention_period: 7", "must keep backups for 35 days"),
    ],
)
def test_what_is_set_by_hand_is_refused_where_it_stands(stated, says, tmp_path, capsys):
    manifest = "environments: {production: {}}\n" + WEB + DATABASE % ("personal", stated)
    assert main(["-C", str(project(tmp_path, manifest)), "compile"]) == ExitCode.USAGE
    shown = capsys.readouterr().err
    assert f"mainstay.yaml:11: {says}" in shown
    assert f"hint: take `{stated.partition(':')[0]}` out of `set`" in shown


def test_what_a_rule_sets_is_refused_at_the_rule(tmp_path, capsys):
    manifest = "environments: {production: {}}\n" + WEB + DATABASE % ("personal", "")
    assert main(["-C", str(project(tmp_path, manifest, RULE)), "compile"]) == ExitCode.USAGE
    assert "policy/rules.yaml:3: must keep backups for 35 days" in capsys.readouterr().err


def test_copies_that_no_cache_keeps_are_a_conflict_with_a_way_out(tmp_path, capsys):
    manifest = """
services: {web: {public: true, requests_per_second: 1, uses: {fast: {REDIS_URL: url}}}}
caches:
  fast: {retention_days: 90}
"""
    assert main(["-C", str(project(tmp_path, manifest)), "compile"]) == ExitCode.USAGE
    shown = capsys.readouterr().err
    assert "`fast` must keep backups for 90 days (mainstay.yaml:7)" in shown
    assert "lower the retention of `fast` to 35 days" in shown
