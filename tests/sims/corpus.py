"""The corpus: one program for each package in `packages/`, and what comes of running it unmodified.

Every program runs with two seeds, twice, each time in a fresh process; it must hold, and the digests must be equal.
Needs `make corpus`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sims.running import simulate

HERE = Path(__file__).parent
FOLDER = HERE / "packages"
INSTALLED = HERE.parents[1] / ".venv-corpus" / "main"
PATH = (INSTALLED, HERE)
SEEDS = (1, 2)
NAMES = sorted(path.stem.removeprefix("uses_") for path in FOLDER.glob("uses_*.py"))
_OURS = frozenset({"mainstay"})


class Row(NamedTuple):
    """What came of one program. `result` is "ok", or says what is wrong."""

    name: str
    packages: str
    style: str
    result: str
    events: int


def target(name: str) -> str:
    """The simulated test of a program."""
    return f"{FOLDER}/uses_{name}.py::test"


def row(name: str) -> Row:
    """Run a program with each seed in two fresh processes."""
    first, second = (simulate(target(name), *SEEDS, path=PATH) for _ in range(2))
    broken = next((outcome.message for outcome in (*first, *second) if outcome.broken), "")
    equal = [outcome.digest for outcome in first] == [outcome.digest for outcome in second]
    asked = all(outcome.asked for outcome in first)
    result = f"fails: {broken[:80]}" if broken else "asks nothing" if not asked else "ok" if equal else "differs"
    return Row(name, ", ".join(packages(name)), style(name), result, sum(outcome.events for outcome in first))


def check(name: str) -> None:
    """A quicker form for tests: one seed in two fresh processes; raises `AssertionError`."""
    (first,), (second,) = (simulate(target(name), SEEDS[0], path=PATH) for _ in range(2))
    assert (first.message, second.message) == ("", "")
    assert first.asked, "it asks nothing"
    assert first.digest == second.digest, "two runs differ"


# -- what is known without running


def packages(name: str) -> list[str]:
    """The distributions that a program imports, itself or by its server beside `packages/`, with their versions."""
    roots = _imported(FOLDER / f"uses_{name}.py")
    for helper in [HERE / f"{root}.py" for root in roots]:
        if helper.is_file():
            roots |= _imported(helper)
    known = _distributions()
    return sorted({known[root] for root in roots - _OURS if root in known}, key=str.lower)


def _imported(path: Path) -> set[str]:
    return {module for node in ast.walk(ast.parse(path.read_text())) for module in _modules(node)}


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module.partition(".")[0]


@cache
def _distributions() -> dict[str, str]:
    """Top-level module → "distribution version", from what is installed."""
    found: dict[str, str] = {}
    for record in INSTALLED.glob("*.dist-info/RECORD"):
        name, version = re.findall(r"^(?:Name|Version): (\S+)", (record.parent / "METADATA").read_text(), re.MULTILINE)[
            :2
        ]
        if name[0].isdigit():
            name, version = version, name
        for line in record.read_text().splitlines():
            top = line.partition(",")[0].partition("/")[0].partition(".")[0]
            found.setdefault(top, f"{name} {version}")
    return found


def style(name: str) -> str:
    """Whether a program is synchronous (also with threads and processes), asynchronous, or both."""
    source = (FOLDER / f"uses_{name}.py").read_text()
    asynchronous = any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(ast.parse(source)))
    threads = re.search(r"^(import|from) (threading|requests|subprocess)|to_thread", source, re.MULTILINE)
    return ("both" if threads else "asynchronous") if asynchronous else "synchronous"


def main(*names: str) -> int:
    """Print the rows of `names`, or of all programs; 1 where one is not as it should be."""
    wrong = 0
    for name in names or NAMES:
        found = row(name)
        wrong += found.result != "ok"
        sys.stdout.write("| " + " | ".join(map(str, found)) + " |\n")
        sys.stdout.flush()
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
