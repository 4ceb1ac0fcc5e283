"""Runs the page: one socket, quiet, and gone within a moment of being told so."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Generator

import uvicorn

from mainstay.model.errors import MainstayError
from mainstay.web.app import create_app
from mainstay.web.control import Control
from mainstay.web.live import Live

LAST_ANSWERS_S = 3
"""Time for requests under way to be answered once the page is told to stop."""


class _Server(uvicorn.Server):
    """uvicorn, except that it leaves signals to `serve` and ends the streams before it waits for connections."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.end_streams()
        await super().shutdown(sockets)


async def serve(
    control: Control,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str,
    stop: asyncio.Event | None = None,
    ready: Callable[[int], None] | None = None,
) -> None:
    """Serve the page until `stop` is set; without one, until SIGTERM or SIGINT. Then returns, all streams ended.

    `port` 0 takes any free port; `ready` is called with the port once connections are taken. Raises `MainstayError`
    where the address is taken. When the surrounding task is cancelled, the same graceful end is made first.
    """
    live = Live(control)
    app = create_app(control, token=token, live=live)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )
    server = _Server(config, live)
    listening = _listen(host, port)
    ending = stop or _signalled()
    if ready:
        ready(listening.getsockname()[1])
    running = asyncio.create_task(server.serve([listening]))
    waiting = asyncio.create_task(ending.wait())
    try:
        await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        server.should_exit = True
        await asyncio.shield(running)
        await live.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise MainstayError(
            "status page",
            f"it must listen on {host}:{port}",
            f"it cannot: {error.strerror}",
            hint="see who does with `ss -ltnp`, or choose another port",
        ) from error
    listening.setblocking(False)
    return listening


def _signalled() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    event = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, event.set)
    return event
