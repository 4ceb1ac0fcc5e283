"""Running simulations from tests: seeds in, outcomes out, through a pool of its own."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.pool import Pool
from mainstay.world.real import real_world

AT_ONCE = os.cpu_count() or 1


def simulate(target: str, *seeds: int, path: Sequence[Path | str] = (), timeline: bool = False) -> list[Outcome]:
    """The outcomes of `target` (`path/to/file.py::function`) with each of `seeds`, in their order.

    `path` are folders of packages that the program needs. Raises `MainstayError` where the target cannot be used.
    """
    jobs = [Job(target=target, seed=seed, timeline=timeline) for seed in seeds]
    return outcomes(jobs, path=path)


def outcomes(jobs: Sequence[Job], *, path: Sequence[Path | str] = (), python: str = sys.executable) -> list[Outcome]:
    """The outcomes of `jobs`, in their order; each has another seed, and all are of functions of one file.

    They run in a fresh process of the interpreter `python`.
    """
    return asyncio.run(_simulated(jobs, os.pathsep.join(map(str, path)), python))


async def _simulated(jobs: Sequence[Job], path: str, python: str) -> list[Outcome]:
    target = jobs[0].target
    world = real_world()
    environ = {**world.environment.all(), "PYTHONPATH": path}
    found: dict[int, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="sims-") as folder:
        async with Pool(world.programs, target, python=python, folder=Path(folder), environ=environ) as pool:
            waiting = list(reversed(jobs))
            while waiting or pool.running:
                while waiting and pool.running < AT_ONCE:
                    pool.start(waiting.pop())
                outcome = await pool.next()
                found[outcome.job.seed] = outcome
    return [found[job.seed] for job in jobs]
