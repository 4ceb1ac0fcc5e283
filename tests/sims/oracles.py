"""What the tests of our demo systems are worth: faults are planted in the systems, and the tests should find them.

`python tests/sims/oracles.py [SYSTEM…]` plants every fault and prints a Markdown table and all survivors. A survivor
that no test could find is listed in oracles.toml with the reason why it changes nothing that anybody relies on; the
share that was caught is counted without those. The status is 1 where it is below `WANTED`.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from mutation import Mutant, mutants  # noqa: E402 - beside this file

from mainstay.model.errors import MainstayError  # noqa: E402 - after the path is set
from mainstay.prove.outcome import Job, Outcome  # noqa: E402 - as above
from mainstay.prove.pool import Pool  # noqa: E402 - as above
from mainstay.world.real import real_world  # noqa: E402 - as above

EXAMPLES = HERE.parents[1] / "examples"
WANTED = 0.8
LANES = os.cpu_count() or 1


@dataclass(frozen=True)
class System:
    """A demo: its folder, the module that is changed `within` these functions or classes, its tests with seeds."""

    folder: str
    module: str
    within: frozenset[str]
    tests: tuple[tuple[str, int], ...]


SYSTEMS = (
    System(
        "job-queue",
        "jobs.py",
        frozenset({"Queue", "serve", "ask_once", "ask", "work", "keep", "do"}),
        (
            ("test_jobs.py::test_late_workers_count_for_nothing", 1),
            ("test_jobs.py::test_jobs_are_done_once", 2),
            ("test_jobs.py::test_jobs_survive", 40),
        ),
    ),
    System(
        "replicated-store",
        "store.py",
        frozenset({"replica", "ask", "majority", "newest", "write", "careful_read"}),
        (
            ("test_answers.py::test_answers", 1),
            ("test_answers.py::test_a_majority_is_enough", 6),
            ("test_store.py::test_careful_reads", 100),
        ),
    ),
)


@dataclass(frozen=True)
class Found:
    """What became of a mutant: the property that broke ("": none), after so many seeds."""

    mutant: Mutant
    broken: str
    seeds: int


def known() -> dict[str, dict[str, str]]:
    """System → mutant → why it is equivalent."""
    return tomllib.loads((HERE / "oracles.toml").read_text(encoding="utf-8"))


def named(mutant: Mutant) -> str:
    """How oracles.toml calls a mutant."""
    return f"{mutant.where}: {mutant.what}"


def planted(system: System) -> list[Mutant]:
    """All mutants of a system."""
    source = (EXAMPLES / system.folder / system.module).read_text(encoding="utf-8")
    return mutants(source, within=system.within)


async def hunt(system: System, wanted: Sequence[Mutant]) -> AsyncIterator[Found]:
    """Run the system's tests on each mutant until one breaks."""
    waiting, running = list(reversed(wanted)), set[asyncio.Task[Found]]()
    while waiting or running:
        while waiting and len(running) < LANES:
            running.add(asyncio.create_task(_hunt_one(system, waiting.pop())))
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            yield task.result()


async def _hunt_one(system: System, mutant: Mutant) -> Found:
    seeds = 0
    with tempfile.TemporaryDirectory(prefix="oracle-") as folder:
        place = Path(folder, "system")
        shutil.copytree(EXAMPLES / system.folder, place, ignore=shutil.ignore_patterns("__pycache__", ".mainstay"))
        (place / system.module).write_text(mutant.source, encoding="utf-8")
        for test, most in system.tests:
            broken, ran = await _broken(f"{place}/{test}", Path(folder), most)
            seeds += ran
            if broken:
                return Found(mutant, broken, seeds)
    return Found(mutant, "", seeds)


async def _broken(target: str, folder: Path, most: int) -> tuple[str, int]:
    """The first property that breaks with the seeds from 0 on, and how many were run; "" where all hold."""
    world = real_world()
    met: dict[str, bool] = {}
    try:
        async with Pool(world.programs, target, python=sys.executable, folder=folder,
                        environ=world.environment.all()) as pool:  # fmt: skip
            for seed in range(most):
                outcome: Outcome = await pool.run(Job(target=target, seed=seed))
                if outcome.broken:
                    return outcome.broken, seed + 1
                met = {name: met.get(name, False) or held for name, held in outcome.met.items()} | {
                    name: held for name, held in met.items() if name not in outcome.met
                }
    except MainstayError as error:
        return f"it does not start: {error.found}", 0
    never = [name for name, held in met.items() if not held]
    return (f"never: {never[0]}" if never else ""), most


async def judged(system: System, wanted: Sequence[Mutant]) -> tuple[list[Found], list[Found], list[Found]]:
    """The mutants that were caught, those that survived, and those that survived and are known to be equivalent."""
    reasons = known().get(system.folder, {})
    caught, survived, equivalent = [], [], []
    async for found in hunt(system, wanted):
        sys.stderr.write(f"{system.module}:{found.mutant.line}: {named(found.mutant)}: {found.broken or 'survives'}\n")
        lists = caught if found.broken else equivalent if named(found.mutant) in reasons else survived
        lists.append(found)
    return caught, survived, equivalent


def share(caught: Sequence[Found], survived: Sequence[Found]) -> float:
    """The share that was caught."""
    return len(caught) / max(1, len(caught) + len(survived))


async def main(names: Sequence[str]) -> int:
    """Plant everything; the status."""
    print("| system | planted | equivalent | caught | survived | share | seeds to find it, median | s |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    told, worst = list[str](), 1.0
    for system in SYSTEMS:
        if names and system.folder not in names:
            continue
        began = time.perf_counter()
        caught, survived, equivalent = await judged(system, planted(system))
        worst = min(worst, share(caught, survived))
        median = sorted(found.seeds for found in caught)[len(caught) // 2]
        print(
            f"| {system.folder} | {len(caught) + len(survived) + len(equivalent)} | {len(equivalent)} | {len(caught)} "
            f"| {len(survived)} | {share(caught, survived):.0%} | {median} | {time.perf_counter() - began:.0f} |",
            flush=True,
        )
        told += [f"{system.module}:{found.mutant.line}: {named(found.mutant)}" for found in survived]
    print("\nsurvivors:", *(told or ["none"]), sep="\n")
    return int(worst < WANTED)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
