"""The search: branches a second from a snapshot of 100 MB, and how soon bugs are found beside random seeds.

Time-to-bug is counted in simulations and in processor seconds (of the simulations and of who asks for them), medians
over several first seeds. A search that finds nothing ends at a limit; where that is the median, the true one is larger.
The deep states are tests/sims/deep (a bank without any hints, leases that say how far they are, a notebook that names
two milestones), the shallow bug is a lost update.
"""

import argparse
import asyncio
import contextlib
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from _figures import Figure, arguments, median, say, tell

from mainstay.prove.explore import Explorer, Search
from mainstay.prove.outcome import Job
from mainstay.prove.pool import Copy, Pool
from mainstay.world.real import real_world

HERE = Path(__file__).resolve().parent
SIMS = HERE.parent / "tests/sims"
HEAP = f"{HERE / '_heap.py'}::holds_100_mb"
DEEP = {
    "bank, no hints": f"{SIMS}/deep/bank_proof.py::test_no_money_is_made",
    "leases, a number": f"{SIMS}/deep/leases_proof.py::test_every_job_is_done_or_put_aside",
    "notebook, milestones": f"{SIMS}/deep/notebook_proof.py::test_what_was_acknowledged_stays",
}
SHALLOW = {"lost update": f"{SIMS}/programs/lost_update.py::test_no_increment_is_lost"}
BRANCHES = 300
_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")


class Found(NamedTuple):
    """One search: after how many simulations and processor seconds it ended, and whether with a bug."""

    runs: int
    cpu_s: float
    bug: bool


@asynccontextmanager
async def opened(target: str) -> AsyncIterator[Pool]:
    world = real_world()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environ = world.environment.all()
        async with Pool(world.programs, target, python=sys.executable, folder=Path(folder), environ=environ) as pool:
            yield pool


def cpu_s(pid: int) -> float:
    """Processor seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def processes(target: str) -> list[int]:
    """The processes that simulate a target."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if b"mainstay.prove.server" in command and target.encode() in command:
                found.append(int(folder.name))
    return found


async def branches() -> tuple[float, float]:
    """Processor seconds, and seconds, that one branch takes: one at a time, from a snapshot of 100 MB."""
    left: asyncio.Future[Copy] = asyncio.get_running_loop().create_future()
    async with opened(HEAP) as pool:
        pool.on_snapshot = left.set_result
        await pool.run(Job(target=HEAP, seed=1, snapshots=1))
        copy = await left
        pool.on_snapshot = Copy.drop
        before = {pid: cpu_s(pid) for pid in processes(HEAP)}
        cpu, clock = time.process_time(), time.monotonic()
        for _ in range(BRANCHES):
            pool.branched()
            copy.branch()
            outcome = await pool.next()
            assert outcome.held, outcome.message
        spent = sum(cpu_s(pid) - before[pid] for pid in processes(HEAP) if pid in before)
        return (spent + time.process_time() - cpu) / BRANCHES, (time.monotonic() - clock) / BRANCHES


async def searched(target: str, first: int, *, branching: bool, most: int) -> tuple[int, bool]:
    """How many simulations one search took, and whether it found the bug; one simulation at a time."""
    async with opened(target) as pool:
        search = Search(target=target, first=first, jobs=1, branching=branching, most=most)
        found = await Explorer(pool, search).run(lambda: True)
        await pool.settle()
        return found.runs, found.failure is not None


def one(target: str, first: int, branching: int, most: int) -> None:
    """Search in this process, and print what it took. Orphaned simulations become its children: all are counted."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    runs, bug = asyncio.run(searched(target, first, branching=bool(branching), most=most))
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    used = os.times()
    print(runs, used.user + used.system + used.children_user + used.children_system, int(bug))


def measured(target: str, *, branching: bool, most: int, repetitions: int) -> list[Found]:
    """Searches from several first seeds, each in a process of its own."""
    found: list[Found] = []
    for repetition in range(repetitions):
        first = repetition * 1_000_000
        command = [sys.executable, str(HERE / "search.py"), "--one", target, str(first), str(int(branching)), str(most)]
        said = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
        found.append(Found(int(said[0]), float(said[1]), said[2] == "1"))
        say(f"{target.rpartition('/')[2]}, {'branching' if branching else 'random'}: {found[-1]}")
    return found


def figures_of(name: str, target: str, asked: argparse.Namespace, goal: str) -> list[Figure]:
    """How soon the bug of one program is found, beside random seeds."""
    ours = measured(target, branching=True, most=asked.most, repetitions=asked.repetitions)
    seeds = measured(target, branching=False, most=asked.most, repetitions=asked.repetitions)
    hits, others = (f"{sum(each.bug for each in found)}/{len(found)}" for found in (ours, seeds))
    peer = f"random seeds ({others} found)"
    return [
        Figure(f"{name}: {what} to the bug ({hits} found)", mine, unit, peer, theirs, goal)
        for what, unit, mine, theirs in (
            ("simulations", "", median([each.runs for each in ours]), median([each.runs for each in seeds])),
            ("CPU", "s", median([each.cpu_s for each in ours]), median([each.cpu_s for each in seeds])),
        )
    ]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--one", nargs=4, help="search once in this process: target, first seed, branching, most")
    parser.add_argument("--most", type=int, default=3000, help="simulations after which a search gives up")
    parser.add_argument("--repetitions", type=int, default=7, help="searches of each kind")
    parser.add_argument("--only", default="", help="measure only what has this in its name")
    asked = parser.parse_args()
    if asked.one:
        target, *numbers = asked.one
        one(target, *map(int, numbers))
        return
    figures: list[Figure] = []
    if asked.only in "branches":
        cpu, clock = asyncio.run(branches())
        figures.append(Figure("branches a core and second at 100 MB", 1 / cpu, "1/s", goal="≥ 150"))
        figures.append(Figure("branches a second, one at a time", 1 / clock, "1/s"))
    for table, goal in ((DEEP, "≤ 0.1"), (SHALLOW, "≤ 1")):
        for name, target in table.items():
            if asked.only in name:
                figures += figures_of(name, target, asked, goal)
    tell(figures, as_json=asked.json)


if __name__ == "__main__":
    main()
