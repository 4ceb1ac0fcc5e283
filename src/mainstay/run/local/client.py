"""The platform as steps see it: a client of the supervisor and of the router of one project."""

import asyncio
import contextlib
import fcntl
import os
from typing import Protocol

import msgspec
from msgspec import structs

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.plan import StartInstance
from mainstay.model.routing import RouteTable
from mainstay.model.status import InstanceStatus
from mainstay.model.value import decode, encode
from mainstay.run.local.paths import ProjectPaths
from mainstay.run.local.router.control import RouterControl
from mainstay.run.local.supervisor import protocol
from mainstay.world.ports import World

POLL_S = 0.05
LOG_LINES = 8
LAST_ACTS_S = 10.0
"""How long a supervisor that has stopped everything may take to end."""


class Router(Protocol):
    """What of the router's control is needed here. Both raise `OSError` where no router answers."""

    async def reload(self) -> object:
        """Use the table that the file holds now; returns when every worker does."""
        ...

    async def in_flight(self, upstream_id: str) -> int:
        """How many requests are under way at an upstream."""
        ...


class LocalPlatform:
    """Implements `run.ports.Platform` over the control sockets of one project.

    Each request has a connection of its own, so requests run side by side. All of them raise `MainstayError` where
    the supervisor does not run, and pass on the errors that it answers with.
    """

    def __init__(self, paths: ProjectPaths, world: World, *, router: Router | None = None) -> None:
        self._paths, self._world = paths, world
        self._router: Router = router or RouterControl(paths.router_socket)

    async def start(self, instance: StartInstance) -> None:
        """Keep an instance running from now on. Idempotent for an equal value; replaces an unequal one."""
        await self._ask(protocol.Start(instance=instance))

    async def await_ready(self, instance: str) -> InstanceStatus:
        """Wait for the probe. Raises `MainstayError` (exit code 1) with the last lines it wrote where it fails."""
        return (await self._ask_statuses(protocol.Await(instance=instance)))[0]

    async def stop(self, instance: str) -> None:
        """Stop gracefully, then kill; forget it. Nothing happens where it does not run."""
        await self._ask(protocol.Stop(instance=instance))

    async def status(self) -> list[InstanceStatus]:
        """All instances, sorted by name."""
        return await self._ask_statuses(protocol.Report())

    async def switch(self, table: RouteTable) -> None:
        """Make the router use this table; returns when every worker uses it. Its version is above all before."""
        table = structs.replace(table, version=max(table.version, self._last_version() + 1))
        fresh = self._paths.routes.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(encode(table))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._paths.routes)
        _sync_folder(self._paths.routes.parent)
        try:
            await self._router.reload()
        except OSError as error:
            raise _silent("router", error) from error

    async def drained(self, instance: str, within_s: float) -> bool:
        """Wait until no request is under way at `instance`; False where the time is over before.

        Where no router runs, no request can be under way.
        """
        clock = self._world.clock
        until = clock.monotonic() + within_s
        with contextlib.suppress(OSError):
            while await self._router.in_flight(instance):
                if clock.monotonic() >= until:
                    return False
                await clock.sleep(POLL_S)
        return True

    async def running(self) -> bool:
        """Whether the supervisor of the project runs and answers."""
        try:
            return isinstance(await self._request(protocol.Ping()), protocol.Pong)
        except OSError:
            return False

    async def notes(self) -> tuple[str, ...]:
        """What the supervisor cannot keep on this machine, in sentences."""
        reply = await self._ask(protocol.Ping())
        return reply.notes if isinstance(reply, protocol.Pong) else ()

    async def shutdown(self) -> None:
        """Stop everything and the supervisor; returns when nothing of it runs. What is wanted stays wanted."""
        with contextlib.suppress(OSError):
            await self._request(protocol.ShutDown())
        clock = self._world.clock
        until = clock.monotonic() + LAST_ACTS_S
        while self._is_locked() and clock.monotonic() < until:
            await clock.sleep(POLL_S)

    async def wait_until_up(self, timeout_s: float) -> None:
        """Wait for a supervisor that was started just now; raises `MainstayError` where it never answers."""
        clock = self._world.clock
        until = clock.monotonic() + timeout_s
        while not await self.running():
            if clock.monotonic() >= until:
                raise MainstayError(
                    "supervisor",
                    f"must answer within {timeout_s:g} s",
                    f"it does not{self._last_words()}",
                    hint=f"see {self._paths.home / 'supervisor.log'}",
                    exit_code=ExitCode.FAILED,
                )
            await clock.sleep(POLL_S)

    async def _ask_statuses(self, request: protocol.Request) -> list[InstanceStatus]:
        reply = await self._ask(request)
        return list(reply.instances) if isinstance(reply, protocol.Statuses) else []

    async def _ask(self, request: protocol.Request) -> protocol.Reply:
        try:
            reply = await self._request(request)
        except OSError as error:
            raise _silent("supervisor", error) from error
        if isinstance(reply, protocol.Refused):
            raise reply.error()
        return reply

    async def _request(self, request: protocol.Request) -> protocol.Reply:
        """One request and its reply. Raises `OSError` where nobody answers."""
        path, limit = str(self._paths.supervisor_socket), protocol.LONGEST_LINE_BYTES
        reader, writer = await asyncio.open_unix_connection(path, limit=limit)
        try:
            writer.write(encode(request) + b"\n")
            await writer.drain()
            line = await reader.readline()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if not line:
            raise ConnectionResetError("it ended while it was asked")
        return msgspec.json.decode(line, type=protocol.Reply)

    def _is_locked(self) -> bool:
        """Whether a supervisor, be it on its last legs, holds the lock of the project: no other can start till then."""
        try:
            lock = os.open(self._paths.supervisor_lock, os.O_RDONLY)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _last_version(self) -> int:
        try:
            return decode(self._paths.routes.read_bytes(), RouteTable).version
        except (OSError, msgspec.DecodeError):  # there was none, or none that could be used
            return 0

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            log = self._paths.home / "supervisor.log"
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
            if lines:
                return ":\n\n" + "\n".join(f"    {line}" for line in lines) + "\n"
        return ", and wrote nothing"


def _silent(who: str, error: OSError) -> MainstayError:
    found = f"it does not answer ({error.strerror or error})"
    return MainstayError(who, "must run", found, hint="`mainstay up` starts it", exit_code=ExitCode.FAILED)


def _sync_folder(folder: "os.PathLike[str]") -> None:
    """Make a rename in it durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
