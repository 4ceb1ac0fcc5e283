"""A rule that only warns refuses nothing, and is told with its place."""

import pytest

from mainstay.cli import main
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
