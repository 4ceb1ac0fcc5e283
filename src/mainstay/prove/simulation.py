"""The test's side of a simulation: hosts, faults at will, and the decorator that makes a test of a function."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from mainstay.model.errors import MainstayError
from mainstay.model.system import System
from mainstay.prove.export.runtime.calling import name_of, resolve, runs_as_it_is
from mainstay.prove.faults import GENTLE, Faults
from mainstay.prove.machine import current, programs, signals
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.process import Process
from mainstay.prove.settings import Settings, checked, listed
from mainstay.prove.system.application import Application

F = TypeVar("F", bound=Callable[..., Any])
MARK = "__mainstay_simulation__"


def simulation(
    *,
    hosts: Sequence[str] = (),
    seconds: float = 600.0,
    events: int = 5_000_000,
    faults: Faults = GENTLE,
    seeds: int = 20,
    share: Sequence[str] = (),
    system: str = "",
) -> Callable[[F], F]:
    """Make a simulated test of a function that takes a `Sim`; it may be a coroutine function.

    `hosts` exist from the start; `seconds` of simulated time are the most that a run may take, `events` the most that
    may happen in it; `seeds` runs are made unless told otherwise. `share` names packages that all hosts have in common.
    `system` is the folder of an application, relative to the test's own file and written out as it is read without
    running it: its hosts come from what `mainstay up` would start, and `sim.application` boots them.

    Raises `MainstayError` where one of these cannot be meant.
    """
    settings = checked(
        Settings(
            hosts=listed(hosts),
            seconds=seconds,
            events=events,
            faults=faults,
            seeds=seeds,
            share=listed(share),
            system=system,
        )
    )

    def mark(function: F) -> F:
        setattr(function, MARK, settings)
        return function

    return mark


class Sim:
    """What a simulated test can do to its world."""

    def __init__(self, machine: Machine, system: System | None = None) -> None:
        self._machine = machine
        self._application = None if system is None else Application(machine, system)

    @property
    def application(self) -> Application:
        """The application that the test is about; raises `MainstayError` where the decorator names none."""
        if self._application is None:
            raise MainstayError(
                "sim.application",
                "the test must name its application",
                "it has none",
                hint='@mainstay.prove.simulation(system="..") names the folder that `mainstay up` would start',
            )
        return self._application

    @property
    def now(self) -> float:
        """Simulated seconds since the start."""
        return current.hub.now / SECOND

    @property
    def events(self) -> int:
        """How many events have happened."""
        return current.hub.events

    @property
    def random(self) -> Any:  # noqa: ANN401 - random.Random
        """Randomness of the test itself, from the seed."""
        return current.hub.chance.stream("test")

    @property
    def moving(self) -> bool:
        """Whether hosts have still to be moved to another release, in `mainstay prove upgrade`; else never.

        A test that works on while this holds sees the whole upgrade.
        """
        return self._machine.moving

    def host(self, name: str, *, path: Sequence[str] = (), environ: dict[str, str] | None = None) -> "HostControl":
        """The host with this name, made if it does not exist.

        `path` are folders of its own packages, `environ` is what its programs are told. Raises `MainstayError` where
        a host that exists has others.
        """
        found = self._machine.hosts.get(name)
        if found is not None and (list(path or found.path), environ or found.environ) != (found.path, found.environ):
            raise MainstayError(
                f"sim.host({name!r})",
                "a host must get its path and environment as it is made",
                "it exists already, with others",
                hint="leave it out of the decorator's `hosts`, or give `environ` to `start`",
            )
        if found is None:
            found = self._machine.host(name, path=list(path), environ=environ)
        return HostControl(found)

    def sleep(self, seconds: float) -> None:
        """Let simulated time pass; for synchronous tests."""
        until = current.hub.now + int(seconds * SECOND)
        while current.hub.now < until:
            current.hub.pause(until - current.hub.now)

    def after_events(self, count: int, call: Callable[[], object]) -> None:
        """Call `call()`, which may not wait, when `count` more events have happened: between any two steps of programs.

        An event is the least that can happen: a message arrives, a call into the kernel returns.
        """
        hub = current.hub
        due = hub.events + count

        def look() -> None:
            if hub.events >= due and look in hub.every:
                hub.every = [each for each in hub.every if each is not look]
                call()

        hub.every.append(look)

    def cut(self, one: Sequence[str], other: Sequence[str], *, one_way: bool = False) -> None:
        """Let nothing through from the hosts `one` to the hosts `other`; nor back, unless `one_way`."""
        for source, target in self._pairs(one, other):
            self._machine.network.cut(source, target)
            if not one_way:
                self._machine.network.cut(target, source)

    def mend(self, one: Sequence[str], other: Sequence[str], *, one_way: bool = False) -> None:
        """Undo one `cut`."""
        for source, target in self._pairs(one, other):
            self._machine.network.mend(source, target)
            if not one_way:
                self._machine.network.mend(target, source)

    def _pairs(self, one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[Host, Host]]:
        hosts = self._machine.hosts
        yield from ((hosts[source], hosts[target]) for source in one for target in other if source != target)

    @contextmanager
    def quiet(self) -> Generator[None]:
        """No faults inside: cuts are mended, hosts are up."""
        self._machine.calm()
        try:
            yield
        finally:
            self._machine.troubled = True


class HostControl:
    """One host, as a test sees it."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.name, self.address = host.name, host.address

    def start(self, program: "str | Callable[..., object]", *args: object, name: str = "", may_fail: bool = False,
              environ: dict[str, str] | None = None) -> Process:  # fmt: skip
        """Start a process: a function (also a coroutine function), or `module:function`, with `args`.

        A function of a module is looked up in the host's own copy of it; a function inside a function, a method of an
        object and any other callable run as they are. An exception that ends the process is a failure of the test,
        unless it `may_fail`. Raises `TypeError` where `program` cannot be called: `f(x)` for `f, x`.
        """
        if not isinstance(program, str) and not callable(program):
            given = type(program).__name__
            what = f"start() takes a function and its arguments, as in start(f, x), or `module:function`, not a {given}"
            raise TypeError(what)
        called = name or name_of(program)

        def main() -> object:
            return resolve(program)(*args)

        process = self._host.start(main, called, may_fail=may_fail, environ=environ)
        process.state["fixed"] = not isinstance(program, str) and runs_as_it_is(program)
        return process

    @property
    def processes(self) -> tuple[Process, ...]:
        """What runs on it."""
        return tuple(self._host.processes.values())

    def kill(self, process: Process) -> None:
        """Kill -9."""
        self._host.kill(process)

    def signal(self, process: Process, number: int) -> None:
        """Send a signal (`signal.SIGTERM` …) to one of its processes, as another program of the host would."""
        signals.send(process, int(number))

    def install(self, name: str, function: Callable[[list[str]], int | None]) -> None:
        """Let `function(argv)` stand in for the program `name`, which is not Python; it returns the exit status."""
        programs.install_stand_in(self._host, name, function)

    def crash(self) -> None:
        """Lose power."""
        self._host.crash()

    def boot(self) -> None:
        """Start again after `crash`; its programs are started by the test."""
        self._host.boot()

    def pause(self) -> None:
        """Stop everything on it until `resume`."""
        self._host.pause()

    def resume(self) -> None:
        """Go on."""
        self._host.resume()

    def set_clock(self, seconds: float) -> None:
        """Set its clock that many seconds ahead (negative: back) of true time."""
        self._host.skew_ns = int(seconds * SECOND)
