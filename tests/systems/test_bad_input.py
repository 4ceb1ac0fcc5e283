# ruff: noqa: E501 - a table reads best with one line for each case
"""What is wrong in itself is refused at the command line: where, what must hold, what was found, a hint; no file."""

from pathlib import Path
from typing import NamedTuple

import pytest

from mainstay.cli import main
from mainstay.model.errors import ExitCode
from systems.asking import project

pytestmark = pytest.mark.slow

ROWS = "item,region,unit,usd,source,date\n"


class Case(NamedTuple):
    """`says` are pieces of the one paragraph; `files` stand beside mainstay.yaml."""

    name: str
    says: tuple[str, ...]
    manifest: str
    rules: str = ""
    files: dict[str, str] = {}


WEB = "services: {web: {public: true, requests_per_second: 1}}\n"
CASES = [
    Case("unknown kind", ("mainstay.yaml:4", "aws.lambada", "aws.lambda"), "services: {web: {kind: aws.lambada}}\n"),
    Case("cyclic uses", ("mainstay.yaml:", "circle"), "services: {a: {listens: true, uses: [b]}, b: {listens: true, uses: [a]}}\n"),
    Case("uses itself", ("mainstay.yaml:", "`a`"), "services: {a: {listens: true, uses: [a]}}\n"),
    Case("uses what is not there", ("mainstay.yaml:", "there is no `bd`", "`db`"), "services: {a: {uses: [bd]}}\ndatabases: {db: {}}\n"),
    Case("less than no load", ("mainstay.yaml:4", "requests_per_second"), "services: {web: {requests_per_second: -1}}\n"),
    Case("more than always", ("mainstay.yaml:4", "availability"), "services: {web: {availability: 110}}\n"),
    Case("no latency", ("mainstay.yaml:4", "latency_p99_ms"), "services: {web: {latency_p99_ms: 0}}\n"),
    Case("a size that is no number", ("mainstay.yaml:4", "size_gib"), "databases: {db: {size_gib: plenty}}\n"),
    Case("endless load", ("mainstay.yaml:4", "requests_per_second"), "services: {web: {requests_per_second: .inf}}\n"),
    Case("a negative budget", ("mainstay.yaml:4", "budget_usd_month"), "budget_usd_month: -5\n" + WEB),
    Case("a rule of wrong types", ("policy/rules.yaml:2", "`sized`", "type-check"), WEB, "  - {id: sized, require: 'intent.memory_mib > \"large\"', reason: r}\n"),
    Case("a rule that does not parse", ("policy/rules.yaml:2", "`broken`"), WEB, "  - {id: broken, require: 'intent.memory_mib >', reason: r}\n"),
    Case("a rule about no fact", ("policy/rules.yaml:2", "colour"), WEB, "  - {id: c, require: 'intent.colour == \"red\"', reason: r}\n"),
    Case("two rules of one id", ("policy/rules.yaml:3", "`r`"), WEB, "  - {id: r, require: 'true', reason: a}\n  - {id: r, require: 'true', reason: b}\n"),
    Case("a hole in the prices", ("prices.csv:2", "`usd`"), "prices: prices.csv\n" + WEB, files={"prices.csv": ROWS + "aws.lambda/request/million,eu-central-1,million,,AWS,2025-06\n"}),
    Case("prices that are not there", ("prices.csv",), "prices: prices.csv\n" + WEB),
    Case("two environments of one name", ("mainstay.yaml:", "production"), "environments: {production: {}, production: {}}\n" + WEB),
    Case("an unknown property", ("mainstay.yaml:4", "memory_sise", "memory_size"), "services: {web: {kind: aws.lambda, set: {memory_sise: 512}}}\n"),
    Case("a property of the wrong type", ("mainstay.yaml:4", "memory_size"), "services: {web: {kind: aws.lambda, set: {memory_size: big}}}\n"),
    Case("a property out of range", ("memory_size", "99999"), "services: {web: {kind: aws.lambda, public: true, set: {memory_size: 99999}}}\n"),
    Case("a policy folder that is not there", ("rules-of-all",), "policy: [rules-of-all]\n" + WEB),
    Case("a broken lock", ("mainstay.lock",), WEB, files={"mainstay.lock": "{not json"}),
    Case("broken metrics", ("metrics.json",), "metrics: metrics.json\n" + WEB, files={"metrics.json": '{"web": {"concurrency": "many"}}'}),
    Case("metrics of nothing that is there", ("metrics.json", "`wbe`"), "metrics: metrics.json\n" + WEB, files={"metrics.json": '{"wbe": {"concurrency": 3}}'}),
    Case("an unknown key", ("mainstay.yaml:4", "`servces`", "services"), "servces: {web: {}}\n"),
    Case("a reserved name", ("mainstay.yaml:", "`network`"), "services: {network: {}}\n"),
    Case("a part that cannot stand alone", ("mainstay.yaml:4", "aws.rds_proxy"), "resources: {p: {kind: aws.rds_proxy}}\n"),
    Case("a number that AWS does not take", ("mainstay.yaml:4", "allocated_storage", "-4"), "databases: {db: {kind: aws.rds_postgres, set: {allocated_storage: -4}}}\n"),
    Case("no backups of a database", ("mainstay.yaml:4", "retention_days"), "databases: {db: {kind: aws.rds_postgres, retention_days: 0}}\n"),
    Case("a size that no task has", ("mainstay.yaml:4", "cpu"), "services: {web: {kind: aws.fargate, public: true, set: {cpu: 300}}}\n"),
    Case("a lock of a later version", ("mainstay.lock", "version 99"), WEB, files={"mainstay.lock": '{"version": 99}'}),
    Case("a name that is too long", ("mainstay.yaml:4", "at most 40"), "services: {" + "a" * 41 + ": {}}\n"),
    Case("a name with a hyphen at its end", ("mainstay.yaml:4", "end"), "services: {web-: {}}\n"),
    Case("an image that is none", ("mainstay.yaml:4", "image", "foo bar"), "services: {web: {image: foo bar, public: true}}\n"),
    Case("a path without a slash", ("mainstay.yaml:4", "health_path", "health"), "services: {web: {public: true, health_path: health}}\n"),
    Case("a name that no program is told", ("mainstay.yaml:4", "'A-B'"), "services: {web: {public: true, requests_per_second: 1, env: {A-B: x}}}\n"),
    Case("a binding that no program is told", ("mainstay.yaml:4", "'A.B'"), "services: {web: {listens: true, uses: {s: {A.B: value}}}}\nsecrets: {s: {}}\n"),
    Case("a region that is none", ("mainstay.yaml:2", "atlantis"), WEB),
]  # fmt: skip


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("verb", ["compile", "render"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_refused_in_one_paragraph_and_nothing_is_written(case, verb, tmp_path, capsys):
    folder = project(tmp_path, case.manifest, case.rules)
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    if "atlantis" in case.says:
        text = (folder / "mainstay.yaml").read_text(encoding="utf-8")
        (folder / "mainstay.yaml").write_text(text.replace("eu-central-1", "atlantis-1"), encoding="utf-8")
    before = tree(folder)
    status = main(["-C", str(folder), verb])
    shown = capsys.readouterr()
    assert status == ExitCode.USAGE
    assert shown.out == ""
    message, _, hint = shown.err.strip().partition("\n\nhint: ")
    assert hint
    assert "\n\n" not in message
    assert "Traceback" not in shown.err
    for piece in case.says:
        assert piece in shown.err, shown.err
    assert tree(folder) == before
