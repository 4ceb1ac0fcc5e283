"""Several workers: processes that listen on the same ports, and the front that speaks for them."""

import asyncio
import sys
from pathlib import Path

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.routing import RouteTable
from mainstay.run.local.router.control import RouterControl
from mainstay.run.local.router.listening import open_listener
from mainstay.run.local.router.stats import Sample
from mainstay.run.local.router.table import read_table
from mainstay.world.ports import Process, World

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


class Workers:
    """Implements `control_server.Handler` by asking each worker. `arguments` are handed to every worker.

    The kernel spreads new connections over the workers (SO_REUSEPORT). A worker that ends is started again.
    """

    def __init__(
        self, world: World, table: Path, control: Path, *, count: int, arguments: tuple[str, ...] = ()
    ) -> None:
        self._world, self._table, self._arguments = world, table, arguments
        self._sockets = [control.with_name(f"{control.name}.{number}") for number in range(count)]
        self._controls = [RouterControl(path) for path in self._sockets]
        self._processes: dict[Path, Process] = {}
        self._stopping = False
        self._known = RouteTable()

    async def run(self) -> None:
        """Keep all workers running until `close`. Raises `MainstayError` where a port is taken at the start."""
        self._probe(read_table(self._table))
        try:
            async with asyncio.TaskGroup() as group:
                for path in self._sockets:
                    group.create_task(self._keep(path))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def close(self) -> None:
        """Ask all workers to finish; `run` returns when they have."""
        self._stopping = True
        for process in self._processes.values():
            process.signal("TERM")

    async def reload(self) -> int:
        """Make all workers use the table in the file; its version. Raises `MainstayError`, best before any has."""
        table = read_table(self._table)
        self._probe(table)
        versions = await asyncio.gather(*(control.reload() for control in self._controls))
        self._known = table
        return min(versions)

    async def sample(self) -> list[Sample]:
        """The figures of each worker."""
        answers = await asyncio.gather(*(control.samples() for control in self._controls))
        return [sample for answer in answers for sample in answer]

    async def in_flight(self, upstream: str) -> int:
        """Requests and tunnels under way at that upstream."""
        return sum(await asyncio.gather(*(control.in_flight(upstream) for control in self._controls)))

    def _probe(self, table: RouteTable) -> None:
        """Whether the new ports of a table are free. Workers share theirs, so they would not notice a stranger."""
        known = {(route.host, route.port) for route in self._known.routes}
        for route in table.routes:
            if (route.host, route.port) not in known:
                open_listener(route).close()

    async def _keep(self, path: Path) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._stopping:
            started_s = self._world.clock.monotonic()
            process = await self._start(path)
            self._processes[path] = process
            exit_code = await process.wait()
            if exit_code == ExitCode.USAGE and not self._stopping:
                raise MainstayError("router", "its workers must start", "one did not", hint="see the lines above")
            lived_s = self._world.clock.monotonic() - started_s
            pause_s = _FIRST_PAUSE_S if lived_s > _LONGEST_PAUSE_S else min(2 * pause_s, _LONGEST_PAUSE_S)
            if not self._stopping:
                await self._world.clock.sleep(pause_s)

    async def _start(self, path: Path) -> Process:
        own = ("--table", str(self._table), "--control", str(path), "--share-ports", *self._arguments)
        return await self._world.programs.spawn(
            (sys.executable, "-m", "mainstay.run.local.router", *own),
            cwd=Path.cwd(),
            env=self._world.environment.all(),
            on_line=_pass_on,
        )


def _pass_on(stream: str, line: str) -> None:
    (sys.stdout if stream == "out" else sys.stderr).write(f"{line}\n")
