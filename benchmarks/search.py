"""The search: branches a second from a snapshot of 100 MB, and how soon bugs are found beside random seeds.

Time-to-bug is counted in simulations and in processor seconds (of the simulations and of who asks for them), medians
over several first seeds. A search that finds nothing ends at a limit; where that is the median, the true one is larger.

The deep states are in tests/sims/deep: the unmodified FTP server of pyftpdlib and a bank, both without any hints;
leases that say how far they are; a notebook that names two milestones. The search was developed with those. What it
does for programs that it was not developed with is told of more: a threaded store without hints, a circuit breaker that
counts, and the eight in tests/sims/deep/unseen, whose author did not know how the search judges states. Shallow bugs
are a lost update, and real ones of the corpus. The bank also runs on the event loops of simloop and simloom, which have
no snapshots; they need Python 3.12 (`make pythons`); `make corpus` installs them.
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
from collections.abc import AsyncGenerator
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
CORPUS = HERE.parent / ".venv-corpus"
HEAP = f"{HERE / '_heap.py'}::holds_100_mb"


class Program(NamedTuple):
    """What is searched: its target, and the folders of the corpus that it imports from."""

    target: str
    releases: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """What PYTHONPATH must be."""
        return os.pathsep.join(str(CORPUS / release) for release in self.releases)


DEEP = {
    "pyftpdlib, no hints": Program(f"{SIMS}/deep/ftp_proof.py::test_what_is_renamed_was_named_right_before", ("main",)),
    "bank, no hints": Program(f"{SIMS}/deep/bank_proof.py::test_no_money_is_made"),
    "leases, a number": Program(f"{SIMS}/deep/leases_proof.py::test_every_job_is_done_or_put_aside"),
    "notebook, milestones": Program(f"{SIMS}/deep/notebook_proof.py::test_what_was_acknowledged_stays"),
}
UNSEEN = {
    "two-phase commit, milestones": ("twophase", "test_all_or_nothing"),
    "chain, milestones": ("chain", "test_what_is_acknowledged_is_in_the_chain"),
    "outbox, a number": ("outbox", "test_nothing_is_left"),
    "window, a number": ("window", "test_the_file_arrives"),
    "raft, no hints": ("raft", "test_all_commit_the_same"),
    "lookaside, no hints": ("lookaside", "test_what_is_found_is_not_old"),
    "locks, no hints": ("locks", "test_who_has_a_lock_keeps_it"),
    "feed over websockets, no hints": ("feed", "test_nothing_is_missed"),
}
HELD_OUT = {
    "watches, no hints": Program(
        f"{SIMS}/deep/watches_proof.py::test_nothing_is_done_after_what_is_watched_has_changed"
    ),
    "breaker, a number": Program(f"{SIMS}/deep/breaker_proof.py::test_who_tries_is_let_through_at_last"),
    **{
        name: Program(f"{SIMS}/deep/unseen/{module}_proof.py::{test}", ("main",))
        for name, (module, test) in UNSEEN.items()
    },
}
SHALLOW = {
    "lost update": Program(f"{SIMS}/programs/lost_update.py::test_no_increment_is_lost"),
    "aiohttp pool": Program(f"{SIMS}/bugs/aiohttp_pool.py::test", ("aiohttp-3.10.10", "main")),
    "httpcore pool": Program(f"{SIMS}/bugs/httpcore_pool.py::test", ("main",)),
    "rpyc threads": Program(f"{SIMS}/bugs/rpyc_threads.py::test", ("rpyc-5.1.0", "main")),
}
PEERS = ("simloop", "simloom")
BRANCHES = 300
_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")


class Found(NamedTuple):
    """One search: after how many simulations and processor seconds it ended, and whether with a bug."""

    runs: int
    cpu_s: float
    bug: bool


@asynccontextmanager
async def opened(target: str) -> AsyncGenerator[Pool]:
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
    found: list[int] = []
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


def said(command: list[str], path: str) -> Found:
    """What a search says that runs in a process of its own, with `path` as PYTHONPATH."""
    environ = {**os.environ, "PYTHONPATH": path}
    runs, cpu, bug = subprocess.run(command, capture_output=True, check=True, text=True, env=environ).stdout.split()
    return Found(int(runs), float(cpu), bug == "1")


def measured(program: Program, *, branching: bool, most: int, repetitions: int) -> list[Found]:
    """Searches from several first seeds."""
    found: list[Found] = []
    for repetition in range(repetitions):
        numbers = map(str, (repetition * 1_000_000, int(branching), most))
        found.append(said([sys.executable, str(HERE / "search.py"), "--one", program.target, *numbers], program.path))
        say(f"{program.target.rpartition('/')[2]}, {'branching' if branching else 'random'}: {found[-1]}")
    return found


def newer_python() -> str:
    """An interpreter that the peers can run on; empty where there is none."""
    if sys.version_info >= (3, 12):
        return sys.executable
    found = [HERE.parent / f".venv-{version}/bin/python" for version in ("3.12", "3.13")]
    return next((str(python) for python in found if python.exists()), "")


def peers(ours: list[Found], repetitions: int) -> list[Figure]:
    """The processor seconds to the bug of the bank, beside peers that get ten times what the search took."""
    python, budget = newer_python(), 10 * max(each.cpu_s for each in ours)
    figures: list[Figure] = []
    for peer in PEERS:
        if not python or not (CORPUS / peer).is_dir():
            say(f"{peer} is skipped: it needs Python 3.12 (`make pythons`), and to be installed (`make corpus`)")
            continue
        theirs: list[Found] = []
        for repetition in range(repetitions):
            numbers = (str(repetition * 1_000_000), str(budget))
            theirs.append(said([python, str(HERE / "_peers.py"), peer, *numbers], str(CORPUS / peer)))
            say(f"bank, {peer}: {theirs[-1]}")
        figures += compared("bank", ours, (peer, theirs), "≤ 1")
    return figures


def compared(name: str, ours: list[Found], others: tuple[str, list[Found]], goal: str) -> list[Figure]:
    """The medians of two ways to search."""
    peer, theirs = others
    hits, hit = (f"{sum(each.bug for each in found)}/{len(found)}" for found in (ours, theirs))
    return [
        Figure(f"{name}: {what} to the bug ({hits} found)", mine, unit, f"{peer} ({hit} found)", other, goal)
        for what, unit, mine, other in (
            ("simulations", "", median([each.runs for each in ours]), median([each.runs for each in theirs])),
            ("CPU", "s", median([each.cpu_s for each in ours]), median([each.cpu_s for each in theirs])),
        )
    ]


def figures_of(name: str, program: Program, asked: argparse.Namespace, goal: str) -> list[Figure]:
    """How soon the bug of one program is found, beside random seeds, and beside peers where they can run it."""
    missing = [release for release in program.releases if not (CORPUS / release).is_dir()]
    if missing:
        say(f"{name} is skipped: `make corpus` installs {', '.join(missing)}")
        return []
    ours = measured(program, branching=True, most=asked.most, repetitions=asked.repetitions)
    seeds = measured(program, branching=False, most=asked.most, repetitions=asked.repetitions)
    figures = compared(name, ours, ("random seeds", seeds), goal)
    return figures + (peers(ours, asked.repetitions) if name.startswith("bank") else [])


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
    for table, goal in ((DEEP, "≤ 0.1"), (HELD_OUT, "≤ 0.1"), (SHALLOW, "≤ 1")):
        for name, program in table.items():
            if asked.only in name:
                figures += figures_of(name, program, asked, goal)
    tell(figures, as_json=asked.json)


if __name__ == "__main__":
    main()
