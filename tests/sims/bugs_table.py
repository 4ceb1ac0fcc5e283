"""Looks for every known bug with its harness, shrinks and replays what it finds, and writes docs/reference/bugs.md.

`python tests/sims/bugs_table.py [--quick] [NAME...]`; needs `make corpus`. With names only the rows of those cases are
new; with --quick nothing is shrunk or replayed. The status is 1 where a bug is not found, or anything is found where
nothing may be.
"""

import asyncio
import ctypes
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from bug_cases import CASES, Case  # noqa: E402 - beside this file

from mainstay.prove.explore import Explored, Explorer, Search  # noqa: E402 - likewise
from mainstay.prove.pool import Pool  # noqa: E402 - likewise
from mainstay.prove.proof import Verdict, prove  # noqa: E402 - likewise
from mainstay.world.real import real_world  # noqa: E402 - likewise

CORPUS = Path(os.environ.get("CORPUS", HERE.parents[1] / ".venv-corpus"))
QUICK = "--quick"
_PR_SET_CHILD_SUBREAPER = 36
PAGE = HERE.parents[1] / "docs" / "reference" / "bugs.md"
HEAD = """# Bugs of real projects that simulations find

Written by `python tests/sims/bugs_table.py`. Each harness has at most 60 lines, uses the documented interface of its
project, and knows nothing of the bug. *Seeds* is how many simulations it took until one broke, *CPU* their seconds,
*decisions* what is left of its faults after shrinking, *replays* how many of 100 gave the same bytes. *Silent* is how
many seeds broke nothing on the release that has the bug no more (for raftos: with an odd number of nodes; "no release"
where each that there is has it). From aiojobs on, bugs were chosen by changelogs, before any was tried.

| harness | faulty | what goes wrong | broke | seeds | CPU | decisions | replays | silent |
|---|---|---|---|---|---|---|---|---|
"""


class Row(NamedTuple):
    """What was measured of one case."""

    text: str
    good: bool


def explore(target: str, release: str, search: Search) -> tuple[Explored, float]:
    """What a search finds with the packages of `release`, and the seconds of processor time that it took."""

    async def look() -> Explored:
        async with pool_for(target, release) as pool:
            return await Explorer(pool, search).run(lambda: True)

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    explored = asyncio.run(look())
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return explored, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shrink(target: str, release: str, search: Search) -> Verdict:
    """The failure that a search finds, shrunk and replayed."""

    async def look() -> Verdict:
        async with pool_for(target, release) as pool:
            return await prove(pool, search, may_go_on=lambda: True)

    return asyncio.run(look())


@asynccontextmanager
async def pool_for(target: str, release: str) -> AsyncGenerator[Pool]:
    """A pool that simulates `target` with the packages of `release`."""
    world = real_world()
    path = os.pathsep.join(map(str, (CORPUS / release, CORPUS / "main", HERE)))
    environ = {**world.environment.all(), "PYTHONPATH": path}
    with tempfile.TemporaryDirectory(prefix="bugs-") as folder:
        async with Pool(world.programs, target, python=sys.executable, folder=Path(folder), environ=environ) as pool:
            yield pool


def search_of(target: str, seeds: int, first: int = 0) -> Search:
    """Seeds one after the other, so that the first that breaks is the same each time."""
    return Search(target=target, seeds=seeds, first=first, jobs=1, branching=False)


def row(case: Case, *, shrinking: bool) -> Row:
    """Look for one bug, then make sure that nothing is found where it is not."""
    explored, seconds = explore(case.target, case.faulty, search_of(case.target, case.tried))
    cells = ["not found", str(explored.runs), f"{seconds:.1f} s", "", ""]
    good = False
    if explored.failure is not None and not shrinking:
        good = True
        cells = [explored.failure.broken, str(explored.runs), f"{seconds:.1f} s", "not shrunk", ""]
    elif explored.failure is not None:
        again = search_of(case.target, 1, explored.failure.job.seed)
        verdict = shrink(case.target, case.faulty, again)
        assert verdict.failure is not None, "the same seed breaks the same property"
        decisions, good = len(verdict.failure.decisions), verdict.replayed == verdict.replays
        cells = [explored.failure.broken, str(explored.runs), f"{seconds:.1f} s", str(decisions)]
        cells.append(f"{verdict.replayed} of {verdict.replays}")
    silent = "no release"
    if case.quiet is not None:
        other, _ = explore(case.quiet[0], case.quiet[1], search_of(case.quiet[0], case.silent))
        silent = f"{other.runs}, {case.quiet[1]}" if other.failure is None else f"BROKEN: {other.failure.message}"
        good = good and other.failure is None
    told = " | ".join([case.shown, case.faulty, case.what, *cells, silent])
    return Row(f"| {told} |\n", good)


def main() -> int:
    """Measure what was asked for, and put it into the page; the rows of other cases stay as they were."""
    # Simulations whose fork server has ended become children of this process: all that they took is counted.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    wanted, good = [name for name in sys.argv[1:] if name != QUICK], True
    for case in CASES:
        if not wanted or any(name in case.name for name in wanted):
            measured = row(case, shrinking=QUICK not in sys.argv)
            print(measured.text, end="", flush=True)
            write({**kept(), key(measured.text): measured.text})
            good = good and measured.good
    return int(not good)


def key(text: str) -> tuple[str, ...]:
    """What makes a row the row of its case: harness and release."""
    return tuple(cell.strip() for cell in text.split("|")[1:3])


def kept() -> dict[tuple[str, ...], str]:
    """The rows that the page has."""
    lines = PAGE.read_text().splitlines(keepends=True) if PAGE.exists() else []
    return {key(line): line for line in lines if "::" in line or ".py |" in line}


def write(rows: dict[tuple[str, ...], str]) -> None:
    """Write the page, in the order of the cases."""
    shown = [rows[place] for case in CASES if (place := (case.shown, case.faulty)) in rows]
    decisions = [int(cells[7]) for text in shown if (cells := text.split("|"))[7].strip().isdigit()]
    median = statistics.median(decisions or [0])
    found = sum("| not found |" not in text for text in shown)
    tail = f"\nFound: {found} of {len(CASES)}. Median of decisions: {median:g}, of {len(decisions)} that were shrunk.\n"
    PAGE.write_text(HEAD + "".join(shown) + tail)


if __name__ == "__main__":
    sys.exit(main())
