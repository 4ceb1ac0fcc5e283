"""The router's end of the control socket."""

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.model.value import encode
from mainstay.run.local.router.control import (
    MAX_LINE_BYTES,
    Failure,
    InFlight,
    Question,
    Reload,
    Reply,
    Sampling,
)
from mainstay.run.local.router.stats import Sample, summarise

_LONGEST_PATH_BYTES = 107  # sizeof(sockaddr_un.sun_path) - 1, unix(7)
_QUESTIONS = msgspec.json.Decoder(Question)


class Handler(Protocol):
    """What answers: one worker, or the front of several."""

    async def reload(self) -> int:
        """Use the table that the file holds now; its version. Raises `MainstayError`."""
        ...

    async def sample(self) -> list[Sample]:
        """The figures of each worker."""
        ...

    async def in_flight(self, upstream: str) -> int:
        """Requests and tunnels under way at that upstream."""
        ...


@asynccontextmanager
async def control_socket(path: Path, handler: Handler) -> AsyncGenerator[None]:
    """Answer on `path` (mode 0600) inside the context. Raises `MainstayError` where that cannot be."""
    if len(os.fsencode(path)) > _LONGEST_PATH_BYTES:
        raise MainstayError(
            str(path), "paths of sockets must be short", f"it has more than {_LONGEST_PATH_BYTES} bytes",
            hint="give --control a path in a folder with a shorter name",
        )  # fmt: skip
    try:
        _clear(path)
        server = await asyncio.start_unix_server(
            lambda reader, writer: _converse(handler, reader, writer), path=str(path), limit=MAX_LINE_BYTES
        )
        _restrict(path)
    except OSError as error:
        raise MainstayError(
            str(path), "must be a place for a socket", error.strerror or str(error),
            hint="the folder must exist and belong to this user",
        ) from error  # fmt: skip
    try:
        yield
    finally:
        server.close()
        _clear(path)


def _clear(path: Path) -> None:
    """Remove the socket: our own, or one that a killed router left behind."""
    path.unlink(missing_ok=True)


def _restrict(path: Path) -> None:
    path.chmod(0o600)


async def _converse(handler: Handler, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, ValueError):  # ValueError: a line longer than any question
        while line := await reader.readline():
            writer.write(encode(await _reply(handler, line)) + b"\n")
            await writer.drain()
    writer.close()


async def _reply(handler: Handler, line: bytes) -> Reply:
    try:
        question = _QUESTIONS.decode(line)
    except msgspec.DecodeError as error:
        return Reply(ok=False, error=f"That is no question: {error}")
    try:
        return await _answer(handler, question)
    except MainstayError as error:
        failure = Failure(where=error.where, must=error.must, found=error.found, hint=error.hint)
        return Reply(ok=False, error=str(error), failure=failure)
    except OSError as error:
        return Reply(ok=False, error=f"A worker does not answer: {error}")


async def _answer(handler: Handler, question: Question) -> Reply:
    if isinstance(question, Reload):
        return Reply(ok=True, version=await handler.reload())
    if isinstance(question, InFlight):
        return Reply(ok=True, in_flight=await handler.in_flight(question.upstream))
    samples = await handler.sample()
    if isinstance(question, Sampling):
        return Reply(ok=True, samples=tuple(samples))
    return Reply(ok=True, stats=summarise(samples))
