"""A failure as one file: what is needed to see it again, and what happened, readable."""

import contextlib
import hashlib
import sys
from pathlib import Path

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.value import Value, decode
from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.timeline import as_html

FORMAT = 1


class Versions(Value, frozen=True):
    """What a failure was found with. It replays byte for byte where all of these are the same."""

    format: int
    python: str
    target: str  # digest of the test's file

    @classmethod
    def now(cls, target: str) -> "Versions":
        """Those of this interpreter and of the target's file as it is now."""
        file = Path(target.partition("::")[0])
        data = file.read_bytes() if file.is_file() else b""
        return cls(
            format=FORMAT,
            python=".".join(map(str, sys.version_info[:3])),
            target=hashlib.sha256(data).hexdigest()[:16],
        )


class Failure(Value, frozen=True):
    """A broken property, shrunk. `outcome` is that of `job`, with its timeline."""

    versions: Versions
    job: Job
    outcome: Outcome

    @property
    def decisions(self) -> tuple[str, ...]:
        """The decisions that it takes, with their moments."""
        return tuple(f"{s.at_ns / 1e9:.6f} s  {s.decision.key}" for s in self.outcome.struck)


def why_different(failure: Failure) -> str:
    """Why a replay of it gives something else: what has changed since, as far as that is known."""
    file = failure.job.target.partition("::")[0]
    if Versions.now(failure.job.target).target != failure.versions.target:
        return f"something else happened: {file} has changed since"
    return f"something else happened: {file} is the same, but what it runs has changed, or lies elsewhere in memory"


def write(failure: Failure, path: Path) -> None:
    """Write the file, indented: people read it."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(failure), indent=1) + b"\n")


def save(failure: Failure, folder: Path) -> Path:
    """Write a failure and its picture into `folder`, named after the test and what happened; the file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    walk = f"-{failure.job.rollout.walk.name}" if failure.job.rollout else ""  # two walks may break by the same events
    name = f"{failure.job.target.rpartition('::')[2]}{walk}-{failure.outcome.digest[:8]}"
    file = folder / f"{name}.json"
    write(failure, file)
    (folder / f"{name}.html").write_text(as_html(failure.outcome), encoding="utf-8")
    return file


class Keeper:
    """Keeps what was found in a folder: as it broke first, and later, instead, what shrinking has left of it.

    Where the folder cannot be written to, nothing is kept: the search goes on, and whoever tells the verdict says so.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: Path | None = None

    def keep(self, failure: Failure) -> Path | None:
        """Write it and its picture; the file's path."""
        with contextlib.suppress(OSError):
            file = save(failure, self._folder)
            if self._kept is not None and self._kept != file:
                for earlier in (self._kept, self._kept.with_suffix(".html")):
                    earlier.unlink(missing_ok=True)
            self._kept = file
            return file
        return None


def read(path: Path) -> Failure:
    """Read a file that `write` has written; raises `MainstayError` where it is not one, or of another version."""
    try:
        data = path.read_bytes()
    except OSError as trouble:
        raise MainstayError(
            str(path), "must be a file of a failure", str(trouble.strerror), hint="mainstay prove writes them"
        ) from None
    try:
        failure = decode(data, Failure)
    except msgspec.DecodeError as trouble:
        raise MainstayError(
            str(path), "must be a file of a failure", str(trouble), hint="give the file that mainstay prove has written"
        ) from None
    return _checked(failure, path)


def _checked(failure: Failure, path: Path) -> Failure:
    now, then = Versions.now(failure.job.target), failure.versions
    if now.python != then.python or now.format != then.format:
        raise MainstayError(
            str(path),
            f"must be replayed with Python {then.python} and format {then.format}",
            f"this is Python {now.python} and format {now.format}",
            hint=f"use an interpreter {then.python}, or look for it again: mainstay prove {failure.job.target}",
        )
    return failure
