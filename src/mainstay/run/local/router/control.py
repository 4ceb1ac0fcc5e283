"""The control socket: what can be asked of the router, and the client that asks. One JSON object a line, both ways.

This module is loaded by every command; it must not load the router itself.
"""

import asyncio
import contextlib
from pathlib import Path
from typing import TypeVar

import msgspec

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.value import Value, encode
from mainstay.run.local.router.stats import RouterStats, Sample

MAX_LINE_BYTES = 4 * 1024 * 1024
START_S = 10.0
"""How long `reload` waits for a router that was started just now."""

_RETRY_S = 0.02
_WHERE = "router"


class Reload(Value, tag_field="do", tag="reload", frozen=True, kw_only=True):
    """Read the table again; answered once every worker uses it."""


class Stats(Value, tag_field="do", tag="stats", frozen=True, kw_only=True):
    """The figures of all workers together."""


class Sampling(Value, tag_field="do", tag="sample", frozen=True, kw_only=True):
    """The figures of each worker, for somebody who adds them up."""


class InFlight(Value, tag_field="do", tag="in_flight", frozen=True, kw_only=True):
    """How many requests are under way at `upstream`."""

    upstream: str


Question = Reload | Stats | Sampling | InFlight


class Failure(Value, frozen=True, kw_only=True):
    """Why something was not done: the parts of a `MainstayError`."""

    where: str
    must: str
    found: str
    hint: str


class Reply(Value, frozen=True, kw_only=True):
    """What the router says. Of the optional parts there is the one that was asked for.

    `error` is a sentence; `failure` the same in parts.
    """

    ok: bool
    error: str | None = None
    failure: Failure | None = None
    version: int | None = None
    stats: RouterStats | None = None
    samples: tuple[Sample, ...] | None = None
    in_flight: int | None = None


T = TypeVar("T")


class RouterControl:
    """Asks the router behind a control socket. Each question has a connection of its own.

    Questions raise `OSError` where no router answers, and `MainstayError` where it answers that it cannot.
    """

    def __init__(self, socket_path: Path) -> None:
        self._path = socket_path

    async def reload(self) -> int:
        """Make every worker use the table that the file holds now; its version. Waits for a router that starts.

        Raises `MainstayError` where the table cannot be used (a port is taken), or no router answers.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + START_S
        while True:
            try:
                return _part((await self._ask(Reload())).version)
            except (FileNotFoundError, ConnectionError) as error:
                if loop.time() > until:
                    raise MainstayError(
                        _WHERE,
                        f"must answer within {START_S:g} s",
                        "it does not run",
                        hint="`mainstay logs router` shows why",
                        exit_code=ExitCode.FAILED,
                    ) from error
            await asyncio.sleep(_RETRY_S)

    async def stats(self) -> RouterStats:
        """The figures of all workers together."""
        return _part((await self._ask(Stats())).stats)

    async def samples(self) -> list[Sample]:
        """The figures of each worker."""
        return list(_part((await self._ask(Sampling())).samples))

    async def in_flight(self, upstream_id: str) -> int:
        """Requests and tunnels under way at an upstream, also after it has left the table; none without a router."""
        try:
            return _part((await self._ask(InFlight(upstream=upstream_id))).in_flight)
        except (FileNotFoundError, ConnectionError):
            return 0

    async def _ask(self, question: Question) -> Reply:
        reader, writer = await asyncio.open_unix_connection(str(self._path), limit=MAX_LINE_BYTES)
        try:
            writer.write(encode(question) + b"\n")
            await writer.drain()
            line = await reader.readline()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        if not line.endswith(b"\n"):
            raise ConnectionResetError("the router ended while it was asked")
        reply = msgspec.json.decode(line, type=Reply)
        if not reply.ok:
            raise _error(reply)
        return reply


def _part(part: T | None) -> T:
    if part is None:
        raise MainstayError(_WHERE, "must answer what it was asked", "it did not", hint="it is of another version")
    return part


def _error(reply: Reply) -> MainstayError:
    failure = reply.failure
    if failure is None:
        return MainstayError(_WHERE, "must do what it is asked", str(reply.error), hint="`mainstay logs router`")
    return MainstayError(failure.where, failure.must, failure.found, hint=failure.hint)
