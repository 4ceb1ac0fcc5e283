"""Runs simulated tests through the fork server, as the command line does."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from mainstay.prove.outcome import Outcome

HERE = Path(__file__).parent


def simulate(target: str, *seeds: int) -> list[Outcome]:
    """The outcomes of `target` (`folder/file.py::function`, below this folder) for `seeds`, in their order."""
    path, _, function = target.partition("::")
    file = HERE / path
    name = f"{file.name}::{function}"
    jobs = "".join(json.dumps({"target": name, "seed": seed}) + "\n" for seed in seeds)
    done = subprocess.run(
        [sys.executable, "-m", "mainstay.prove.server", name],
        input=jobs, capture_output=True, text=True, cwd=file.parent, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    found = {outcome.seed: outcome for outcome in (msgspec.json.decode(line, type=Outcome) for line in lines)}
    return [found[seed] for seed in seeds]
