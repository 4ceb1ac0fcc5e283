"""One connection of a process of a simulation to the pool: lines of JSON, `[kind, value]`. The asking side.

A branch of a small program is over in some milliseconds, so what its connection costs counts: this is a protocol below
the streams of asyncio, which start a task for each connection and go round the loop for each line.
"""

import asyncio
from typing import Protocol

import msgspec

from mainstay.prove.outcome import Job, Outcome

_Message = msgspec.json.Decoder(tuple[str, msgspec.Raw])


class Listener(Protocol):
    """Who is told of what connections say."""

    def opened(self, talk: "Talk") -> None:
        """A process has connected."""

    def heard(self, kind: str, value: msgspec.Raw, talk: "Talk") -> None:
        """It has said something besides its outcome."""

    def over(self, outcome: Outcome) -> None:
        """A simulation has an outcome."""

    def closed(self, talk: "Talk") -> None:
        """It has hung up."""


class Talk(asyncio.Protocol):
    """Hears one process, and answers with lines. What ends without an outcome has one all the same."""

    def __init__(self, listener: Listener, said: list[str]) -> None:
        self._listener, self._said = listener, said
        self._transport: asyncio.WriteTransport | None = None
        self._pending = b""
        self._running: msgspec.Raw | None = None  # a job, to be read if it dies
        self._escapes: list[str] = []
        self._stack: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As `asyncio.BaseProtocol.connection_made`."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - of a stream
        self._transport = transport
        self._listener.opened(self)

    def data_received(self, data: bytes) -> None:
        """As `asyncio.Protocol.data_received`."""
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            self._take(line)

    def connection_lost(self, exc: Exception | None) -> None:
        """As `asyncio.BaseProtocol.connection_lost`."""
        del exc
        if self._running is not None:
            self._listener.over(self._dead(msgspec.json.decode(self._running, type=Job)))
        self._listener.closed(self)

    def write(self, line: bytes) -> None:
        """Say one line; nobody may be there any more."""
        if self._transport is not None:
            self._transport.write(line)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def _take(self, line: bytes) -> None:
        if not line.startswith(b"["):  # what hangs in C writes its stack as text, and can write nothing else
            self._stack.append(line.decode("utf-8", "backslashreplace").rstrip())
            return
        kind, value = _Message.decode(line)
        if kind == "note":
            self._escapes.append(msgspec.json.decode(value, type=str))
            return
        self._running = value if kind == "started" else None
        if kind == "outcome":
            self._listener.over(msgspec.json.decode(value, type=Outcome))
        elif kind != "started":
            self._listener.heard(kind, value, self)

    def _dead(self, job: Job) -> Outcome:
        """The outcome of a simulation whose process ended without one."""
        stack = "\n".join(self._stack or self._said[-20:])
        if self._escapes:
            return Outcome(job=job, broken="nothing leaves the simulation", message=self._escapes[0], stack=stack)
        message = "its process died: code in C ended it, or started a thread or a program, which cannot be simulated"
        if self._stack:
            message = "code in C did not come back to Python: the processor time ran out"
        return Outcome(job=job, broken="the simulation itself works", message=message, stack=stack)
