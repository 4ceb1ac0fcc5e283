"""Runs simulated programs in a fork server of their own, as the command does."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mainstay.prove.outcome import Job, Outcome

LIMIT_S = 300


def simulate(target: str, *seeds: int, path: Sequence[Path | str] = (), timeline: bool = False) -> list[Outcome]:
    """The outcomes of `target` (`path/to/file.py::function`) with each of `seeds`, in their order.

    `path` are folders of packages that the program needs. Raises `RuntimeError` with what the server said where it fails.
    """
    jobs = b"".join(msgspec.json.encode(Job(target=target, seed=seed, timeline=timeline)) + b"\n" for seed in seeds)
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    environ.pop("MAINSTAY_PROVE_SERVER", None)
    command = [sys.executable, "-m", "mainstay.prove.server", target]
    done = subprocess.run(command, input=jobs, capture_output=True, env=environ, timeout=LIMIT_S, check=False)
    if done.returncode:
        raise RuntimeError(f"{target}: status {done.returncode}\n{done.stderr.decode()}")
    answers = [msgspec.json.decode(line, type=Outcome) for line in done.stdout.splitlines() if line != b"ready"]
    return sorted(answers, key=lambda outcome: seeds.index(outcome.seed))
