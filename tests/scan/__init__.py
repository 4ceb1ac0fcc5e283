"""Judges rendered Terraform and manifests with Checkov, which lives in an environment of its own (`make scanner`)."""

import json
import subprocess
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple, cast

_ROOT = Path(__file__).resolve().parents[2]
CHECKOV = _ROOT / ".venv-checkov" / "bin" / "checkov"


class Reason(NamedTuple):
    """Why these checks may fail on resources whose address is like one of these patterns."""

    checks: tuple[str, ...]
    resources: tuple[str, ...]
    says: str


class Failure(NamedTuple):
    """A check that a resource did not pass."""

    check: str
    resource: str
    path: str
    says: str

    def reasons(self) -> list[tuple[str, str]]:
        """Check and pattern of every accepted reason that this is right as it is."""
        named = (reason for reason in ACCEPTED if self.check in reason.checks)
        return [(self.check, one) for reason in named for one in reason.resources if fnmatchcase(self.resource, one)]


class Scan(NamedTuple):
    """What one run of the scanner says.

    `passed` is how many checks did, `files` are those that any check is for, `unread` is how many it could not read.
    """

    failures: tuple[Failure, ...]
    passed: int
    files: frozenset[str]
    unread: int


def scan(folder: Path) -> Scan:
    """All checks on everything below `folder`, from one run of the scanner."""
    frameworks = ("--framework", "terraform", "kubernetes")
    command = [str(CHECKOV), *frameworks, "--output", "json", "--compact", "--skip-download"]
    done = subprocess.run([*command, "--directory", str(folder)], capture_output=True, text=True, check=False)
    said: Any = json.loads(done.stdout)
    # There is a list only where more than one framework found something to judge.
    several = cast("list[Any]", said if isinstance(said, list) else [said])
    reports = [one for one in several if "results" in one]
    failed = [found for report in reports for found in report["results"]["failed_checks"]]
    passed = [found for report in reports for found in report["results"]["passed_checks"]]
    return Scan(
        failures=tuple(sorted(map(_failure, failed))),
        passed=len(passed),
        files=frozenset(found["file_path"] for found in (*failed, *passed)),
        unread=sum(report["summary"]["parsing_errors"] for report in reports),
    )


def _failure(found: dict[str, str]) -> Failure:
    return Failure(found["check_id"], found["resource"], found["file_path"], found["check_name"])


def _accepted() -> tuple[Reason, ...]:
    read = tomllib.loads((_ROOT / "tests" / "golden" / "checkov.toml").read_text())["accepted"]
    return tuple(Reason(tuple(one["checks"]), tuple(one["resources"]), one["reason"]) for one in read)


ACCEPTED = _accepted()
"""What may fail, each with its reason."""
