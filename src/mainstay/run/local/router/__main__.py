"""The router's process: ``python -m mainstay.run.local.router --table routes.json --control router.sock``."""

import argparse
import asyncio
import gc
import signal
import sys
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.run.local.router.control_server import control_socket
from mainstay.run.local.router.forward import Network
from mainstay.run.local.router.limits import Limits
from mainstay.run.local.router.server import Router
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.table import read_table
from mainstay.run.local.router.workers import Workers
from mainstay.world.ports import World
from mainstay.world.real import real_world

try:
    from uvloop import run
except ImportError:  # it has no wheel for this machine: the standard loop does the same, more slowly
    from asyncio import run

_ID_CHARACTERS = 10
_GARBAGE_THRESHOLD = 50_000
_FLUSH_S = 0.5


@dataclass(frozen=True)
class Arguments:
    """The command line."""

    table: Path
    control: Path
    workers: int
    trust: tuple[Network, ...]
    access_log: bool
    share_ports: bool


class OneWorker:
    """Implements `control_server.Handler` for a router in this process."""

    def __init__(self, router: Router, table: Path) -> None:
        self._router, self._table = router, table
        self._one_by_one = asyncio.Lock()
        self.sample, self.in_flight = router.sample, router.in_flight

    async def reload(self) -> int:
        """Use the table in the file; its version."""
        async with self._one_by_one:
            table = read_table(self._table)
            await self._router.apply(table)
            return table.version


def main() -> None:
    """Run until SIGTERM or SIGINT; exit code 2 with a message where the router cannot start."""
    arguments = _parse(sys.argv[1:])
    world = real_world()
    serve = _serve if arguments.workers == 1 else _serve_many
    try:
        run(serve(arguments, world))
    except MainstayError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)


async def _serve(arguments: Arguments, world: World) -> None:
    log = _log_line if arguments.access_log else None
    prefix = world.randomness.token(_ID_CHARACTERS)
    shared = Shared(world.clock, prefix, Limits(), trusted=arguments.trust, log=log)
    router = Router(shared, shares_ports=arguments.share_ports)
    await router.apply(read_table(arguments.table))
    gc.collect()
    gc.freeze()  # what is there now stays; and requests leave few cycles behind
    gc.set_threshold(_GARBAGE_THRESHOLD)
    async with control_socket(arguments.control, OneWorker(router, arguments.table)):
        ticking = asyncio.create_task(router.run())
        flushing = asyncio.create_task(_flush())
        stop = asyncio.create_task(_told_to_stop())
        await asyncio.wait((stop, ticking), return_when=asyncio.FIRST_COMPLETED)
        if ticking.done():
            ticking.result()  # without it no limit of time holds: fail, and be started again
        await router.close()
        for task in (ticking, flushing):
            task.cancel()


async def _serve_many(arguments: Arguments, world: World) -> None:
    passed_on = [f"--trust={network}" for network in arguments.trust]
    passed_on += ["--access-log"] if arguments.access_log else []
    workers = Workers(world, arguments.table, arguments.control, count=arguments.workers, arguments=tuple(passed_on))
    async with control_socket(arguments.control, workers):
        running = asyncio.create_task(workers.run())
        stop = asyncio.create_task(_told_to_stop())
        flushing = asyncio.create_task(_flush())
        await asyncio.wait((running, stop), return_when=asyncio.FIRST_COMPLETED)
        await workers.close()
        await running
        for task in (stop, flushing):
            task.cancel()


async def _told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def _log_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")


async def _flush() -> None:
    while True:
        await asyncio.sleep(_FLUSH_S)
        sys.stdout.flush()


def _parse(argv: list[str]) -> Arguments:
    parser = argparse.ArgumentParser(prog="python -m mainstay.run.local.router", description="The HTTP router.")
    parser.add_argument("--table", type=Path, required=True, help="file that holds the table of routes (JSON)")
    parser.add_argument("--control", type=Path, required=True, help="where to make the control socket")
    parser.add_argument("--workers", type=_count, default=1, help="processes that share the work")
    parser.add_argument("--trust", type=ip_network, action="append", default=[], metavar="NETWORK",
                        help="proxies whose X-Forwarded-* headers are believed; may be repeated")  # fmt: skip
    parser.add_argument("--access-log", action="store_true", help="write one JSON line a request to stdout")
    parser.add_argument("--share-ports", action="store_true", help="listen beside other workers (set for workers)")
    given = parser.parse_args(argv)
    return Arguments(
        table=given.table.absolute(),
        control=given.control.absolute(),
        workers=given.workers,
        trust=tuple(given.trust),
        access_log=given.access_log,
        share_ports=given.share_ports,
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count


if __name__ == "__main__":
    main()
