"""What a test asks, and does to its world, as `mainstay.prove` has it; what no exported test can do raises."""

# ruff: noqa: ANN401
# Sockets, loops and functions of whatever program runs: nothing is known of their types.

import functools
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from mainstay.prove.export.runtime.calling import name_of
from mainstay.prove.export.runtime.network import Network
from mainstay.prove.export.runtime.programs import Programs
from mainstay.prove.export.runtime.world import SECOND, Broken, Process, World, here, running

MARK = "__mainstay_simulation__"
_AGAIN_NS = SECOND  # after which a supervisor starts again what was killed


def simulation(**settings: Any) -> Callable[[Any], Any]:
    """As `mainstay.prove.simulation`: it remembers what it says."""

    def mark(function: Any) -> Any:
        setattr(function, MARK, settings)
        return function

    return mark


class Plan:
    """A plan of faults: what struck is in the schedule."""

    def __init__(self, **_: object) -> None: ...


class Properties:
    """`always` and its kin."""

    def __init__(self, world: World, calm: Callable[[], None]) -> None:
        self._world, self._calm = world, calm

    def always(self, condition: object, name: str, /, **details: object) -> None:
        """`condition` must hold."""
        if not condition:
            self._fail(name, details)

    def _fail(self, name: str, details: dict[str, object]) -> None:
        self._world.fail(name, details)
        if here() is not None and self._world.broken is not None:
            raise self._world.broken

    def unreachable(self, name: str, /, **details: object) -> None:
        """The line must never be reached."""
        self._fail(name, details)

    def always_equal(self, left: object, right: object, name: str) -> None:
        """`left` must equal `right`."""
        self.always(left == right, name, left=left, right=right)

    def always_at_most(self, value: float, limit: float, name: str) -> None:
        """`value` must not be above `limit`."""
        self.always(value <= limit, name, value=value, limit=limit)

    def always_at_least(self, value: float, limit: float, name: str) -> None:
        """`value` must not be below `limit`."""
        self.always(value >= limit, name, value=value, limit=limit)

    def eventually(
        self, check: Callable[[], object], name: str, *, within_s: float = 60.0, every_s: float = 0.1
    ) -> object:
        """`check()` must become true in time."""
        process = running()
        self._calm()
        deadline = process.clock + int(within_s * SECOND)
        while not (found := check()):
            if process.clock >= deadline:
                self._fail(name, {"within_s": within_s})
            process.pause(int(every_s * SECOND))
        return found

    def invariant(self, check: Callable[[], object], name: str) -> None:
        """`check()` must hold after everything that happens."""

        def look() -> None:
            if self._world.broken is None and not check():
                self._world.fail(name, {})

        self._world.checks.append(look)

    @staticmethod
    def nothing(*_: object, **__: object) -> None:
        """What only guides a search."""

    def names(self) -> dict[str, Any]:
        """What `mainstay.prove` offers of it."""
        asked = (
            "always",
            "unreachable",
            "always_equal",
            "always_at_most",
            "always_at_least",
            "eventually",
            "invariant",
        )
        found: dict[str, Any] = {name: getattr(self, name) for name in asked}
        found |= dict.fromkeys(("sometimes", "reachable", "sometimes_at_least", "toward"), self.nothing)
        found |= dict.fromkeys(("GENTLE", "NONE", "ROUGH"), Plan())
        found |= dict.fromkeys(("Faults", "NetworkFaults", "HostFaults", "DiskFaults", "Latency"), Plan)
        return found | {"Broken": Broken, "simulation": simulation, "Sim": Sim, "HostControl": HostControl}


class Sim:
    """What a test can do to its world."""

    moving = False

    def __init__(self, world: World, network: Network, programs: Programs) -> None:
        self.world, self.network, self.programs = world, network, programs

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return running().clock / SECOND

    @property
    def random(self) -> Any:
        """Randomness of the test itself, as in the recorded run."""
        return self.programs.random

    def host(self, name: str, *, path: Sequence[str] = (), environ: dict[str, str] | None = None) -> "HostControl":
        """The host with this name."""
        _only(not path and not environ, "hosts with packages or an environment of their own")
        self.network.address(name)
        return HostControl(self, name)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        running().pause(int(seconds * SECOND))

    def cut(self, one: Sequence[str], other: Sequence[str], *, one_way: bool = False) -> None:
        """Let nothing through between hosts."""
        self._change(one, other, (1, one_way))

    def mend(self, one: Sequence[str], other: Sequence[str], *, one_way: bool = False) -> None:
        """Undo one `cut`."""
        self._change(one, other, (-1, one_way))

    def _change(self, one: Sequence[str], other: Sequence[str], what: tuple[int, bool]) -> None:
        change, one_way = what
        for source, target in ((a, b) for a in one for b in other if a != b):
            self.network.cut((source, target), change)
            if not one_way:
                self.network.cut((target, source), change)

    @contextmanager
    def quiet(self) -> Generator[None]:
        """Cuts are mended inside."""
        self.network.mend_all()
        yield

    def after_events(self, *_: object) -> None:
        """Events are those of a simulation."""
        _only(False, "sim.after_events")


class HostControl:
    """One host, as a test sees it."""

    def __init__(self, sim: Sim, name: str) -> None:
        self._sim, self.name, self.address = sim, name, sim.network.address(name)
        for absent in ("crash", "boot", "signal", "install", "set_clock", "pause", "resume"):
            setattr(self, absent, functools.partial(_only, False, f"host.{absent}"))

    def start(self, program: Any, *args: object, name: str = "", may_fail: bool = False,
              environ: dict[str, str] | None = None) -> Process:  # fmt: skip
        """Start a process."""
        _only(not environ, "processes with an environment of their own")
        called = name or name_of(program)
        process = self._sim.programs.start(self.name, program, args, called)
        process.may_fail = may_fail
        return process

    @property
    def processes(self) -> tuple[Process, ...]:
        """What runs on it."""
        return tuple(p for p in self._sim.world.processes if p.alive and p.host == self.name)

    def kill(self, process: Process) -> None:
        """Kill -9: it stops where it is, the kernel closes what it had open."""
        process.alive = False
        self._sim.network.kill(process)

    def struck(self, name: str) -> None:
        """Kill -9 of the process with this name, which its supervisor starts again."""
        for process in self.processes:
            if process.name == name:
                self.kill(process)
                self._sim.world.at(self._sim.world.now + _AGAIN_NS, process.state["again"])


def _only(possible: object, what: str, *_: object) -> None:
    if not possible:
        absent(what)


def absent(what: str) -> NoReturn:
    """The test asks for what an exported test does not have: whatever comes of it means nothing."""
    missed.append(what)
    raise NotImplementedError(f"an exported test has no {what}")


missed: list[str] = []
