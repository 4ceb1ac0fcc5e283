"""A target and its programs, imported once: the interpreter from which simulations are forked."""

import importlib
import re
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.model.system import System
from mainstay.prove import properties
from mainstay.prove.machine import current, shim, surface
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.files import below
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.modules import Modules
from mainstay.prove.machine.process import Process
from mainstay.prove.rollout import MOST_COPIES, Code, Rollout
from mainstay.prove.scene import Scene
from mainstay.prove.settings import Settings
from mainstay.prove.simulation import MARK, Sim
from mainstay.prove.system import preloading, smoke
from mainstay.prove.system.application import make_hosts
from mainstay.prove.targets import SMOKE

_REHEARSED = 100_000  # events
_SPARES = 2  # how often a host's processes may be started again before that takes as long as importing everything


class Target:
    """A simulated test: its file, its function, and what the decorator says of it."""

    def __init__(self, name: str) -> None:
        file, _, self.function = name.partition("::")
        self.name = name
        self.path = Path(file).resolve()
        if self.function == SMOKE and self.path.is_dir():  # an application without a test of its own
            self.path = Path(smoke.__file__)
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

    With a rollout they are imported from both of its releases; that the newer one cannot be imported is found when a
    host is moved there.
    """

    def __init__(self, target: Target, scene: Scene) -> None:
        self.target, self.system = target, scene.system
        self.modules = Modules()
        below.allow(str(target.path.parent))
        if self.system is not None:
            self.modules.kept = preloading.allow(self.system)
            preloading.import_stand_ins(self.system)
        machine = Machine(Chance(0), modules=self.modules)
        if self.system is not None:
            make_hosts(machine, self.system)
        surface.install(machine)
        self.importers = [current.hub.boot]
        target.place(self.modules)
        test = machine.hosts["test"]
        self.settings = target.settings() if scene.rollout is None else self._both(test, scene.rollout)
        self.modules.share(self.settings.share)
        if scene.rollout is None:
            self._import_test(machine)
        else:
            self._import_releases(machine, scene.rollout)
        if self.system is not None:
            self._import_rehearsed(machine, self.system)

    def _import_test(self, machine: Machine) -> None:
        """Import the test's module as each of its hosts."""
        for name in self.settings.hosts:
            self._import_on(machine.host(name), 1 + self._spares, self.target.module)

    def _import_rehearsed(self, machine: Machine, system: System) -> None:
        """Import what the programs of the application import when they run."""
        for name, module in preloading.rehearsed(system, lambda: self._rehearse(system), self.modules):
            with suppress(Exception):  # what it needs may not be there; its program knows what to do then
                self._import_on(machine.hosts[name], 1, module)

    def _import_releases(self, machine: Machine, rollout: Rollout) -> None:
        """Import the test's module from both releases as each of its hosts."""
        for name in self.settings.hosts:
            host = machine.host(name)
            for code in (rollout.old, rollout.new):
                self._import_release(host, code, MOST_COPIES + self._spares)

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
        with suppress(Exception, SystemExit):
            self._import_on(host, copies, self.target.module)

    def _rehearse(self, system: System) -> None:
        """Run the test once without faults, in a process that ends: what programs import by and by is known then."""
        machine = Machine(Chance(0), modules=self.modules)
        make_hosts(machine, system)
        properties.reset()
        shim.attach(machine.hub)
        sim = Sim(machine, system)
        test = machine.hosts["test"].start(lambda: self.target.called()(sim), "test", may_fail=True)
        test.on_exit.append(machine.hub.stop)
        machine.hub.run(int(self.settings.seconds * SECOND), until_event=_REHEARSED)

    @property
    def _spares(self) -> int:
        """How many copies more each host gets, because processes are likely to be started again."""
        faults = self.settings.faults.host
        ends_some = re.search(rb"\.(kill|crash)\(", self.target.path.read_bytes())
        return _SPARES if faults.kills or faults.crashes or ends_some else 0

    def _import_on(self, host: Host, copies: int, module: str) -> None:
        """Import `module` as the first processes of a host, so that its simulations need not."""
        hub, path = current.hub, list(sys.path)
        sys.path[:0] = host.path
        try:
            for copy in range(1, 1 + copies):
                hub.boot = self._importer(host, copy)
                importlib.import_module(module)
        finally:
            hub.boot = self.importers[0]
            sys.path[:] = path

    def _importer(self, host: Host, copy: int) -> Process:
        """The process that imports for process `copy` of a host: one for all its modules."""
        space = host.space(copy)
        for importer in self.importers:
            if importer.space == space:
                return importer
        made = Process(host, 1, host.name, environ={}, cwd=f"/home/{host.name}")
        made.space = space
        self.importers.append(made)
        return made


@contextmanager
def _first_on_path(folders: Sequence[str]) -> Generator[None]:
    """Import from `folders` first, also what asks for the version of a package."""
    sys.path[:0] = folders
    try:
        yield
    finally:
        for folder in folders:
            sys.path.remove(folder)
