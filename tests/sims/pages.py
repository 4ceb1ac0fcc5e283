"""Two pages of the reference: the packages that run unmodified, and the escapes that were tried.

`PYTHONPATH=tests python -m sims.pages docs/reference` runs everything and writes them; the status is 1 where a row is
not as it should be. What they say depends on nothing but the sources, the pins and the version of Python.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from sims import attempts, corpus

PACKAGES, ESCAPES = "packages.md", "escapes.md"
_HEADS = frozenset({"program", "attempt", "---"})
_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


def packages_page(rows: Sequence[corpus.Row]) -> str:
    """The page of packages."""
    synchronous = sum(row.style != "asynchronous" for row in rows)
    used = {package for row in rows for package in row.packages.split(", ")}
    lines = [
        "# Packages that run unmodified",
        "",
        f"{len(rows)} programs use {len(used)} packages from the registry in simulations, with no change to them;",
        f"{synchronous} of the programs are synchronous, with threads or processes, or have such a part. Each is an",
        "exchange of a server and its clients (`tests/sims/packages/uses_NAME.py`), under `GENTLE` faults.",
        "",
        f"Made by `make corpus-tables` with Python {_PYTHON}: each program ran with the seeds 1 and 2, twice, each",
        'time in fresh processes. "ok" means that every property held and that both runs had equal digests. Events are',
        "those of both seeds. All versions, also of what these packages need: `tests/sims/packages/pins.txt`.",
        "",
        "| program | packages | style | result | events |",
        "|---|---|---|---|---:|",
        *(f"| {row.name} | {row.packages} | {row.style} | {row.result} | {row.events} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def escapes_page(groups: Sequence[tuple[str, Sequence[attempts.Row]]]) -> str:
    """The page of escapes."""
    rows = [row for _, group in groups for row in group]
    lines = [
        "# Attempts to leave the simulation",
        "",
        f"{len(rows)} ways in which a program may reach the real machine, and what comes of each: it is simulated, or",
        "it is refused, told with its place, and fails the test. None is silent. Each is a function in",
        "`tests/sims/escapes`.",
        "",
        f"Made by `make corpus-tables` with Python {_PYTHON} on Linux with a C compiler: each attempt ran twice in",
        "fresh processes, and both runs had to agree.",
    ]
    for name, group in groups:
        lines += ["", f"## {name.capitalize()}", "", attempts.table(group)]
    return "\n".join(lines) + "\n"


def told(page: str) -> list[tuple[str, str]]:
    """The first two cells of the rows of a page's tables."""
    cells = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE)
    return [row for row in cells if row[0] not in _HEADS]


def main(folder: str) -> int:
    """Write both pages into `folder`."""
    groups = [(Path(group[0].target.partition("::")[0]).stem, attempts.tried(group)) for group in attempts.groups()]
    rows = []
    for name in corpus.NAMES:
        rows.append(corpus.row(name))
        sys.stderr.write(f"{rows[-1].name}: {rows[-1].result}\n")
    Path(folder, PACKAGES).write_text(packages_page(rows))
    Path(folder, ESCAPES).write_text(escapes_page(groups))
    wrong = [row.name for row in rows if row.result != "ok"]
    wrong += [row.attempt.target for _, group in groups for row in group if not row.caught]
    sys.stderr.write("".join(f"not as it should be: {name}\n" for name in wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
