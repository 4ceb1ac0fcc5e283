"""One simulation, in the operating-system process that it owns."""

import importlib
import re
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.prove import properties
from mainstay.prove.branching import Branching
from mainstay.prove.faults import Faults
from mainstay.prove.link import Link
from mainstay.prove.machine import current, limits, shim, surface, waiting
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.files import below
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND, OutOfSteps, Thread
from mainstay.prove.machine.limits import BusyLoop
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.modules import Modules
from mainstay.prove.machine.process import Process
from mainstay.prove.mover import Mover
from mainstay.prove.nemesis import unleash
from mainstay.prove.outcome import Job, Moment, Outcome
from mainstay.prove.rollout import MOST_COPIES, Code, Rollout
from mainstay.prove.simulation import MARK, Settings, Sim

_KEPT_NOTES = 20_000
_SPARES = 2  # how often a host's processes may be started again before that takes as long as importing everything


class Target:
    """A simulated test: its file, its function, and what the decorator says of it."""

    def __init__(self, name: str) -> None:
        file, _, self.function = name.partition("::")
        self.name = name
        self.path = Path(file).resolve()
        self.module = self.path.stem

    def place(self, modules: Modules) -> None:
        """Let it be imported, with what lies beside it; raises `MainstayError` where there is no such file."""
        if not self.path.is_file():
            raise MainstayError(
                self.name, "must be a Python file", "there is none", hint="write it as path/to/test.py::function"
            )
        modules.sources[self.module] = str(self.path)
        sys.path.insert(0, str(self.path.parent))

    def settings(self) -> Settings:
        """Import the file, and read what the decorator says; raises `MainstayError`."""
        return getattr(self.called(), MARK)

    def sibling(self, name: str) -> "Target":
        """The target `name`, which is another function of the same file, or this one."""
        return self if name == self.name else Target(name)

    def called(self) -> Callable[..., Any]:
        """The function; raises `MainstayError` where the file has none, or it is not marked."""
        found = getattr(importlib.import_module(self.module), self.function, None)
        if found is None or not hasattr(found, MARK):
            raise MainstayError(
                self.name,
                "must be a function with @simulation",
                "it has no such function" if found is None else "the function is not marked",
                hint="put @mainstay.prove.simulation(hosts=[...]) above it",
            )
        return found


class Prepared:
    """An interpreter in which targets are imported and the surface is replaced; simulations are forked from it.

    With a `rollout` they are imported from both of its releases; that the newer one cannot be imported is found when a
    host is moved there.
    """

    def __init__(self, target: Target, rollout: Rollout | None = None) -> None:
        self.target = target
        self.modules = Modules()
        below.allow(str(target.path.parent))
        machine = Machine(Chance(0), modules=self.modules)
        surface.install(machine)
        self.importers = [current.hub.boot]
        target.place(self.modules)
        self.settings = target.settings() if rollout is None else self._both(machine.hosts["test"], rollout)
        copies = _SPARES if self._ends_processes() else 0
        for name in self.settings.hosts:
            host = machine.host(name)
            if rollout is None:
                self._import_on(host, 1 + copies)
            for code in () if rollout is None else (rollout.old, rollout.new):
                self._import_release(host, code, MOST_COPIES + copies)

    def _both(self, test: Host, rollout: Rollout) -> Settings:
        """Import both releases as the test's host, which has the older one then: its settings count."""
        for folder in (*rollout.old.folders, *rollout.new.folders):
            below.allow(folder)
        self._import_release(test, rollout.new, 1)
        test.run_code(rollout.old.name, rollout.old.folders)
        current.hub.boot.space = test.space(1)
        with _first_on_path(rollout.old.folders):
            return self.target.settings()

    def _import_release(self, host: Host, code: Code, copies: int) -> None:
        """Import the test's module from a release, as a host that is moved there."""
        host.run_code(code.name, code.folders)
        with suppress(Exception, SystemExit), _first_on_path(code.folders):
            self._import_on(host, copies)

    def _ends_processes(self) -> bool:
        """Whether processes are likely to be started again: the faults, or the test itself, end some."""
        faults = self.settings.faults.host
        return bool(faults.kills or faults.crashes) or bool(
            re.search(rb"\.(kill|crash)\(", self.target.path.read_bytes())
        )

    def _import_on(self, host: Host, copies: int) -> None:
        """Import the test's module as the first processes of a host, so that its simulations need not."""
        hub = current.hub
        for copy in range(1, 1 + copies):
            hub.boot = Process(host, 1, host.name, environ={}, cwd=f"/home/{host.name}")
            hub.boot.space = host.space(copy)
            self.importers.append(hub.boot)
            try:
                importlib.import_module(self.target.module)
            finally:
                hub.boot = self.importers[0]


def simulate(prepared: Prepared, job: Job, path: str) -> None:
    """Run one simulation to its end, and tell the pool at `path`. Called once in each operating-system process."""
    link = Link(path)
    link.send("started", job)
    target = prepared.target.sibling(job.target)
    settings = target.settings()
    chance = Chance(job.seed, only=None if job.only is None else frozenset(job.only))
    ledger = properties.reset()
    machine = Machine(chance, _drawn(job, settings, chance), modules=prepared.modules, code=_first_code(job.rollout))
    machine.hub.steps = settings.events
    for name in settings.hosts:
        machine.host(name)
    for importer in prepared.importers:
        machine.hosts[importer.host.name].inherit(importer)
    prepared.modules.seed(str(job.seed))
    if job.timeline:
        machine.network.on_message = machine.message
    shim.attach(machine.hub)
    branching = Branching(machine, ledger, job, (path, link))
    sim = Sim(machine)
    unleash(machine)
    if job.rollout is not None:
        Mover(machine, ledger, job.rollout)
    test = machine.hosts["test"].start(lambda: target.called()(sim), "test")
    test.on_exit.append(machine.hub.stop)
    stack = _run(machine, ledger, settings, branching)
    _judge(machine, ledger, finished=not test.alive)
    branching.link.send("outcome", _outcome(branching.job, machine, ledger, stack))


def _run(machine: Machine, ledger: properties.Ledger, settings: Settings, branching: "Branching") -> str:
    """Let the simulation happen; the stack of what went wrong in itself."""
    hub = machine.hub
    try:
        while True:
            hub.run(int(settings.seconds * SECOND), until_event=branching.next_event)
            if hub.stopped or not branching.take():
                return ""
    except BusyLoop as loop:
        ledger.broken = properties.Broken("every thread gives the processor back", {"thread": _label(hub.abandoned)})
        return str(loop.args[0])
    except OutOfSteps as limit:
        told: dict[str, object] = {
            "events": limit.args[0],
            "simulated_s": hub.now / SECOND,
            "thread": _label(hub.latest),
        }
        ledger.broken = properties.Broken("the simulation ends", told)
        return "" if hub.latest is None else limits.stack_of(hub.latest.greenlet.gr_frame)
    except BaseException as trouble:  # noqa: BLE001 - whatever it is belongs into the verdict
        ledger.broken = properties.Broken("the simulation itself works", {"error": repr(trouble)})
        return traceback.format_exc()
    return ""


def _label(thread: Thread | None) -> str:
    """Who ran when a limit was reached."""
    return "?" if thread is None else thread.label


def _first_code(rollout: Rollout | None) -> tuple[str, tuple[str, ...]] | None:
    """What all hosts run at first."""
    if rollout is None:
        return None
    code = rollout.code(rollout.walk.start)
    return code.name, code.folders


@contextmanager
def _first_on_path(folders: Sequence[str]) -> Generator[None]:
    """Import from `folders` first, also what asks for the version of a package."""
    sys.path[:0] = folders
    try:
        yield
    finally:
        for folder in folders:
            sys.path.remove(folder)


def _drawn(job: Job, settings: Settings, chance: Chance) -> Faults:
    faults = job.faults or settings.faults
    return faults.swarm(chance.stream("swarm")) if job.swarm else faults


def _judge(machine: Machine, ledger: properties.Ledger, *, finished: bool) -> None:
    """What broke, where no property said so itself: a program that failed, a test that never came to its end."""
    if machine.escapes:  # comes first: whatever else broke may be its consequence
        ledger.broken = properties.Broken("nothing leaves the simulation", {"escape": machine.escapes[0]})
    if ledger.broken is not None:
        return
    for process, trouble in machine.failures:
        if not isinstance(trouble, properties.Broken):
            name = "the test passes" if process.name == "test" else f"{process.host.name}/{process.name} runs"
            ledger.broken = properties.Broken(name, {"error": f"{type(trouble).__name__}: {trouble}"})
            return
    if not finished:
        name = "no deadlock: somebody can go on" if machine.hub.idle else "the test comes to its end"
        ledger.broken = properties.Broken(name, waiting.report(machine.hub))


def _outcome(job: Job, machine: Machine, ledger: properties.Ledger, stack: str) -> Outcome:
    broken = ledger.broken
    keep = job.timeline or broken is not None
    return Outcome(
        job=job,
        broken=broken.name if broken else "",
        message=str(broken) if broken else "",
        stack=stack,
        digest=machine.hub.digest(),
        events=machine.hub.events,
        simulated_ns=machine.hub.now,
        asked=ledger.asked,
        met=ledger.met,
        progress=ledger.progress,
        struck=tuple(current.hub.chance.struck),
        timeline=_timeline(machine) if keep else (),
    )


def _timeline(machine: Machine) -> tuple[Moment, ...]:
    """What happened, with the decisions that struck, in the order of time."""
    told = [
        Moment(at_ns=at, host=host, what=what, text=text, to=to, until_ns=until)
        for at, host, what, text, to, until in machine.timeline[-_KEPT_NOTES:]
    ]
    told += [
        Moment(at_ns=struck.at_ns, host=_place(struck.decision.where), what="fault", text=struck.decision.key)
        for struck in machine.hub.chance.struck
    ]
    return tuple(sorted(told, key=lambda moment: moment.at_ns))


def _place(where: str) -> str:
    """The host at which a decision fell: `a/server` and `a>b` are at `a`."""
    return where.replace(">", "/").replace(" ", "/").replace(":", "/").partition("/")[0]
