"""A booted application: backing services first, then the release phase, then everything that keeps running."""

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.system import Instance, Part, StandIn, System
from mainstay.prove import properties
from mainstay.prove.machine import current
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.system import programs, router, schedules
from mainstay.prove.system.keeping import Keeper
from mainstay.prove.system.stubs import Handler, Stub

READY_S = 120.0
_LOOK_S = 0.05


def make_hosts(machine: Machine, system: System) -> None:
    """A host for each instance of `system`, before any other, since their addresses stand in its environments."""
    for instance in system.hosts:
        host = machine.host(instance.name, path=_path(instance), environ=instance.environment)
        if host.address != instance.address:
            raise AssertionError(f"{instance.name} must be at {instance.address}, but is at {host.address}")
        host.spared = instance.part in {Part.BACKING, Part.ROUTER}
        machine.network.names.update(dict.fromkeys(map(str.lower, instance.names), instance.name))


def _path(instance: Instance) -> list[str]:
    return [part for part in (instance.directory, *instance.packages) if part]


class Application:
    """The application of a simulation, as its test sees it."""

    def __init__(self, machine: Machine, system: System) -> None:
        self._machine, self._system = machine, system
        self._stubs: dict[str, Stub] = {}
        self._environ: dict[str, str] = {}
        self._keepers: dict[str, Keeper] = {}

    @property
    def instances(self) -> tuple[str, ...]:
        """The hosts that run programs of the application itself."""
        return tuple(one.name for one in self._system.of(Part.SERVICE, Part.SCHEDULE))

    @property
    def services(self) -> tuple[str, ...]:
        """The services that can be called, each by the name of its router."""
        return tuple(one.name for one in self._system.of(Part.ROUTER))

    def url(self, service: str) -> str:
        """Where `service` is reached, balanced over its instances. Raises `MainstayError` where none is called so."""
        for one in self._system.of(Part.ROUTER):
            if one.name == service:
                return f"http://{one.name}:{one.port}"
        known = ", ".join(self.services) or "none"
        raise MainstayError(service, "must be a service that listens", f"there are: {known}", hint="name one of them")

    def health(self, service: str) -> str:
        """The URL that a health check of `service` asks for."""
        instance = next(one for one in self._system.of(Part.SERVICE) if one.component == service)
        return self.url(service) + instance.path

    def ends(self, instance: str) -> list[int]:
        """How the processes of an instance have ended by themselves so far: exit statuses."""
        return self._keepers[instance].ends

    def stub(self, url: str, handler: Handler | Path | str) -> Stub:
        """An HTTP third party at `url`, on a host of its own; a function answers, or a file of recorded answers."""
        stub = Stub(url, handler)
        host = self._machine.host(stub.name)
        host.start(stub.serve, "stub")
        self._stubs[stub.name] = stub
        return stub

    def boot(self, environ: Mapping[str, str] | None = None) -> "Application":
        """Start everything; returns when all of it is ready. `environ` is told to every program, and wins.

        Faults wait until then. A release step that fails, or a service that never becomes ready, breaks the test.
        Raises `MainstayError` for a component that cannot be simulated and has no stub.
        """
        self._refuse_foreign()
        self._environ = dict(environ or {})
        self._machine.troubled = False
        backings = self._system.of(Part.BACKING, Part.ROUTER)
        for instance in backings:
            self._start(instance)
        self._await(backings)
        for instance in self._system.of(Part.JOB):
            self._release(instance)
        services = self._system.of(Part.SERVICE, Part.SCHEDULE)
        for instance in services:
            self._start(instance)
        self._await(tuple(one for one in services if one.listens))
        self._machine.troubled = True
        return self

    def _refuse_foreign(self) -> None:
        for each in self._system.foreign:
            if each.component not in self._stubs:
                raise MainstayError(
                    each.component,
                    "must be Python, or have a stub",
                    each.why,
                    hint=f'stub it before booting: sim.application.stub("http://{each.component}", function)',
                )

    def _start(self, instance: Instance) -> None:
        told = msgspec.structs.replace(instance, environment={**instance.environment, **self._environ})
        host = self._machine.hosts[instance.name]
        self._keepers[instance.name] = Keeper(host, instance.part.value, _main(told), told.environment)

    def _release(self, instance: Instance) -> None:
        """Run a job of the release phase to its end."""
        told = msgspec.structs.replace(instance, environment={**instance.environment, **self._environ})
        host = self._machine.hosts[instance.name]
        process = host.start(_main(told), instance.component, may_fail=True, environ=told.environment)
        name = f"the release step {instance.component} succeeds"
        self._until(lambda: not process.alive, lambda: {"still runs after_s": READY_S}, name)
        if process.status:
            self._broken(name, {"status": process.status, "said": self._said(instance)})

    def _await(self, instances: tuple[Instance, ...]) -> None:
        for instance in instances:
            self._until(
                lambda one=instance: self._listens(one),
                lambda one=instance: {"port": one.port, "ends": self.ends(one.name), "said": self._said(one)},
                f"{instance.name} becomes ready",
            )

    def _said(self, instance: Instance) -> str:
        """The last line that an instance wrote about its troubles."""
        lines = (note for note in reversed(self._machine.timeline) if note[1:3] == (instance.name, "stderr"))
        return next((text for _, _, _, text, _, _ in lines if text.strip()), "")

    def _listens(self, instance: Instance) -> bool:
        ports = self._machine.hosts[instance.name].ports
        return ports.find("tcp", instance.address, instance.port) is not None

    def _until(self, holds: Callable[[], bool], details: Callable[[], dict[str, object]], name: str) -> None:
        deadline = current.hub.now + int(READY_S * SECOND)
        while not holds():
            if current.hub.now >= deadline:
                self._broken(name, details())
            current.hub.pause(int(_LOOK_S * SECOND))

    def _broken(self, name: str, details: Mapping[str, Any]) -> None:
        properties.ledger.fail(name, dict(details))


def _main(instance: Instance) -> Callable[[], object]:
    """What the main process of an instance runs."""
    match instance.stand_in:
        case StandIn.POSTGRES:
            return lambda: _postgres(instance)
        case StandIn.VALKEY:
            return lambda: _valkey(instance)
        case StandIn.ROUTER:
            return lambda: router.serve(instance.port, instance.targets)
        case StandIn.NONE if instance.cron:
            return lambda: schedules.run(instance)
        case StandIn.NONE:
            return programs.runner(instance)


# Stand-ins are imported where one is needed: most simulations have none, and each fork copies all that is imported.


def _postgres(instance: Instance) -> Coroutine[None, None, None]:
    from mainstay.prove.standins import postgres  # noqa: PLC0415 - see above

    return postgres.serve(instance.port)


def _valkey(instance: Instance) -> None:
    from mainstay.prove.standins import valkey  # noqa: PLC0415 - see above

    valkey.serve(instance.port, instance.environment.get("PASSWORD", ""))
