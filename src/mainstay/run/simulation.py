"""The third executor: the same steps on simulated machinery, in virtual time.

`SimulatedMachinery` behaves as the ports promise and can be told to fail or to die at any call. It is what the prover
runs plans on, and what property tests of the executor use.
"""

from collections.abc import Callable, Sequence
from typing import Any

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.event import Event, LogLine
from mainstay.model.plan import BuildRelease, EnsureSecret, StartInstance
from mainstay.model.program import ExitProbe, SecretRef
from mainstay.model.routing import RouteTable
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.run.ports import Machinery
from mainstay.world.ports import Clock, Randomness


class Died(BaseException):
    """The simulated command was killed: nothing below it may catch this."""


Fault = Callable[[str], None]
"""Called with the name of each call before and after its effect; raises `Died` or `MainstayError` to fail there."""


class SimulatedJournal:
    """A ledger in memory; it outlives the command like the file does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.events: list[Event] = []
        self.lines: list[LogLine] = []

    def append(self, topic: str, subject: str, body: dict[str, Any]) -> Event:
        """See `Journal`."""
        event = Event(id=len(self.events) + 1, at=self._clock.now(), topic=topic, subject=subject, body=body)
        self.events.append(event)
        return event

    def current(self, topic: str) -> dict[str, dict[str, Any]]:
        """See `Journal`."""
        newest = {event.subject: event.body for event in self.events if event.topic == topic}
        return {subject: body for subject, body in newest.items() if body}

    def write_lines(self, lines: Sequence[LogLine]) -> None:
        """See `Journal`."""
        self.lines += lines


class SimulatedVault:
    """A vault in memory."""

    def __init__(self) -> None:
        self._values: dict[SecretRef, str] = {}

    def get(self, ref: SecretRef) -> str | None:
        """See `Vault`."""
        return self._values.get(ref)

    def put(self, ref: SecretRef, value: str) -> None:
        """See `Vault`."""
        self._values[ref] = value

    def values(self) -> dict[SecretRef, str]:
        """See `Vault`."""
        return dict(self._values)


class SimulatedMachine:
    """Everything that outlives a command: the supervisor with its instances, the files of releases, the router.

    `unhealthy` are resources that never become ready. `fault` is called around every effect.
    """

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self.journal = SimulatedJournal(clock)
        self.vault = SimulatedVault()
        self.supervisor_runs = False
        self.instances: dict[str, StartInstance] = {}
        self.built: set[int] = set()
        self.jobs_run: list[str] = []
        self.table = RouteTable()
        self.unhealthy: set[str] = set()
        self.fault: Fault = _no_fault
        self._clock, self._randomness = clock, randomness

    def machinery(self) -> Machinery:
        """The ports of this machine."""
        return Machinery(
            journal=self.journal, vault=self.vault, platform=self, lifecycle=self, builder=self, secrets=self
        )

    async def ensure(self) -> None:
        """See `Lifecycle`."""
        await self._effect("ensure", lambda: setattr(self, "supervisor_runs", True))

    async def shut_down(self) -> None:
        """See `Lifecycle`."""
        await self._effect("shut_down", self._stop_everything)

    async def start(self, instance: StartInstance) -> None:
        """See `Platform`."""
        self._needs_supervisor()
        await self._effect("start", lambda: self.instances.update({instance.instance: instance}))

    async def await_ready(self, instance: str) -> InstanceStatus:
        """See `Platform`."""
        self._needs_supervisor()
        await self._effect("await_ready", lambda: None)
        start = self.instances.get(instance)
        if start is None or start.resource in self.unhealthy:
            raise MainstayError(
                instance, "it must become ready", "it does not", hint="look at it", exit_code=ExitCode.FAILED
            )
        if isinstance(start.program.probe, ExitProbe):
            self.jobs_run.append(instance)
        return _status(start)

    async def stop(self, instance: str) -> None:
        """See `Platform`."""
        self._needs_supervisor()
        await self._effect("stop", lambda: self.instances.pop(instance, None))

    async def status(self) -> list[InstanceStatus]:
        """See `Platform`."""
        self._needs_supervisor()
        return [_status(self.instances[name]) for name in sorted(self.instances)]

    async def switch(self, table: RouteTable) -> None:
        """See `Platform`."""
        self._needs_supervisor()
        await self._effect("switch", lambda: setattr(self, "table", table))

    async def drained(self, instance: str, within_s: float) -> bool:
        """See `Platform`."""
        await self._effect("drained", lambda: None)
        return within_s >= 0 and bool(instance)

    async def build(self, step: BuildRelease) -> tuple[str, ...]:
        """See `Builder`."""
        await self._effect("build", lambda: self.built.add(step.release))
        return ()

    async def discard(self, release: int) -> None:
        """See `Builder`."""
        await self._effect("discard", lambda: self.built.discard(release))

    def made(self, step: EnsureSecret) -> str:
        """See `Secrets`."""
        del step
        return self._randomness.token(32)

    async def _effect(self, name: str, effect: Callable[[], object]) -> None:
        self.fault(f"before {name}")
        await self._clock.sleep(0.01)
        effect()
        self.fault(f"after {name}")

    def _needs_supervisor(self) -> None:
        if not self.supervisor_runs:
            raise MainstayError("supervisor", "it must run", "it does not", hint="mainstay up")

    def _stop_everything(self) -> None:
        self.instances.clear()
        self.supervisor_runs = False


def _status(start: StartInstance) -> InstanceStatus:
    return InstanceStatus(
        instance=start.instance,
        resource=start.resource,
        release=start.release,
        state=InstanceState.READY,
        endpoint=f"{start.program.address}:{start.program.port}" if start.program.port else "",
    )


def _no_fault(name: str) -> None:
    del name
