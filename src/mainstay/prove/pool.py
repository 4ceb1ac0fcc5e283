"""The pool: one fork server, and as many simulations at once as it may have. The asking side, in the real world."""

import asyncio
import mmap
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.machine import edges, records
from mainstay.prove.outcome import Job, Outcome, Snapshot
from mainstay.prove.scene import Scene
from mainstay.prove.talk import Talk
from mainstay.world.ports import Process, Programs

_JOB = 1 << 10
_PATIENCE_S = 600.0  # simulations end by themselves, by events or processor time: this machine may just be busy
_EMPTY = Scene()


class Copy:
    """A snapshot that waits at the other end of a connection. `branches` counts those that were asked of it."""

    def __init__(self, snapshot: Snapshot, talk: Talk) -> None:
        self.snapshot = snapshot
        self.branches = 0
        self._talk = talk

    def branch(self) -> None:
        """Ask for one more branch; its outcome arrives like that of any other simulation."""
        self.branches += 1
        self._talk.write(f"{self.branches}\n".encode())

    def drop(self) -> None:
        """Let it go."""
        self._talk.close()


class _Edges:
    """What all simulations of a pool know of edges, and of records behind that: a file beside its socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_bytes(bytes(edges.SIZE + records.SIZE))
        with path.open("r+b") as file:
            self.known = edges.Known(mmap.mmap(file.fileno(), edges.SIZE))

    def close(self) -> None:
        """Take the file away; the count stays."""
        self._path.unlink(missing_ok=True)


class Pool:
    """Runs simulations of one target. Use as an async context manager.

    `python` is the interpreter, `folder` an existing folder for the socket, `environ` what the server's environment is;
    `scene` is what the simulations have in common.
    """

    def __init__(
        self,
        programs: Programs,
        target: str,
        *,
        python: str,
        folder: Path,
        environ: dict[str, str],
        scene: Scene = _EMPTY,
    ) -> None:
        self._programs, self._target, self._python, self._scene = programs, target, python, scene
        self._path = folder / "prove.sock"
        self._edges = _Edges(Path(edges.beside(str(self._path))))
        self._environ = environ
        self._server: asyncio.Server | None = None
        self._process: Process | None = None
        self._jobs: Talk | None = None
        self._ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._said: list[str] = []
        self._talking: set[Talk] = set()
        self._silent = asyncio.Event()
        self.running = 0  # simulations that have been begun and not been answered
        self.on_snapshot: Callable[[Copy], None] = lambda copy: copy.drop()
        # What a replay says that is looked at: kind, value, and where it listens.
        self.on_visit: Callable[[str, Any, Talk], None] = lambda _, __, talk: talk.close()
        self.seeds = 0  # how many the target asks for itself

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Talk(self, self._said), str(self._path))
        scene = self._path.with_name("scene.json")
        scene.write_bytes(msgspec.json.encode(self._scene))
        argv = (self._python, "-m", "mainstay.prove.server", self._target, str(self._path), str(scene))
        self._process = await self._programs.spawn(
            argv, cwd=Path.cwd(), env=self._environ, on_line=lambda _, line: self._said.append(line)
        )
        try:
            self.seeds = await self._started(self._process)
        except BaseException:
            await self._close()
            raise
        return self

    async def _started(self, process: Process) -> int:
        """Wait until the target is imported; how many seeds it asks for."""
        ended = asyncio.ensure_future(process.wait())
        await asyncio.wait((self._ready, ended), return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not self._ready.done():
            raise self._died()
        return await self._ready

    async def __aexit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        await self._close()

    async def _close(self) -> None:
        if self._jobs is not None:
            self._jobs.close()
        if self._process is not None:
            self._process.signal("KILL")
            await self._process.wait()
        if self._server is not None:
            self._server.close()
            await asyncio.sleep(0)  # connections that were just accepted begin to be talked with
            for talk in tuple(self._talking):
                talk.close()  # what still runs ends soon, since nobody waits for it
            while self._talking:
                self._silent.clear()
                await self._silent.wait()
        self._path.unlink(missing_ok=True)
        self._edges.close()

    def _died(self) -> MainstayError:
        return MainstayError(
            self._target,
            "the interpreter for its simulations must start",
            f"it ended: {' '.join(self._said[-3:]) or 'without a word'}",
            hint="run the file with the same interpreter, without mainstay, to see what is wrong",
        )

    # -- what connections say

    def opened(self, talk: Talk) -> None:
        """As `Listener.opened`."""
        self._talking.add(talk)

    def closed(self, talk: Talk) -> None:
        """As `Listener.closed`."""
        self._talking.discard(talk)
        self._silent.set()

    def over(self, outcome: Outcome) -> None:
        """As `Listener.over`."""
        self._outcomes.put_nowait(outcome)

    def heard(self, kind: str, value: msgspec.Raw, talk: Talk) -> None:
        """As `Listener.heard`."""
        if kind == "snapshot":
            self.on_snapshot(Copy(msgspec.json.decode(value, type=Snapshot), talk))
        elif kind in {"arrived", "answer", "copy"}:
            self.on_visit(kind, msgspec.json.decode(value), talk)
        elif kind == "ready":
            self._jobs = talk
            self._ready.set_result(msgspec.json.decode(value, type=int))
        elif kind == "refused" and not self._ready.done():
            where, must, found, hint = msgspec.json.decode(value, type=tuple[str, str, str, str])
            self._ready.set_exception(MainstayError(where, must, found, hint=hint))

    @property
    def edges(self) -> int:
        """How many edges of the programs the simulations have taken, all together."""
        return self._edges.known.count

    def times(self, edge: int) -> int:
        """How many simulations and branches have taken an edge."""
        return self._edges.known.times[edge]

    async def settle(self) -> None:
        """Wait for everything that still runs, and forget it."""
        while self.running:
            await self.next()

    def branched(self) -> None:
        """A copy was asked for a branch: one more outcome will come."""
        self.running += 1

    def start(self, job: Job) -> None:
        """Begin a simulation; `next` has its outcome some time."""
        assert self._jobs is not None  # noqa: S101 - the pool is open
        self.running += 1
        # All of one length, or the same seed found its objects elsewhere when it is to leave snapshots.
        self._jobs.write(msgspec.json.encode(job).ljust(_JOB) + b"\n")

    async def next(self) -> Outcome:
        """The next outcome of any simulation; raises `MainstayError` where none comes for minutes."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                outcome = await self._outcomes.get()
        except TimeoutError:
            raise MainstayError(
                self._target,
                f"a simulation must end within {_PATIENCE_S:g} s of real time",
                "none has",
                hint="look for a loop that never waits; `seconds=` limits simulated time only",
            ) from None
        self.running -= 1
        return outcome

    async def run(self, job: Job) -> Outcome:
        """One simulation, alone."""
        self.start(job)
        return await self.next()
