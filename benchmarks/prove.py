"""The simulator's own cost: events a second, an echo and an HTTP request beside real loopback.

CPU time of the process that simulates is measured, beside the CPU time of the same programs on real loopback. The HTTP
figure needs the packages of `make corpus`; without them only the echo is measured.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from _figures import Figure, arguments, say, tell

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[1] / ".venv-corpus"
ROUNDS = 5000
WARM = 100  # rounds that are not measured: importing, first connections


async def echo_server() -> None:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()

    async with await asyncio.start_server(served, "0.0.0.0", 8099) as listening:
        await listening.serve_forever()


async def echo_client(host: str, begin: Callable[[], None]) -> None:
    await asyncio.sleep(0.2)
    reader, writer = await asyncio.open_connection(host, 8099)
    for number in range(WARM + ROUNDS):
        if number == WARM:
            begin()
        writer.write(b"hello\n")
        await reader.readline()
    writer.close()


async def http_server() -> None:
    from aiohttp import web  # noqa: PLC0415 - only where the corpus is installed

    async def hello(request: web.Request) -> web.Response:
        del request
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 8099).start()
    await asyncio.Event().wait()


async def http_client(host: str, begin: Callable[[], None]) -> None:
    from aiohttp import ClientSession  # noqa: PLC0415 - only where the corpus is installed

    await asyncio.sleep(0.2)
    async with ClientSession() as session:
        for number in range(WARM + ROUNDS):
            if number == WARM:
                begin()
            async with session.get(f"http://{host}:8099/") as answer:
                await answer.read()


KINDS = {"echo": (echo_server, echo_client), "http": (http_server, http_client)}


def real(kind: str) -> None:
    """Run one kind on real loopback and print its CPU seconds."""
    server, client = KINDS[kind]

    async def both() -> None:
        task = asyncio.create_task(server())
        began: list[float] = []
        await client("127.0.0.1", lambda: began.append(time.process_time()))
        print(time.process_time() - began[0], 0)
        task.cancel()

    asyncio.run(both())


def simulated(kind: str, where: str) -> None:
    """Run one kind on two simulated hosts and print CPU seconds and events."""
    cpu, write, leave = time.process_time, os.write, os._exit
    from mainstay.prove.machine import covered, surface  # noqa: PLC0415 - it takes the whole process over
    from mainstay.prove.machine.chance import Chance  # noqa: PLC0415 - as above
    from mainstay.prove.machine.machine import Machine  # noqa: PLC0415 - as above

    if where == "uncovered":
        covered.covering = lambda spec: spec
    server, client = KINDS[kind]
    machine = Machine(Chance(1))
    surface.install(machine)
    host, other = machine.host("server"), machine.host("client")
    host.start(server, "server")
    began: list[tuple[float, int]] = []
    begin = partial(client, "server", lambda: began.append((cpu(), machine.hub.events)))
    other.start(begin, "client").on_exit.append(machine.hub.stop)
    machine.hub.run(10**13)
    seconds, events = began[0]
    write(1, f"{cpu() - seconds} {machine.hub.events - events}\n".encode())
    leave(0)


def measured(kind: str, where: str) -> tuple[float, int]:
    """CPU seconds and events of one kind, in a process of its own."""
    say(f"{kind}, {where} …")
    environ = {**os.environ, "PYTHONPATH": str(CORPUS / "main")}
    command = [sys.executable, str(HERE), "--one", where, kind]
    said = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=300).stdout.split()
    return float(said[0]), int(said[1])


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--one", nargs=2, help="measure one thing in this process")
    asked = parser.parse_args()
    if asked.one:
        where, kind = asked.one
        if where == "real":
            real(kind)
        else:
            simulated(kind, where)
        return
    figures = []
    for kind in KINDS if (CORPUS / "main").is_dir() else ("echo",):
        seconds, events = measured(kind, "simulated")
        loopback, _ = measured(kind, "real")
        figures.append(Figure(f"{kind}: events", events / seconds, "1/s", goal="≥ 50,000"))
        figures.append(Figure(f"{kind}: CPU a round", seconds / ROUNDS * 1e6, "µs", "real loopback",
                              loopback / ROUNDS * 1e6, goal="≤ 1.3"))  # fmt: skip
    tell(figures, as_json=asked.json)


if __name__ == "__main__":
    main()
