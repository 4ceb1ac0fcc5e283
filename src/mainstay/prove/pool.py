"""The pool: one fork server, and as many simulations at once as it may have. The asking side, in the real world."""

import asyncio
import contextlib
import json
import mmap
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.machine import edges
from mainstay.prove.outcome import Job, Outcome, Snapshot
from mainstay.prove.scene import Scene
from mainstay.world.ports import Process, Programs

_LINE = 1 << 28  # a timeline can be long
_PATIENCE_S = 600.0  # simulations end by themselves, by events or processor time: this machine may just be busy
_EMPTY = Scene()


class Copy:
    """A snapshot that waits at the other end of a connection. `branches` counts those that were asked of it."""

    def __init__(self, snapshot: Snapshot, writer: asyncio.StreamWriter) -> None:
        self.snapshot = snapshot
        self.branches = 0
        self._writer = writer

    def branch(self) -> None:
        """Ask for one more branch; its outcome arrives like that of any other simulation."""
        self.branches += 1
        self._writer.write(f"{self.branches}\n".encode())

    def drop(self) -> None:
        """Let it go."""
        self._writer.close()


class Told:
    """What a simulation said besides its outcome: escapes, and its stack where it hung in C."""

    def __init__(self) -> None:
        self._escapes: list[str] = []
        self._stack: list[str] = []

    def take(self, kind: str, value: Any) -> bool:  # noqa: ANN401 - JSON
        """Keep a message of this kind; False where it is of another."""
        if kind not in {"note", "stack"}:
            return False
        (self._escapes if kind == "note" else self._stack).append(str(value))
        return True

    def outcome(self, job: Job, said: list[str]) -> Outcome:
        """The outcome of a simulation whose process ended without one; `said` are the last lines of all processes."""
        stack = "\n".join(self._stack or said)
        if self._escapes:
            return Outcome(job=job, broken="nothing leaves the simulation", message=self._escapes[0], stack=stack)
        message = "its process died: code in C ended it, or started a thread or a program, which cannot be simulated"
        if self._stack:
            message = "code in C did not come back to Python: the processor time ran out"
        return Outcome(job=job, broken="the simulation itself works", message=message, stack=stack)


class _Edges:
    """The map of edges that all simulations of a pool share: a file beside its socket."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_bytes(bytes(edges.SIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), edges.SIZE)

    @property
    def count(self) -> int:
        """How many edges are known."""
        return edges.SIZE - bytes(self._map).count(0)

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
        self._jobs: asyncio.StreamWriter | None = None
        self._ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._outcomes: asyncio.Queue[Outcome] = asyncio.Queue()
        self._said: list[str] = []
        self._talking: set[asyncio.Task[Any]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.running = 0  # simulations that have been begun and not been answered
        self.on_snapshot: Callable[[Copy], None] = lambda copy: copy.drop()
        # What a replay says that is looked at: kind, value, and where it listens.
        self.on_visit: Callable[[str, Any, asyncio.StreamWriter], None] = lambda _, __, writer: writer.close()
        self.seeds = 0  # how many the target asks for itself

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._connected, str(self._path), limit=_LINE)
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
            for writer in self._writers:
                writer.close()  # what still runs ends soon, since nobody waits for it
            await asyncio.gather(*self._talking, return_exceptions=True)
        self._path.unlink(missing_ok=True)
        self._edges.close()

    def _died(self) -> MainstayError:
        return MainstayError(
            self._target,
            "the interpreter for its simulations must start",
            f"it ended: {' '.join(self._said[-3:]) or 'without a word'}",
            hint="run the file with the same interpreter, without mainstay, to see what is wrong",
        )

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - the server runs this as a task
        self._talking.add(task)
        self._writers.add(writer)
        task.add_done_callback(self._talking.discard)
        running: Job | None = None
        told = Told()
        with contextlib.suppress(ConnectionError):
            async for kind, value in _messages(reader):
                if not told.take(kind, value):
                    running = msgspec.convert(value, Job) if kind == "started" else None
                    self._take(kind, value, writer)
        writer.close()
        self._writers.discard(writer)
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        if running is not None:
            self._outcomes.put_nowait(told.outcome(running, self._said[-20:]))

    def _take(self, kind: str, value: Any, writer: asyncio.StreamWriter) -> None:  # noqa: ANN401 - JSON
        if kind == "outcome":
            self._outcomes.put_nowait(msgspec.convert(value, Outcome))
        elif kind == "snapshot":
            self.on_snapshot(Copy(msgspec.convert(value, Snapshot), writer))
        elif kind in {"arrived", "answer", "copy"}:
            self.on_visit(kind, value, writer)
        elif kind == "ready":
            self._jobs = writer
            self._ready.set_result(int(value))
        elif kind == "refused" and not self._ready.done():
            where, must, found, hint = value
            self._ready.set_exception(MainstayError(where, must, found, hint=hint))

    @property
    def edges(self) -> int:
        """How many edges of the programs the simulations have taken, all together."""
        return self._edges.count

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
        self._jobs.write(msgspec.json.encode(job) + b"\n")

    async def next(self) -> Outcome:
        """The next outcome of any simulation; raises `MainstayError` where none comes for minutes."""
        try:
            outcome = await asyncio.wait_for(self._outcomes.get(), _PATIENCE_S)
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


async def _messages(reader: asyncio.StreamReader) -> AsyncIterator[tuple[str, Any]]:
    while (line := await reader.readline()).endswith(b"\n"):
        if line.startswith(b"["):
            kind, value = json.loads(line)
            yield kind, value
        else:  # what hangs in C writes its stack as text, and can write nothing else
            yield "stack", line.decode("utf-8", "backslashreplace").rstrip()
