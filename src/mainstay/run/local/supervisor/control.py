"""The control socket: requests come in, one JSON value a line, and each gets one reply."""

import asyncio
import contextlib
import os
import socket
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from mainstay.model.errors import ExitCode, MainstayError
from mainstay.model.value import encode
from mainstay.run.local.supervisor.protocol import LONGEST_LINE_BYTES, Refused, Reply, Request, refused

LAST_REPLIES_S = 1.0
"""How long replies under way may take when the supervisor ends."""

Answer = Callable[[Request], Awaitable[Reply]]


class ControlServer:
    """Serves `answer` on a Unix socket that only its owner may open."""

    def __init__(self, path: Path, answer: Answer) -> None:
        self._path, self._answer = path, answer
        self._server: asyncio.Server | None = None
        self._clients: set[asyncio.Task[None]] = set()
        self._busy: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen. A socket that an earlier supervisor left behind is replaced: whoever holds the lock owns the path."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=LONGEST_LINE_BYTES)

    async def close(self) -> None:
        """Stop listening, after the replies under way have been written."""
        if self._server is None:
            return
        self._server.close()
        self._path.unlink(missing_ok=True)
        if self._busy:
            await asyncio.wait(self._busy, timeout=LAST_REPLIES_S)
        for client in tuple(self._clients):
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.current_task()
        assert client is not None  # noqa: S101 - streams call this in a task
        self._clients.add(client)
        try:
            await self._converse(reader, writer, client)
        except (OSError, asyncio.CancelledError):
            pass  # the client is gone, or we are going
        finally:
            self._clients.discard(client)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, client: "asyncio.Task[None]"
    ) -> None:
        while True:
            try:
                line = await reader.readline()
            except ValueError:  # longer than the limit: what follows cannot be understood either
                return
            if not line:
                return
            self._busy.add(client)
            try:
                writer.write(encode(await self._reply(line)) + b"\n")
                await writer.drain()
            finally:
                self._busy.discard(client)

    async def _reply(self, line: bytes) -> Reply:
        try:
            return await self._answer(msgspec.json.decode(line, type=Request))
        except MainstayError as error:
            return refused(error)
        except msgspec.DecodeError as error:
            hint = "client and supervisor are of different versions; `mainstay down` and `mainstay up` restart it"
            return _refusal("a request must be one that it knows", str(error), hint)
        except Exception as error:  # noqa: BLE001 - one request that fails must not end what everybody relies on
            traceback.print_exc()
            return _refusal(
                "it must be able to do that", f"{type(error).__name__}: {error}", "see .mainstay/supervisor.log"
            )


def _refusal(must: str, found: str, hint: str) -> Refused:
    return Refused(where="supervisor", must=must, found=found, hint=hint, exit_code=int(ExitCode.USAGE))
