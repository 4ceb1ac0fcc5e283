"""Judges rendered Terraform with Checkov, which lives in an environment of its own (`make scanner`)."""

import json
import subprocess
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).resolve().parents[2]
CHECKOV = _ROOT / ".venv-checkov" / "bin" / "checkov"
ACCEPTED = tomllib.loads((_ROOT / "tests" / "golden" / "checkov.toml").read_text())["accepted"]
"""What may fail, each with its reason."""


class Failure(NamedTuple):
    """A check that a resource did not pass."""

    check: str
    resource: str
    path: str
    says: str

    @property
    def is_accepted(self) -> bool:
        """Whether somebody said why this is right as it is."""
        return any(
            self.check in entry["checks"] and any(fnmatchcase(self.resource, one) for one in entry["resources"])
            for entry in ACCEPTED
        )


def failures(folder: Path) -> list[Failure]:
    """All checks that anything below `folder` does not pass, from one run of the scanner."""
    command = [str(CHECKOV), "--framework", "terraform", "--output", "json", "--quiet", "--compact", "--skip-download"]
    done = subprocess.run([*command, "--directory", str(folder)], capture_output=True, text=True, check=False)
    return sorted(map(_failure, _failed(json.loads(done.stdout))))


def _failed(report: dict[str, object]) -> list[dict[str, str]]:
    """A report without `results` is of a folder in which there is nothing to judge."""
    results = report.get("results")
    return results["failed_checks"] if isinstance(results, dict) else []


def _failure(found: dict[str, str]) -> Failure:
    return Failure(found["check_id"], found["resource"], found["file_path"], found["check_name"])
