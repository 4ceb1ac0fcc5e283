"""One worker: listens on every route's port, and swaps tables without touching a connection."""

import asyncio
import socket
from typing import NamedTuple

from mainstay.model.routing import Route, RouteTable
from mainstay.run.local.router.client import ClientConnection
from mainstay.run.local.router.listening import open_listener
from mainstay.run.local.router.service import Service
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.stats import Sample

_SECOND = 1.0
_DRAIN_POLL_S = 0.02

Address = tuple[str, int]


class _Listening(NamedTuple):
    service: Service
    server: asyncio.Server


class Router:
    """Implements `control.Handler` for one worker. Made inside the event loop; `run` must be awaited beside it.

    `shares_ports` is set where several workers listen on the same ports.
    """

    def __init__(self, shared: Shared, *, shares_ports: bool = False) -> None:
        self._shared, self._shares_ports = shared, shares_ports
        self._listening: dict[Address, _Listening] = {}
        self._closed: list[Service] = []
        self._turned_s = shared.now_s
        self.version = 0

    async def apply(self, table: RouteTable) -> None:
        """Use this table from now on.

        Ports that stay keep their sockets and connections. All new ports are opened first: where one cannot be,
        `MainstayError` is raised and the old table stays.
        """
        wanted: dict[Address, Route] = {(route.host, route.port): route for route in table.routes}
        opened: dict[Address, socket.socket] = {}
        try:
            for address, route in wanted.items():
                if address not in self._listening:
                    opened[address] = open_listener(route, shared=self._shares_ports)
        except Exception:
            for listener in opened.values():
                listener.close()
            raise
        fresh = {address: await self._serve(wanted[address], listener) for address, listener in opened.items()}
        # From here to the end nothing is awaited: no request sees half a table.
        for address, route in wanted.items():
            if address in self._listening:
                self._listening[address].service.update(route)
        for address in [address for address in self._listening if address not in wanted]:
            self._stop_listening(address)
        self._listening |= fresh
        self.version = table.version

    async def _serve(self, route: Route, listener: socket.socket) -> _Listening:
        service = Service(route, self._shared)
        server = await self._shared.loop.create_server(lambda: ClientConnection(service, self._shared), sock=listener)
        return _Listening(service, server)

    def _stop_listening(self, address: Address) -> None:
        service, server = self._listening.pop(address)
        server.close()
        service.close()
        self._closed.append(service)

    @property
    def _services(self) -> list[Service]:
        return [listening.service for listening in self._listening.values()] + self._closed

    async def run(self) -> None:
        """Look after limits of time and the window of figures; never returns."""
        while True:
            await asyncio.sleep(self._shared.limits.tick_s)
            self._shared.tick()
            now_s = self._shared.now_s
            turn = now_s - self._turned_s >= _SECOND
            self._turned_s = now_s if turn else self._turned_s
            for service in self._services:
                service.tick(now_s)
                if turn:
                    service.recorder.turn()
            for service in [service for service in self._closed if service.is_empty]:
                service.abort()  # nobody is left: only idle connections to upstreams
                self._closed.remove(service)

    async def close(self) -> None:
        """Listen no more, finish what is under way within `limits.drain_s`, end the rest."""
        for address in list(self._listening):
            self._stop_listening(address)
        until_s = self._shared.loop.time() + self._shared.limits.drain_s
        while not self._is_empty and self._shared.loop.time() < until_s:  # noqa: ASYNC110 - counting is cheaper than telling
            await asyncio.sleep(_DRAIN_POLL_S)
        for service in self._closed:
            service.abort()
        await asyncio.sleep(0)

    @property
    def _is_empty(self) -> bool:
        return all(service.is_empty for service in self._closed)

    async def sample(self) -> list[Sample]:
        """The figures of this worker."""
        services = tuple(listening.service.sample() for listening in self._listening.values())
        return [Sample(version=self.version, services=services)]

    async def in_flight(self, upstream: str) -> int:
        """Requests and tunnels under way at that upstream."""
        return sum(service.in_flight(upstream) for service in self._services)
