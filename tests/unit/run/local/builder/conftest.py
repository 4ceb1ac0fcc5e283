# ruff: noqa: ARG002 - fakes take all that the ports give them
"""A world whose programs are functions of the test."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mainstay.run.local.paths import ProjectPaths
from mainstay.world.ports import Completed, LineSink, Process, ProcessEntry, World
from mainstay.world.sim.clock import SimulatedClock
from mainstay.world.sim.randomness import SimulatedRandomness


@dataclass
class Run:
    argv: list[str]
    cwd: Path | None
    env: dict[str, str]


Answer = Callable[[Run], tuple[int, str]]


@dataclass
class ScriptedPrograms:
    """`Programs` that answers with what the test's functions return: (exit code, output). The first that knows wins."""

    answers: list[Callable[[Run], tuple[int, str] | None]] = field(default_factory=list)
    present: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    def find(self, name: str, path: str | None = None) -> str | None:
        return self.present.get(name)

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_line: LineSink | None = None,
    ) -> Completed:
        run = Run(list(argv), cwd, dict(env or {}))
        self.runs.append(run)
        exit_code, out = next((found for answer in self.answers if (found := answer(run)) is not None), (0, ""))
        for line in out.removesuffix("\n").split("\n") if out else ():
            if on_line:
                on_line("out", line)
        return Completed(argv=tuple(argv), exit_code=exit_code, out=out, err="")

    async def spawn(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], on_line: LineSink) -> Process:
        raise NotImplementedError


@dataclass
class GivenEnvironment:
    """`Environment` with variables that the test may still change."""

    variables: dict[str, str]

    def get(self, name: str) -> str | None:
        return self.variables.get(name)

    def all(self) -> dict[str, str]:
        return dict(self.variables)


@dataclass
class ScriptedHost:
    """`Host` with these processes and their environments; signals are noted."""

    environments: dict[int, dict[str, str]] = field(default_factory=dict)
    signals: list[tuple[int, str]] = field(default_factory=list)

    def is_root(self) -> bool:
        return False

    def processes(self) -> list[ProcessEntry]:
        return [ProcessEntry(pid=pid, parent=1, started=0, command="x") for pid in self.environments]

    def environment_of(self, pid: int) -> dict[str, str]:
        return self.environments[pid]

    def signal(self, entry: ProcessEntry, name: str) -> None:
        self.signals.append((entry.pid, name))

    def listening(self, pids: frozenset[int]) -> list[tuple[str, int]]:
        return []

    def memory_mib(self, pids: frozenset[int]) -> float:
        return 0.0

    def free_disk_mib(self, path: Path) -> float:
        return 0.0

    def port_is_free(self, address: str, port: int) -> bool:
        return True


@pytest.fixture
def programs() -> ScriptedPrograms:
    return ScriptedPrograms()


@pytest.fixture
def host() -> ScriptedHost:
    return ScriptedHost()


@pytest.fixture
def variables(tmp_path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home"), "PATH": str(tmp_path / "bin")}


@pytest.fixture
def world(programs, host, variables) -> World:
    return World(
        clock=SimulatedClock(),
        randomness=SimulatedRandomness(1),
        environment=GivenEnvironment(variables),
        programs=programs,
        host=host,
    )


@pytest.fixture
def paths(tmp_path) -> ProjectPaths:
    project = tmp_path / "project"
    project.mkdir()
    return ProjectPaths(project=project, id="0123456789", runtime=tmp_path / "run")


@pytest.fixture
def write():
    """Write files below a folder: `write(folder, {"a/b.txt": "text"})`."""

    def _write(folder: Path, files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return folder

    return _write
