"""The simulator's own cost: echo and HTTP beside real loopback, five nodes of Raft, what coverage costs.

CPU time of the process that simulates is measured, beside the CPU time of the same programs on real loopback, and of
the same simulation without looks at edges. Each figure is the best of `REPETITIONS`, since other programs of a machine
only ever add. Raft is measured twice, both with a heartbeat each 300 ms: tests/sims/programs/raft.py, which is little
more than the protocol, and raftos, which encrypts each message. HTTP and raftos need the packages of `make corpus`.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from _figures import Figure, arguments, say, tell

if TYPE_CHECKING:
    from mainstay.prove.machine.machine import Machine

HERE = Path(__file__).resolve()
CORPUS = HERE.parents[1] / ".venv-corpus"
ROUNDS = 5000
RAFT_S = 200  # simulated seconds
NODES = [f"node{number}" for number in range(5)]
REPETITIONS = 3
SECOND = 1_000_000_000
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


async def raft_node(name: str) -> None:
    from raft import Node  # noqa: PLC0415 - each host has its own copy

    await Node(name, NODES).run()


async def raftos_node(name: str) -> None:
    import raftos  # noqa: PLC0415 - only where the corpus is installed
    from raftos.serializers import JSONSerializer  # noqa: PLC0415 - as above

    class Queue(asyncio.Queue):  # what asyncio itself offered when raftos was written: a loop to choose
        def __init__(self, maxsize: int = 0, **_loop: object) -> None:
            super().__init__(maxsize)

    asyncio.Queue = Queue
    raftos.configure({"log_path": "raft", "serializer": JSONSerializer})
    here, *others = (f"{socket.gethostbyname(node)}:8000" for node in (name, *NODES))
    await raftos.register(here, cluster=others)
    await asyncio.Event().wait()


RAFTS = {"raft": raft_node, "raftos": raftos_node}


def simulated(kind: str, where: str) -> None:
    """Run one kind on simulated hosts and print CPU seconds, and events or (Raft) simulated seconds."""
    write, leave = os.write, os._exit
    from mainstay.prove.machine import covered, surface  # noqa: PLC0415 - it takes the whole process over
    from mainstay.prove.machine.chance import Chance  # noqa: PLC0415 - as above
    from mainstay.prove.machine.machine import Machine  # noqa: PLC0415 - as above

    if where == "uncovered":
        covered.covering = lambda spec: spec
    machine = Machine(Chance(1))
    cpu = time.process_time
    surface.install(machine)
    seconds, done = (elected if kind in RAFTS else exchange)(machine, kind, cpu)
    write(1, f"{seconds} {done}\n".encode())
    leave(0)


def exchange(machine: "Machine", kind: str, cpu: Callable[[], float]) -> tuple[float, int]:
    """A server and its client: CPU seconds and events of `ROUNDS` rounds."""
    server, client = KINDS[kind]
    host, other = machine.host("server"), machine.host("client")
    host.start(server, "server")
    began: list[tuple[float, int]] = []
    begin = partial(client, "server", lambda: began.append((cpu(), machine.hub.events)))
    other.start(begin, "client").on_exit.append(machine.hub.stop)
    machine.hub.run(10**13)
    seconds, events = began[0]
    return cpu() - seconds, machine.hub.events - events


def elected(machine: "Machine", kind: str, cpu: Callable[[], float]) -> tuple[float, int]:
    """Five nodes that elect a leader and then beat: CPU seconds of `RAFT_S` simulated ones."""
    for host in [machine.host(name) for name in NODES]:
        host.start(partial(RAFTS[kind], host.name), "node")
    machine.hub.run(10 * SECOND)
    began = cpu()
    machine.hub.run((10 + RAFT_S) * SECOND)
    return cpu() - began, RAFT_S


def measured(kind: str, where: str) -> tuple[float, int]:
    """CPU seconds, and events or simulated seconds, of one kind, in a process of its own: the fastest of several."""
    say(f"{kind}, {where} …")
    folders = (CORPUS / "raftos-0.2.2", CORPUS / "main", HERE.parents[1] / "tests/sims/programs")
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, folders))}
    command = [sys.executable, str(HERE), "--one", where, kind]
    found: list[tuple[float, int]] = []
    for _ in range(REPETITIONS):
        said = subprocess.run(command, env=environ, capture_output=True, check=True, timeout=300).stdout.split()
        found.append((float(said[0]), int(said[1])))
    return min(found)


def figures_of(kind: str) -> list[Figure]:
    """An exchange beside real loopback, and beside itself without coverage."""
    seconds, events = measured(kind, "simulated")
    loopback, _ = measured(kind, "real")
    uncovered, _ = measured(kind, "uncovered")
    each = 1e6 / ROUNDS
    return [
        Figure(f"{kind}: events", events / seconds, "1/s", goal="≥ 50,000"),
        Figure(f"{kind}: CPU a round", seconds * each, "µs", "real loopback", loopback * each, goal="≤ 1.3"),
        Figure(f"{kind}: CPU a round", seconds * each, "µs", "without coverage", uncovered * each, goal="≤ 1.25"),
    ]


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
    installed = (CORPUS / "main").is_dir()
    figures = [figure for kind in (KINDS if installed else ("echo",)) for figure in figures_of(kind)]
    for kind in RAFTS if installed else ("raft",):
        seconds, simulated_s = measured(kind, "simulated")
        name = f"{kind}, 5 nodes: simulated seconds a second"
        figures.append(Figure(name, simulated_s / seconds, "s", goal="≥ 1,000"))
    tell(figures, as_json=asked.json)


if __name__ == "__main__":
    main()
