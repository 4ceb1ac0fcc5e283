"""The pytest plugin: functions with `@mainstay.prove.simulation` are tests that run simulated.

Loaded by pytest through the entry point `mainstay`. A plain run gives each test its own seeds; `--simulate` searches
longer: only simulated tests run, for `--seeds` seeds or `--seconds` seconds each, and states are branched from.
"""

import asyncio
import inspect
import unittest
from collections.abc import Iterable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

MARK = "__mainstay_simulation__"  # as in mainstay.prove.simulation, which would load the simulator here


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of simulated tests."""
    group = parser.getgroup("mainstay", "simulated tests")
    group.addoption("--simulate", action="store_true", help="run only simulated tests, and search longer")
    group.addoption("--seeds", type=int, default=0, help="how many seeds each simulated test runs")
    group.addoption("--seconds", type=float, default=0.0, help="how many real seconds each simulated test searches")
    group.addoption("--first-seed", type=int, default=0, help="the first seed of simulated tests")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse what cannot be meant; raises `pytest.UsageError`."""
    for option in ("seeds", "seconds", "first_seed"):
        asked = float(config.getoption(option) or 0)
        if asked < 0:
            raise pytest.UsageError(f"--{option.replace('_', '-')}: must be from 0 on, but {asked:g}")


def pytest_pycollect_makeitem(
    collector: "pytest.Module | pytest.Class", name: str, obj: object
) -> "Simulated | list[pytest.Item] | None":
    """Make a simulated test of a marked function; with `--simulate`, of nothing else."""
    if hasattr(obj, MARK):
        _must_stand_alone(collector, name, obj)
        made: Simulated = Simulated.from_parent(collector, name=name)  # pyright: ignore[reportUnknownMemberType] # pytest's
        made.settings = getattr(obj, MARK)
        made.line = obj.__code__.co_firstlineno - 1 if isinstance(obj, FunctionType) else 0
        made.own_markers.extend(getattr(obj, "pytestmark", ()))  # skip and xfail are pytest's own to heed
        return made
    is_case = isinstance(obj, type) and issubclass(obj, unittest.TestCase)
    if collector.config.getoption("simulate") and (name.startswith("test") or is_case):
        return []
    return None


def _must_stand_alone(collector: "pytest.Module | pytest.Class", name: str, obj: object) -> None:
    """A simulation runs in a process of its own, which has no fixtures, no parameters and no instance of a class."""
    where = f"{collector.nodeid}::{name}"
    if isinstance(collector, pytest.Class):
        raise collector.CollectError(
            f"{where}: a simulated test must be a function of its module, but it is in a class\n"
            f"hint: move it out of {collector.name}"
        )
    wanted = [str(each) for each in inspect.signature(obj).parameters.values()] if callable(obj) else []
    if len(wanted) != 1:
        raise collector.CollectError(
            f"{where}: a simulated test must take the simulation and nothing else, but it takes ({', '.join(wanted)})\n"
            "hint: fixtures and parametrize are for other tests; loop over the cases, or write a test for each"
        )


class BrokenProperty(Exception):  # noqa: N818 - a verdict, shown as it is
    """A simulated test does not hold."""


class Simulated(pytest.Item):
    """One simulated test."""

    settings: Any = None  # what the decorator says
    line = 0  # where it is in its file, from 0

    def runtest(self) -> None:
        """Search; raises `BrokenProperty`."""
        told = asyncio.run(self._proved())
        if told:
            raise BrokenProperty(told)

    async def _proved(self) -> str:
        """What does not hold, with the way to see it again; empty where all does."""
        # Every run of pytest loads this module: what is heavy waits until a simulated test runs.
        from mainstay.testing.simulated import prove_item  # noqa: PLC0415 - see above

        seeds, seconds = int(self._asked("seeds")), float(self._asked("seconds"))
        return await prove_item(
            f"{self.path}::{self.name}",
            seeds=seeds or (0 if seconds else self.settings.seeds),
            first=int(self._asked("first_seed")),
            seconds=seconds,
            branching=bool(self._asked("simulate")),
            folder=Path(self.config.rootpath) / ".mainstay" / "prove",
        )

    def _asked(self, option: str) -> Any:  # noqa: ANN401 - of the option's own type
        return self.config.getoption(option)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401 - as in pytest.Item
        """What does not hold, without our own stack."""
        if isinstance(excinfo.value, BrokenProperty):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the test is."""
        return self.path, self.line, f"simulated {self.name}"


__all__: Iterable[str] = ["BrokenProperty", "Simulated"]
