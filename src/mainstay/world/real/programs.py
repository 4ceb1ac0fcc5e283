"""Other programs, as real processes."""

import asyncio
import contextlib
import errno
import functools
import os
import shutil
import signal
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from mainstay.model.errors import MainstayError
from mainstay.world.ports import Completed, LineSink
from mainstay.world.real.lines import LineSplitter

READ_BYTES = 64 * 1024
KEPT_OUTPUT_CHARACTERS = 64 * 1024 * 1024
"""What `run` keeps of the output of one program; of more, the newest."""

LINGER_S = 1.0
"""How long the pipes may stay open after a program has ended, because something it left behind still holds them."""


class RealProcess:
    """Implements `world.ports.Process`: a child that leads a session of its own.

    Output is read at the pace at which `on_line` takes it: each turn of the event loop reads at most 64 KiB of a pipe,
    so a child that writes faster than that waits for us, and memory stays bounded.
    """

    def __init__(self, popen: subprocess.Popen[bytes], on_line: LineSink) -> None:
        self._popen = popen
        self._loop = asyncio.get_running_loop()
        self._open: set[IO[bytes]] = set()
        self._silent = asyncio.Event()
        self._exit = asyncio.ensure_future(self._watch())
        assert popen.stdout is not None  # noqa: S101 - both are pipes, see `_popen`
        assert popen.stderr is not None  # noqa: S101 - both are pipes, see `_popen`
        self._listen(popen.stdout, LineSplitter(functools.partial(on_line, "out")))
        self._listen(popen.stderr, LineSplitter(functools.partial(on_line, "err")))

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group and session."""
        return self._popen.pid

    async def wait(self) -> int:
        """The exit code, once it has ended and its output has been read; negative for a signal."""
        return await asyncio.shield(self._exit)

    def signal(self, name: str) -> None:
        """Send a signal to the whole process group; nothing happens where it is gone."""
        if self._popen.returncode is None:  # not reaped yet, so nobody else can have got this id
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.Signals[f"SIG{name}"])

    def _listen(self, pipe: IO[bytes], lines: LineSplitter) -> None:
        os.set_blocking(pipe.fileno(), False)
        self._open.add(pipe)
        self._loop.add_reader(pipe.fileno(), self._read, pipe, lines)

    def _read(self, pipe: IO[bytes], lines: LineSplitter) -> None:
        try:
            data = os.read(pipe.fileno(), READ_BYTES)
        except BlockingIOError:
            return
        if data:
            lines.feed(data)
        else:
            lines.end()
            self._close(pipe)

    def _close(self, pipe: IO[bytes]) -> None:
        if pipe in self._open:
            self._open.discard(pipe)
            self._loop.remove_reader(pipe.fileno())
            pipe.close()
        if not self._open:
            self._silent.set()

    async def _watch(self) -> int:
        await _ended(self._popen)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._silent.wait(), LINGER_S)
        for pipe in tuple(self._open):
            self._close(pipe)
        return self._popen.wait()


class RealPrograms:
    """Implements `world.ports.Programs`."""

    def __init__(self) -> None:
        self._setpriv = shutil.which("setpriv")

    def find(self, name: str, path: str | None = None) -> str | None:
        """The absolute path of a program on PATH (or on `path`), or None."""
        return shutil.which(name, path=path)

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_line: LineSink | None = None,
    ) -> Completed:
        """Run to the end; killed with its process group where the time is over or the caller is cancelled."""
        kept = {"out": _Kept(), "err": _Kept()}

        def take(stream: str, line: str) -> None:
            kept[stream].add(line)
            if on_line:
                on_line(stream, line)

        process = self._start(argv, cwd=cwd, env=env, on_line=take)
        try:
            exit_code = await asyncio.wait_for(process.wait(), timeout_s)
        except (TimeoutError, asyncio.CancelledError):
            process.signal("KILL")
            await process.wait()
            raise
        return Completed(argv=tuple(argv), exit_code=exit_code, out=kept["out"].text(), err=kept["err"].text())

    async def attach(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
        """Run to the end in the foreground. What is typed reaches it alone: Ctrl-C is its business, not ours."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, lambda: None)
        try:
            process = await asyncio.create_subprocess_exec(*argv, cwd=cwd, env=dict(env))
            return await process.wait()
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    async def spawn(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], on_line: LineSink) -> RealProcess:
        """Start a long-running program in a session of its own; it is killed when this process dies."""
        return self._start(argv, cwd=cwd, env=env, on_line=on_line)

    def _start(
        self, argv: Sequence[str], *, cwd: Path | None, env: Mapping[str, str] | None, on_line: LineSink
    ) -> RealProcess:
        """Start it.

        The parent-death signal is set by `setpriv`, which then becomes the program: a function between fork and exec
        (`preexec_fn`) may dead-lock where this process has threads. The kernel ties that signal to the *thread* that
        forked; this runs on the event loop's thread, which lives as long as the process.
        """
        mortal = [self._setpriv, "--pdeathsig", "KILL", "--"] if self._setpriv else []
        try:
            _require(argv[0], cwd, env)
            popen = subprocess.Popen(
                [*mortal, *argv],
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise MainstayError(
                argv[0], "must be a program that can be started", error.strerror or str(error), hint=_hint(error, cwd)
            ) from error
        return RealProcess(popen, on_line)


class _Kept:
    """The newest lines of a stream, up to a limit of characters."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque()
        self._characters = 0

    def add(self, line: str) -> None:
        self._lines.append(line)
        self._characters += len(line) + 1
        while self._characters > KEPT_OUTPUT_CHARACTERS and len(self._lines) > 1:
            self._characters -= len(self._lines.popleft()) + 1

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self._lines)


async def _ended(popen: subprocess.Popen[bytes]) -> None:
    """Return once the process has ended, without a thread where the kernel has pidfd (Linux 5.3)."""
    try:
        watch = os.pidfd_open(popen.pid)
    except OSError:
        await asyncio.to_thread(popen.wait)
        return
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(watch, readable.set)
    try:
        await readable.wait()
    finally:
        loop.remove_reader(watch)
        os.close(watch)
    popen.wait()


def _require(program: str, cwd: Path | None, env: Mapping[str, str] | None) -> None:
    """Raise the error that starting `program` itself would raise: `setpriv` would only write about it."""
    path = None if env is None else env.get("PATH", os.defpath)
    place = str(Path(cwd or ".", program)) if "/" in program else program
    if shutil.which(place, path=path) is None:
        code = errno.EACCES if Path(place).is_file() else errno.ENOENT
        raise OSError(code, os.strerror(code))


def _hint(error: OSError, cwd: Path | None) -> str:
    if cwd is not None and not cwd.is_dir():
        return f"the folder it should run in is missing: {cwd}"
    if isinstance(error, FileNotFoundError):
        return "is it installed, and on PATH?"
    return "look at its permissions, and at how much memory and how many processes are free"
