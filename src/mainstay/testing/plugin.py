"""The pytest plugin: functions with `@mainstay.prove.simulation` are tests that run simulated.

Loaded by pytest through the entry point `mainstay`. A plain run gives each test its own seeds; `--simulate` searches
longer: only simulated tests run, for `--seeds` seeds or `--seconds` seconds each, and states are branched from.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of simulated tests."""
    group = parser.getgroup("mainstay", "simulated tests")
    group.addoption("--simulate", action="store_true", help="run only simulated tests, and search longer")
    group.addoption("--seeds", type=int, default=0, help="how many seeds each simulated test runs")
    group.addoption("--seconds", type=float, default=0.0, help="how many real seconds each simulated test searches")
    group.addoption("--first-seed", type=int, default=0, help="the first seed of simulated tests")


def pytest_pycollect_makeitem(
    collector: "pytest.Module | pytest.Class", name: str, obj: object
) -> "Simulated | list[pytest.Item] | None":
    """Make a simulated test of a marked function; with `--simulate`, of nothing else."""
    if hasattr(obj, "__mainstay_simulation__"):
        return Simulated.from_parent(collector, name=name, settings=obj.__mainstay_simulation__)  # type: ignore[union-attr]
    if collector.config.getoption("simulate") and name.startswith("test"):
        return []
    return None


class BrokenProperty(Exception):  # noqa: N818 - a verdict, shown as it is
    """A simulated test does not hold."""


class Simulated(pytest.Item):
    """One simulated test."""

    def __init__(self, *, settings: Any, **rest: Any) -> None:  # noqa: ANN401 - as pytest hands it on
        super().__init__(**rest)
        self._settings = settings

    def runtest(self) -> None:
        """Search; raises `BrokenProperty`."""
        told = asyncio.run(self._proved())
        if told:
            raise BrokenProperty(told)

    async def _proved(self) -> str:
        """What does not hold, with the way to see it again; empty where all does."""
        from mainstay.prove.explore import Search  # noqa: PLC0415 - every run of pytest loads this module
        from mainstay.prove.pool import Pool  # noqa: PLC0415
        from mainstay.prove.proof import prove  # noqa: PLC0415
        from mainstay.world.real import real_world  # noqa: PLC0415

        world, option = real_world(), self.config.getoption
        target = f"{self.path}::{self.name}"
        seconds = float(option("seconds"))
        seeds = int(option("seeds")) or (0 if seconds else self._settings.seeds)
        search = Search(
            target=target,
            seeds=seeds,
            first=int(option("first_seed")),
            jobs=os.cpu_count() or 1,
            branching=bool(option("simulate")),
        )
        with tempfile.TemporaryDirectory(prefix="mainstay-") as folder:
            environ = world.environment.all()
            pool = Pool(world.programs, target, python=sys.executable, folder=Path(folder), environ=environ)
            async with pool:
                deadline = world.clock.monotonic() + seconds if seconds else 0
                verdict = await prove(
                    pool, search, may_go_on=lambda: not deadline or world.clock.monotonic() < deadline
                )
        return "" if verdict.held else self._told(verdict)

    def _told(self, verdict: Any) -> str:  # noqa: ANN401 - a Verdict, whose module is loaded late
        if verdict.failure is None:
            return verdict.why_not
        from mainstay.prove.failure import write  # noqa: PLC0415 - only where something breaks
        from mainstay.prove.timeline import as_html, as_text  # noqa: PLC0415

        failure = verdict.failure
        folder = Path(self.config.rootpath) / ".mainstay" / "prove"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name}-{failure.outcome.digest[:8]}.json"
        write(failure, file)
        file.with_suffix(".html").write_text(as_html(failure.outcome), encoding="utf-8")
        decisions = "\n".join(f"  {line}" for line in failure.decisions) or "  none: it breaks without any fault"
        return (
            f"{verdict.why_not}\n\nneeds {len(failure.decisions)} decisions:\n{decisions}\n\n"
            f"{as_text(failure.outcome, most=30)}\n\nsee it again: mainstay prove --replay {file}"
        )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401
        """What does not hold, without our own stack."""
        if isinstance(excinfo.value, BrokenProperty):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test is."""
        return self.path, None, f"simulated {self.name}"


__all__: Iterable[str] = ["BrokenProperty", "Simulated"]
