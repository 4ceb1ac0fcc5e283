"""All instances of one project: what is asked for, what must be restored, what is stopped in which order."""

import asyncio
import os
import traceback
from collections.abc import Awaitable, Iterable

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.program import Restart
from mainstay.model.status import InstanceStatus
from mainstay.model.value import from_builtins, to_builtins
from mainstay.run.local.sandbox import Machine
from mainstay.run.local.supervisor import protocol
from mainstay.run.local.supervisor.control import ControlServer
from mainstay.run.local.supervisor.instance import Instance, Site
from mainstay.run.local.supervisor.sweep import sweep
from mainstay.run.ports import Journal

WANTED = "wanted"
"""The topic of what must run: instance → {"start": StartInstance, "order": its place among all starts}."""


class Supervisor:
    """All instances of one project."""

    def __init__(self, site: Site, journal: Journal) -> None:
        self._site, self._journal = site, journal
        self._instances: dict[str, Instance] = {}
        self._changing = dict[str, asyncio.Lock]()
        self._order = 0
        self._down = asyncio.Event()
        self._gone = asyncio.Event()
        self._restored = asyncio.Event()

    async def run(self) -> None:
        """Clear up, restore, and serve until `shut_down`; returns when nothing of the project runs any more."""
        world, paths = self._site.world, self._site.sources.paths
        await sweep(world.host, world.clock, paths.id, spare=os.getpid())
        groups = world.host.memory_groups
        for group in groups.leftover(paths.id):
            groups.drop(group)
        control = ControlServer(paths.supervisor_socket, self.answer)
        await control.open()
        restoring = asyncio.create_task(self._restore_all())
        try:
            await self._down.wait()
        finally:
            restoring.cancel()
            await asyncio.gather(restoring, return_exceptions=True)
            await self._stop_all()
            self._gone.set()
            await control.close()

    def shut_down(self) -> None:
        """Ask for the end."""
        self._down.set()

    async def answer(self, request: protocol.Request) -> protocol.Reply:
        """Do what a request asks for. Raises `MainstayError` where that fails."""
        match request:
            case protocol.Start(instance=start):
                await self._start(start)
            case protocol.Stop(instance=name):
                await self._stop(name)
            case protocol.Await(instance=name):
                if name not in self._instances:
                    await self._restored.wait()  # it may be one that still has to be started again
                return protocol.Statuses(instances=(await self._known(name).ready(),))
            case protocol.Report():
                return protocol.Statuses(instances=tuple(self._statuses()))
            case protocol.Ping():
                return protocol.Pong(pid=os.getpid(), notes=_notes(self._site.sources.machine))
            case protocol.ShutDown():
                self.shut_down()
                await self._gone.wait()
        return protocol.Done()

    async def _start(self, start: StartInstance) -> None:
        if self._down.is_set():
            raise _going(start.instance)
        async with self._lock(start.instance):
            known = self._instances.get(start.instance)
            if known and known.start == start and known.settled:
                return
            if known:
                await known.stop()
                self._site.recorder.forget(start.instance)
            self._order += 1
            order = known.order if known else self._order
            if start.program.restart is Restart.ALWAYS:  # a job that was interrupted is run again by whoever ran it
                self._journal.append(WANTED, start.instance, {"start": to_builtins(start), "order": order})
            self._launch(start, order)

    async def _stop(self, name: str) -> None:
        async with self._lock(name):
            instance = self._instances.get(name)
            if instance:
                await instance.stop()
                del self._instances[name]
                self._site.recorder.forget(name)
            # Only now: a ledger that cannot be written must not keep a program running that nobody wants.
            if name in self._journal.current(WANTED):
                self._journal.append(WANTED, name, {})

    def _launch(self, start: StartInstance, order: int) -> Instance:
        instance = Instance(start, order, self._site)
        self._instances[start.instance] = instance
        instance.launch()
        return instance

    def _lock(self, name: str) -> asyncio.Lock:
        return self._changing.setdefault(name, asyncio.Lock())

    def _known(self, name: str) -> Instance:
        if name not in self._instances:
            known = ", ".join(sorted(self._instances)) or "none"
            raise MainstayError(
                name, "must be an instance that was started", f"it is not; there are: {known}", hint="run `mainstay up`"
            )
        return self._instances[name]

    def _statuses(self) -> list[InstanceStatus]:
        """All of them from one look at the machine's processes."""
        host = self._site.world.host
        children: dict[int, list[int]] = {}
        for entry in host.processes():
            children.setdefault(entry.parent, []).append(entry.pid)
        statuses: list[InstanceStatus] = []
        for _, instance in sorted(self._instances.items()):
            pids = _descendants(instance.pid, children)
            statuses.append(instance.status(host.memory_mib(pids) if pids else None))
        return statuses

    async def _restore_all(self) -> None:
        try:
            await self._restore()
        except Exception:  # noqa: BLE001 - whoever asks next must still be answered
            traceback.print_exc()
        finally:
            self._restored.set()

    async def _restore(self) -> None:
        """Start what must run: backing services, and once these are ready or have failed, the application.

        What was started after the application (the page that shows it) is not waited for.
        """
        wanted = self._wanted()
        self._order = max((order for order, _ in wanted), default=0)
        first = min((order for order, start in wanted if start.program.built), default=self._order)
        backing = [self._launch(start, order) for order, start in wanted if self._is_to_restore(start, built=False)]
        needed = [instance for instance in backing if instance.order < first]
        await asyncio.gather(*(instance.ready() for instance in needed), return_exceptions=True)
        for order, start in self._wanted():  # asked again: some of it may have been stopped by now
            if self._is_to_restore(start, built=True):
                self._launch(start, order)

    def _wanted(self) -> list[tuple[int, StartInstance]]:
        """What must run, in the order of its start; without what another version wrote in a way that we cannot read."""
        found: list[tuple[int, StartInstance]] = []
        for name, body in self._journal.current(WANTED).items():
            try:
                found.append((body["order"], from_builtins(body["start"], StartInstance)))
            except (KeyError, msgspec.ValidationError) as error:
                print(f"{name} cannot be restored: {error}", flush=True)  # noqa: T201 - to our own log
        return sorted(found, key=lambda item: item[0])

    def _is_to_restore(self, start: StartInstance, *, built: bool) -> bool:
        return start.instance not in self._instances and built is (start.program.built is not None)

    async def _stop_all(self) -> None:
        """The application first, all of it at once; then what it used, in the reverse order of its start."""
        instances = sorted(self._instances.values(), key=lambda instance: -instance.order)
        await _all(instance.stop() for instance in instances if instance.start.program.built is not None)
        for instance in instances:
            await instance.stop()


def _descendants(pid: int | None, children: dict[int, list[int]]) -> frozenset[int]:
    found, waiting = set[int](), [pid] if pid else []
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += children.get(each, [])
    return frozenset(found)


async def _all(stops: Iterable[Awaitable[None]]) -> None:
    await asyncio.gather(*stops)


def _notes(machine: Machine) -> tuple[str, ...]:
    return (machine.lost,) if machine.lost else ()


def _going(instance: str) -> MainstayError:
    return MainstayError(
        instance, "the supervisor must be up", "it is shutting down", hint="wait a moment, then run the command again"
    )
