"""Other programs, scripted: what each of them writes and how it ends is said beforehand."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from mainstay.world.ports import Completed, LineSink
from mainstay.world.sim.host import SimulatedHost

Script = Callable[[Sequence[str]], Completed | None]
"""What a program does: given its arguments, how it ends; None for one that runs until it is signalled."""


class SimulatedProcess:
    """Implements `world.ports.Process` for an entry of the simulated host."""

    def __init__(self, host: SimulatedHost, pid: int, ended: Completed | None) -> None:
        self._host, self._pid = host, pid
        self._exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        if ended is not None:
            self._end(ended.exit_code)

    @property
    def pid(self) -> int:
        """See `Process`."""
        return self._pid

    async def wait(self) -> int:
        """See `Process`."""
        return await asyncio.shield(self._exit)

    def signal(self, name: str) -> None:
        """Every signal ends it, as it would end a program without handlers."""
        numbers = {"INT": -2, "QUIT": -3, "KILL": -9, "TERM": -15}
        self._end(numbers.get(name, -15))

    def _end(self, exit_code: int) -> None:
        self._host.remove(self._pid)
        if not self._exit.done():
            self._exit.set_result(exit_code)


class SimulatedPrograms:
    """Implements `world.ports.Programs`. `scripts` maps names of programs to what they do; others are not found."""

    def __init__(self, host: SimulatedHost, scripts: Mapping[str, Script]) -> None:
        self._host, self._scripts = host, dict(scripts)

    def find(self, name: str, path: str | None = None) -> str | None:
        """See `Programs`."""
        del path
        return f"/simulated/{Path(name).name}" if Path(name).name in self._scripts else None

    async def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        on_line: LineSink | None = None,
    ) -> Completed:
        """See `Programs`. Raises `FileNotFoundError` for programs without a script, `TimeoutError` for endless ones."""
        del cwd, env, timeout_s
        ended = self._script(argv)(argv)
        if ended is None:
            raise TimeoutError(argv[0])
        _write(ended, on_line)
        return ended

    async def attach(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
        """See `Programs`. Nobody sees what it writes."""
        return (await self.run(argv, cwd=cwd, env=env)).exit_code

    async def spawn(
        self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], on_line: LineSink
    ) -> SimulatedProcess:
        """See `Programs`."""
        del cwd
        ended = self._script(argv)(argv)
        pid = self._host.add(" ".join(argv), env)
        if ended is not None:
            _write(ended, on_line)
        return SimulatedProcess(self._host, pid, ended)

    def _script(self, argv: Sequence[str]) -> Script:
        try:
            return self._scripts[Path(argv[0]).name]
        except KeyError:
            raise FileNotFoundError(argv[0]) from None


def _write(ended: Completed, on_line: LineSink | None) -> None:
    if on_line is not None:
        for stream, text in (("out", ended.out), ("err", ended.err)):
            for line in text.splitlines():
                on_line(stream, line)
