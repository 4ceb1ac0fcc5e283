"""One instance: started, watched, started again, stopped."""

import asyncio
import contextlib
import os
import traceback
from dataclasses import dataclass
from typing import Any

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.status import InstanceState, InstanceStatus
from mainstay.run.local.sandbox import Grade, Room, Sources, command, furnish, write_files
from mainstay.run.local.supervisor.explaining import failure, is_ready, why_not
from mainstay.run.local.supervisor.life import Ended, Happening, Life, Missed, Passed, Started, StopAsked, after
from mainstay.run.local.supervisor.memory import Limit, limit
from mainstay.run.local.supervisor.probing import Prober
from mainstay.run.local.supervisor.recorder import Recorder
from mainstay.run.local.supervisor.steps import finish, prepare
from mainstay.run.local.supervisor.stopping import stop_gracefully
from mainstay.run.local.supervisor.sweep import sweep
from mainstay.run.local.supervisor.verdict import Finding
from mainstay.run.local.supervisor.watching import Watch
from mainstay.run.ports import Vault
from mainstay.world.ports import Process, World

SHOWN_LINES = 15
_SHELL_SIGNAL_BASE, _HIGHEST_SIGNAL = 128, 64


@dataclass(frozen=True)
class Site:
    """What all instances of one supervisor share."""

    world: World
    sources: Sources
    vault: Vault
    recorder: Recorder


class Instance:
    """Keeps one StartInstance running. `order` is its place among all starts: backing services come first."""

    def __init__(self, start: StartInstance, order: int, site: Site) -> None:
        self.start, self.order = start, order
        self._site = site
        self._life = Life(restart=start.program.restart)
        self._limit, self._limit_note = Limit(), ""
        self._finding = Finding(ready=False, found="it has not been started yet")
        self._process: Process | None = None
        self._endpoint = ""
        self._started_at: float | None = None
        self._trouble: MainstayError | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stop: asyncio.Task[None] | None = None

    @property
    def settled(self) -> bool:
        """Whether asking for an equal start has to change nothing: it starts or runs, and has not given up."""
        return self._trouble is None and self._life.state in {InstanceState.STARTING, InstanceState.READY}

    @property
    def pid(self) -> int | None:
        """The process that leads it, while there is one."""
        return self._process.pid if self._process else None

    def launch(self) -> None:
        """Begin; returns at once."""
        self._task = asyncio.create_task(self._live())
        self._tell()

    def status(self, memory_mib: float | None = None) -> InstanceStatus:
        """What people see."""
        return InstanceStatus(
            instance=self.start.instance,
            resource=self.start.resource,
            release=self.start.release,
            state=self._life.state,
            pid=self.pid,
            endpoint=self._endpoint,
            started_at=self._started_at,
            restarts=self._life.restarts,
            exit_code=self._life.exit_code,
            memory_mib=memory_mib,
            notes=self._notes(),
        )

    async def ready(self) -> InstanceStatus:
        """Its status once it is ready; for jobs, once it has ended well. Raises `MainstayError` where it fails."""
        recorder, name = self._site.recorder, self.start.instance
        while not is_ready(self.start, self._life):
            if self._trouble:
                raise self._trouble
            if found := why_not(self._life, self._finding):
                lines = recorder.tail(name, SHOWN_LINES)
                raise failure(self.start, recorder.masked(found), lines, out_of_memory=self._limit.exceeded)
            await self._changed.wait()
        return self.status()

    async def stop(self) -> None:
        """Stop gracefully, then kill; returns when nothing of it runs. Asked twice, it is still told only once."""
        self._stop = self._stop or asyncio.create_task(self._stop_once())
        await asyncio.shield(self._stop)

    async def _stop_once(self) -> None:
        world, program = self._site.world, self.start.program
        self._happen(StopAsked())
        if self._process:
            name = program.stop_signal.removeprefix("SIG")
            await stop_gracefully(
                self._process, host=world.host, clock=world.clock, signal=name, grace_s=program.grace_s
            )
        elif self._task:
            self._task.cancel()
        if self._task:
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if not self._life.over:
            self._happen(Ended(at=world.clock.monotonic(), exit_code=None))

    async def _live(self) -> None:
        clock = self._site.world.clock
        prepared = False
        while True:
            exit_code = await self._run(prepared=prepared)
            prepared = prepared or self._trouble is None
            self._happen(Ended(at=clock.monotonic(), exit_code=exit_code))
            if self._life.resume_at is None:
                return
            await clock.sleep(max(0.0, self._life.resume_at - clock.monotonic()))
            self._happen(Started())

    async def _run(self, *, prepared: bool) -> int | None:
        """From start to end: the exit code, or None where it could not even be started."""
        site, start = self._site, self.start
        self._trouble = None
        try:
            site.recorder.refresh(site.vault.values())
            room = furnish(start.instance, start.program, site.sources)
            write_files(room)
            if not prepared:
                await prepare(start, room, site.world, site.recorder)
            return await self._run_process(room)
        except OSError as error:
            self._trouble = MainstayError(
                start.instance,
                "its files must be writable",
                f"{error.filename or start.program.data}: {error.strerror or error}",
                hint="look at the free disk space and at the permissions of .mainstay",
                exit_code=ExitCode.FAILED,
            )
        except MainstayError as error:
            self._trouble = error
        site.recorder.say(start, str(self._trouble))
        return None

    async def _run_process(self, room: Room) -> int:
        world, start, project = self._site.world, self.start, self._site.sources.paths.id
        groups = world.host.memory_groups
        self._limit = limit(groups, project, start.instance, start.program.memory_mib)
        wanted = command(room, [room.resolve(word) for word in start.program.argv], group=self._limit.group)
        sink = self._site.recorder.sink(start, start.program.output)
        process = await world.programs.spawn(wanted.argv, cwd=wanted.cwd, env=wanted.environment, on_line=sink)
        self._process, self._started_at = process, world.clock.now()
        self._tell()
        code = await self._watched(process, room)
        if room.machine.grade is not Grade.FULL:
            await sweep(world.host, world.clock, project, start.instance, spare=os.getpid())
        await self._limit.end(groups, world.clock, start.program.memory_mib)
        if self._limit.exceeded:
            self._limit_note = self._limit.note
            self._site.recorder.say(start, self._limit.note)
        return _without_shell(code) if room.machine.grade is not Grade.NONE else code

    async def _watched(self, process: Process, room: Room) -> int:
        """Watch it until it ends: its exit code."""
        watch = asyncio.create_task(self._watch(process.pid, room))
        try:
            return await process.wait()
        finally:
            self._process = None
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    async def _watch(self, pid: int, room: Room) -> None:
        world, recorder = self._site.world, self._site.recorder
        prober = Prober(world, room, lambda: frozenset(entry.pid for entry in world.host.tree(pid)))
        watch = Watch(prober, world.clock, self._seen, lambda: self._happen(Missed()))
        try:
            if await watch.until_ready(room.program.probe):
                await finish(self.start, room, world, recorder)
                self._passed()
                await watch.guard(self._endpoint, self._passed)
        except MainstayError as error:
            self._trouble = error
            recorder.say(self.start, str(error))
            self._happen(Missed())
        except Exception:  # noqa: BLE001 - a mistake of ours must not end somebody's program
            traceback.print_exc()
            self._seen(Finding(ready=False, found="mainstay failed to watch it; see .mainstay/supervisor.log"))
            self._happen(Missed())

    def _seen(self, finding: Finding) -> None:
        self._finding = finding
        if finding.ready and finding.endpoint:
            self._endpoint = finding.endpoint

    def _passed(self) -> None:
        if self._life.state is not InstanceState.READY:
            self._happen(Passed(at=self._site.world.clock.monotonic()))

    def _happen(self, happening: Happening) -> None:
        before = self._life.state
        self._life = after(self._life, happening)
        if before is not self._life.state:
            self._tell()
        self._changed.set()
        self._changed = asyncio.Event()

    def _tell(self) -> None:
        """Journal the present state."""
        told: dict[str, Any] = {
            "state": self._life.state.value,
            "resource": self.start.resource,
            "release": self.start.release,
            "restarts": self._life.restarts,
        }
        more = {"pid": self.pid, "exit_code": self._life.exit_code, "endpoint": self._endpoint, "notes": self._notes()}
        told |= {name: value for name, value in more.items() if value not in {None, "", ()}}
        self._site.recorder.event("instance", self.start.instance, told)

    def _notes(self) -> tuple[str, ...]:
        lost = self._site.sources.machine.lost if self.start.program.hosts else ""
        sick = self._life.state is InstanceState.UNHEALTHY and self._finding.found
        found = f"not healthy: {self._site.recorder.masked(self._finding.found)}" if sick else ""
        return (*self._finding.notes, *filter(None, (found, self._limit.note or self._limit_note, lost)))


def _without_shell(code: int) -> int:
    """An exit code that bubblewrap passed on as shells do: 128 and the signal for a program that was killed."""
    killed = _SHELL_SIGNAL_BASE < code <= _SHELL_SIGNAL_BASE + _HIGHEST_SIGNAL
    return _SHELL_SIGNAL_BASE - code if killed else code
