"""A router inside the test's own event loop, with upstreams that do exactly what a test tells them; raw sockets."""

import asyncio
import contextlib
import itertools
import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.run.local.router.limits import Limits
from mainstay.run.local.router.server import Router
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.stats import ServiceStats
from mainstay.world.real import real_world

PATIENCE_S = 5.0
HOST = "127.0.0.1"


@dataclass
class Message:
    """One HTTP message as it came over a socket. `head` is raw, with its empty line; chunks are joined in `body`."""

    head: bytes
    body: bytes = b""

    @property
    def first(self) -> str:
        return self.head.split(b"\r\n")[0].decode("latin-1")

    @property
    def status(self) -> int:
        return int(self.first.split()[1])

    def all(self, name: str) -> list[str]:
        pairs = (line.split(":", 1) for line in self.head.decode("latin-1").split("\r\n")[1:] if ":" in line)
        return [value.strip() for key, value in pairs if key.lower() == name.lower()]

    def get(self, name: str) -> str | None:
        values = self.all(name)
        assert len(values) < 2, f"{name} stands there {len(values)} times"
        return values[0] if values else None


class Wire:
    """One end of a connection that speaks raw bytes. Upstreams note in `seen` the requests that came over it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.seen: list[Message] = []

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await asyncio.wait_for(self.writer.drain(), PATIENCE_S)

    async def read(self, count: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(count), PATIENCE_S)

    async def rest(self) -> bytes:
        """All until the other side ends; a reset counts as an end."""
        with contextlib.suppress(ConnectionError):
            return await asyncio.wait_for(self.reader.read(-1), PATIENCE_S)
        return b""

    async def line(self) -> bytes:
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n"), PATIENCE_S)

    async def head(self) -> Message:
        return Message(await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE_S))

    async def message(self, *, bodiless: bool = False) -> Message:
        """A whole message; a response without a length ends with the connection."""
        message = await self.head()
        length, is_response = message.get("Content-Length"), message.first.startswith("HTTP/")
        if bodiless or (is_response and message.status < 200):
            return message
        if message.get("Transfer-Encoding") == "chunked":
            parts: list[bytes] = []
            while size := int((await self.line()).split(b";")[0], 16):
                parts.append((await self.read(size + 2))[:-2])
            message.body = b"".join(parts)
            while await self.line() != b"\r\n":
                pass
        elif length is not None:
            message.body = await self.read(int(length))
        elif is_response:
            message.body = await self.rest()
        return message

    async def ask(self, *lines: bytes, body: bytes = b"") -> Message:
        """Send one request and read its response."""
        await self.send(request(*lines) + body)
        return await self.message(bodiless=lines[0].startswith(b"HEAD"))

    async def close(self) -> None:
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()

    def abort(self) -> None:
        self.writer.transport.abort()


def request(*lines: bytes) -> bytes:
    """A request head; `Host` is added where the lines have none."""
    named = any(line.lower().startswith(b"host:") for line in lines)
    return b"\r\n".join((*lines, *(() if named else (b"Host: a",)), b"", b""))


def response(body: bytes = b"ok", *lines: bytes, status: bytes = b"200 OK") -> bytes:
    return b"\r\n".join((b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *lines, b"", body))


Behaviour = Callable[[Wire], Awaitable[None]]


@dataclass
class FakeUpstream:
    """A server that treats each connection as its `behaviour` says."""

    name: str
    behaviour: Behaviour
    port: int = 0
    wires: list[Wire] = field(default_factory=list)
    server: asyncio.Server | None = None

    async def start(self) -> None:
        self.server = await asyncio.start_server(self._connected, HOST, self.port)
        self.port = self.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more and cut all connections."""
        for wire in self.wires:
            wire.abort()
            await wire.close()
        if self.server:
            self.server.close()
            await self.server.wait_closed()
            self.server = None

    @property
    def seen(self) -> list[Message]:
        """All requests, connection by connection."""
        return [message for wire in self.wires for message in wire.seen]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = Wire(reader, writer)
        self.wires.append(wire)
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, RuntimeError, asyncio.CancelledError):
            await self.behaviour(wire)
        await wire.close()

    def value(self, weight: int = 1) -> Upstream:
        return Upstream(id=self.name, host=HOST, port=self.port, weight=weight)


# Below the ports that the kernel gives to connections, and elsewhere for each process: tests run side by side.
_ports = itertools.count(10_000 + os.getpid() % 200 * 100)


def free_port() -> int:
    for port in _ports:
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind((HOST, port))
            return port
    raise AssertionError


class Rig:
    """A router on `port`, its upstreams, and everything that must be closed after the test."""

    def __init__(self) -> None:
        self.port = free_port()
        self.upstreams: list[FakeUpstream] = []
        self.wires: list[Wire] = []
        self.logged: list[str] = []
        self.faults: list[dict[str, object]] = []
        self.version = 0

    async def start(self, limits: Limits, **options) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.faults.append(context))
        world = real_world()
        self.router = Router(Shared(world.clock, "rig", limits, **options))
        self.running = asyncio.create_task(self.router.run())

    async def upstream(self, behaviour: Behaviour, name: str = "web.1") -> FakeUpstream:
        fake = FakeUpstream(name, behaviour)
        await fake.start()
        self.upstreams.append(fake)
        return fake

    async def route(self, *upstreams: Upstream) -> None:
        """Swap the table: one route to these upstreams."""
        self.version += 1
        route = Route(service="web", host=HOST, port=self.port, upstreams=upstreams)
        await self.router.apply(RouteTable(version=self.version, routes=(route,)))

    async def connect(self, port: int | None = None) -> Wire:
        wire = Wire(*await asyncio.open_connection(HOST, port or self.port))
        self.wires.append(wire)
        return wire

    async def ask(self, *lines: bytes, body: bytes = b"") -> Message:
        """One request over a connection of its own."""
        wire = await self.connect()
        try:
            return await wire.ask(*lines, body=body)
        finally:
            await wire.close()

    async def stats(self) -> ServiceStats:
        return (await self.router.sample())[0].services[0].stats

    async def until(self, condition: Callable[[ServiceStats], object]) -> None:
        """Wait until the figures are so."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition(await self.stats()):
                await asyncio.sleep(0.002)

    async def close(self) -> None:
        for wire in self.wires:
            wire.abort()
            await wire.close()
        for fake in self.upstreams:
            await fake.stop()
        await self.router.close()
        self.running.cancel()
        assert not self.faults, f"something failed inside the event loop: {self.faults}"


async def until(condition: Callable[[], object]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.002)


async def passed(seconds: float) -> None:
    """Wait until the loop's clock has moved on by so much."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    await until(lambda: loop.time() > start + seconds)
