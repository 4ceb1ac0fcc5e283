"""The table of escapes: what programs try, and what the simulation makes of it.

`PYTHONPATH=tests python -m sims.attempts` runs every @simulation function of every file in `escapes/`, twice, and
prints a Markdown table. The exit status is 1 where one got out: where neither the simulation answered, nor a message
told of it.
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from mainstay.prove.outcome import Job, Outcome
from sims.running import outcomes

FOLDER = Path(__file__).parent / "escapes"
_REFUSAL = "must stay in the simulation"
_MESSAGE = 160


class Attempt(NamedTuple):
    """One function that tries to get out."""

    target: str
    what: str


class Row(NamedTuple):
    """What came of an attempt. `caught` says that it did not get out unnoticed."""

    attempt: Attempt
    caught: bool
    told: str


def groups() -> Iterator[list[Attempt]]:
    """The attempts of each file, told by their docstrings."""
    for path in sorted(FOLDER.glob("*.py")):
        found = [
            Attempt(f"{path}::{node.name}", (ast.get_docstring(node) or node.name).partition("\n")[0])
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list
        ]
        if found:
            yield found


def tried(attempts: Sequence[Attempt]) -> list[Row]:
    """Run attempts of one file, each twice in an interpreter of its own kind; two runs must agree."""
    jobs = [Job(target=attempt.target, seed=seed) for seed, attempt in enumerate(attempts)]
    first, second = outcomes(jobs), outcomes(jobs)
    return [_row(attempt, one, other) for attempt, one, other in zip(attempts, first, second, strict=True)]


def _row(attempt: Attempt, one: Outcome, other: Outcome) -> Row:
    if one.digest != other.digest:
        return Row(attempt, caught=False, told="two runs differ")
    if one.held:
        return Row(attempt, caught=True, told="simulated")
    message = one.message.partition("\n")[0]
    refused = _REFUSAL in one.message or "cannot be simulated" in one.message
    return Row(attempt, caught=refused, told=f"{'refused' if refused else 'failed'}: {_shown(message)}")


def _shown(message: str) -> str:
    message = message.removeprefix("nothing leaves the simulation: ").removeprefix("the test passes: ")
    text = message.partition('="')[2] or message.partition("='")[2] or message
    text = text.partition("\\n")[0].replace("|", "\\|")
    where, _, rest = text.partition(": ")
    return f"{Path(where).name}: {rest}"[:_MESSAGE] if rest else text[:_MESSAGE]


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = [f"| {row.attempt.what} | {row.told} |" for row in rows]
    return "\n".join(["| attempt | what happens |", "| --- | --- |", *lines])


def main() -> int:
    """Print the table; 1 where an attempt got out."""
    rows = [row for group in groups() for row in tried(group)]
    sys.stdout.write(table(rows) + "\n")
    escaped = [row for row in rows if not row.caught]
    sys.stderr.write(f"{len(rows)} attempts, {len(escaped)} not caught\n")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
