"""The router as a process of its own, before applications that are processes of their own."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import uvloop

from mainstay.model.routing import Route, RouteTable, Upstream
from mainstay.model.value import encode
from mainstay.run.local.router.control import RouterControl
from unit.run.local.router.rig import HOST, Wire, free_port

LIMIT_S = 20.0
APPLICATION = Path(__file__).with_name("application.py")


def pytest_asyncio_loop_factories(config, item):
    del config, item
    return {"uvloop": uvloop.new_event_loop}


class Rig:
    """A router on `port`; everything it starts is stopped after the test."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.table, self.socket = folder / "routes.json", folder / "router.sock"
        self.control = RouterControl(self.socket)
        self.version = 0
        self.processes: list[subprocess.Popen[bytes]] = []
        self.wires: list[Wire] = []

    def write(self, *upstreams: Upstream, port: int | None = None) -> None:
        self.version += 1
        route = Route(service="web", host=HOST, port=port or self.port, upstreams=upstreams)
        fresh = self.table.with_suffix(".new")
        fresh.write_bytes(encode(RouteTable(version=self.version, routes=(route,))))
        fresh.replace(self.table)

    async def route(self, *upstreams: Upstream) -> None:
        self.write(*upstreams)
        assert await self.control.reload() == self.version

    def run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start the router."""
        paths = ("--table", str(self.table), "--control", str(self.socket))
        return self.spawn(sys.executable, "-m", "mainstay.run.local.router", *paths, *arguments)

    async def start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        process = self.run(*arguments)
        await self.control.reload()
        return process

    def spawn(self, *argv: str, **environment: str) -> "subprocess.Popen[bytes]":
        out = (self.folder / f"{len(self.processes)}.out").open("wb")
        err = (self.folder / f"{len(self.processes)}.err").open("wb")
        with out, err:
            process = subprocess.Popen(argv, stdout=out, stderr=err, env={**os.environ, **environment})
        self.processes.append(process)
        return process

    def said(self, process: "subprocess.Popen[bytes]", stream: str = "err") -> str:
        return (self.folder / f"{self.processes.index(process)}.{stream}").read_text()

    async def upstream(self, name: str, *argv: str) -> Upstream:
        """An application that listens on the port it is told; `application.py` under uvicorn unless told otherwise."""
        port = free_port()
        uvicorn = ("-m", "uvicorn", "--app-dir", str(APPLICATION.parent), "application:app", "--log-level", "warning")
        command = [part.format(port=port) for part in argv or (*uvicorn, "--port", "{port}")]
        self.spawn(sys.executable, *command, NAME=name)
        await listening(port)
        return Upstream(id=name, host=HOST, port=port)

    async def connect(self) -> Wire:
        wire = Wire(*await asyncio.open_connection(HOST, self.port, limit=1 << 20))
        self.wires.append(wire)
        return wire

    async def close(self) -> None:
        for wire in self.wires:
            wire.abort()
            await wire.close()
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                await asyncio.to_thread(process.wait, LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


async def listening(port: int) -> None:
    async with asyncio.timeout(LIMIT_S):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(HOST, port)
                writer.close()
                return
            await asyncio.sleep(0.02)


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
async def rig():
    with tempfile.TemporaryDirectory(prefix="mst-") as folder:
        made = Rig(Path(folder))
        yield made
        await made.close()
