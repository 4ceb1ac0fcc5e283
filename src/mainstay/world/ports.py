"""What the rest of mainstay may ask of the outside. Implemented twice: `world.real` and `world.sim`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from mainstay.model.value import Value

LineSink = Callable[[str, str], None]
"""Called with (stream, line): stream is "out" or "err", the line has no newline."""


class Clock(Protocol):
    """Time."""

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary point; never goes back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        ...


class Randomness(Protocol):
    """Entropy."""

    def token(self, characters: int) -> str:
        """Random letters and digits, fit for a password."""
        ...


class Environment(Protocol):
    """The environment variables of this process."""

    def get(self, name: str) -> str | None:
        """The value of one variable."""
        ...

    def all(self) -> dict[str, str]:
        """A copy of all variables."""
        ...


class Completed(Value, frozen=True, kw_only=True):
    """How a program ended. `exit_code` is negative for a signal. Output is decoded, errors replaced."""

    argv: tuple[str, ...]
    exit_code: int
    out: str
    err: str


class Process(Protocol):
    """A running program, leader of a process group of its own."""

    @property
    def pid(self) -> int:
        """The process id."""
        ...

    async def wait(self) -> int:
        """The exit code, once it has ended and its output has been read to the end; negative for a signal."""
        ...

    def signal(self, name: str) -> None:
        """Send a signal ("TERM", "KILL") to the whole process group; nothing happens where it is gone."""
        ...


class Programs(Protocol):
    """Other programs."""

    def find(self, name: str, path: str | None = None) -> str | None:
        """The absolute path of a program on PATH (or on `path`), or None."""
        ...

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_line: LineSink | None = None,
    ) -> Completed:
        """Run to the end. `env` replaces the environment. Raises `TimeoutError` after killing the group."""
        ...

    async def attach(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
        """Run to the end in the foreground, on our own terminal; the exit code, negative for a signal."""
        ...

    async def spawn(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], on_line: LineSink) -> Process:
        """Start a long-running program in a session of its own; it dies when this process dies."""
        ...


class ProcessEntry(Value, frozen=True, kw_only=True):
    """A process of this machine. `started` is its start time in clock ticks: (pid, started) never repeats."""

    pid: int
    parent: int
    started: int
    command: str


class MemoryGroups(Protocol):
    """Groups of processes whose memory together is limited by the machine."""

    def missing(self) -> str:
        """Why there are no such groups here, to follow "memory limits are not kept:"; "" where there are."""
        ...

    def make(self, project: str, name: str, memory_mib: int) -> Path:
        """The group `name` of `project` with this limit: a folder. Raises `OSError`.

        A process joins, with all its later children, by writing "0" to the folder's `cgroup.procs`.
        """
        ...

    def kills(self, group: Path) -> int:
        """How many processes of the group were killed because the limit was reached."""
        ...

    def drop(self, group: Path) -> bool:
        """Remove a group that no process is in any more; False where one still is. It may be gone already."""
        ...

    def leftover(self, project: str) -> list[Path]:
        """The groups of `project` that exist, sorted."""
        ...


class Host(Protocol):
    """The machine that mainstay runs on."""

    @property
    def memory_groups(self) -> MemoryGroups:
        """The machine's way of limiting memory."""
        ...

    def tree(self, pid: int) -> list[ProcessEntry]:
        """The process `pid` and all that descend from it, parents before children; empty where it is gone."""
        ...

    def catches(self, entry: ProcessEntry, name: str) -> bool:
        """Whether that process has a handler of its own for a signal, or ignores it."""
        ...

    def is_root(self) -> bool:
        """Whether this process may do everything."""
        ...

    def processes(self) -> list[ProcessEntry]:
        """All processes that can be seen."""
        ...

    def environment_of(self, pid: int) -> dict[str, str]:
        """The environment a process was started with; empty where it may not be read."""
        ...

    def signal(self, entry: ProcessEntry, name: str) -> None:
        """Send a signal to exactly that process; nothing happens where it is gone or its pid was used again."""
        ...

    def listening(self, pids: frozenset[int]) -> list[tuple[str, int]]:
        """The (address, port) pairs on which any of these processes accepts TCP connections, sorted."""
        ...

    def memory_mib(self, pids: frozenset[int]) -> float:
        """Resident memory of these processes together."""
        ...

    def free_disk_mib(self, path: Path) -> float:
        """Free space below `path`."""
        ...

    def port_is_free(self, address: str, port: int) -> bool:
        """Whether a program could listen there now."""
        ...


@dataclass(frozen=True)
class World:
    """All ports together; one is made at the door and handed down."""

    clock: Clock
    randomness: Randomness
    environment: Environment
    programs: Programs
    host: Host
