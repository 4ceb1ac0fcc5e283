"""One route as it is now: its upstreams, its clients, and the requests that wait for an upstream."""

import asyncio
from typing import Protocol

from mainstay.model.routing import Route
from mainstay.run.local.router.backend import Backend, choose
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.stats import CLASSES, Recorder, ServiceSample, ServiceStats


class Client(Protocol):
    """A connection of a client."""

    deadline_s: float
    transport: asyncio.Transport

    def expire(self) -> None:
        """The time is over for whatever it does now."""
        ...

    def leave(self) -> None:
        """End after the request under way; at once where there is none."""
        ...


class Waiting(Protocol):
    """A request without an upstream."""

    def dispatch(self) -> None:
        """Try again."""
        ...


class Service:
    """What answers on one port. `update` swaps its upstreams from one moment to the next.

    `closing` is set once it is in the table no more: every response then ends its connection.
    """

    __slots__ = ("_active", "_all", "_leaving", "_waiting", "clients", "closing", "host", "known_as", "name",
                 "port", "recorder", "shared", "tunnels")  # fmt: skip

    def __init__(self, route: Route, shared: Shared) -> None:
        self.name, self.host, self.port, self.shared = route.service, route.host, route.port, shared
        self.known_as = b""
        self.closing = False
        self.recorder = Recorder()
        self.clients: set[Client] = set()
        self.tunnels: set[asyncio.Transport] = set()
        self._waiting: dict[Waiting, None] = {}
        self._all: list[Backend] = []
        self._active: list[Backend] = []
        self._leaving: list[Backend] = []
        self.update(route)

    def update(self, route: Route) -> None:
        """Use these upstreams and no others for new requests. Those that stay keep connections and figures."""
        self.name = route.service
        self.known_as = route.known_as.encode()
        known = self._all
        self._all = []
        for upstream in route.upstreams:
            backend = next((backend for backend in known if backend.is_at(upstream)), None)
            if backend is None:
                backend = Backend(upstream, self.shared, self.wake)
            backend.weight, backend.credit = upstream.weight, 0
            self._all.append(backend)
        gone = [backend for backend in known if backend not in self._all]
        for backend in gone:
            backend.retire()
        self._leaving += gone
        self._active = [backend for backend in self._all if backend.weight]
        self.wake()

    def choose(self, avoid: Backend | None) -> Backend | None:
        """The upstream for a new request, or None where none can be reached."""
        active = self._active
        if len(active) == 1:
            return None if active[0].ejected else active[0]
        return choose(active, avoid)

    def hold(self, waiting: Waiting) -> bool:
        """Let a request wait for an upstream; False where too many wait already."""
        if len(self._waiting) >= self.shared.limits.held or self.closing:
            return False
        self._waiting[waiting] = None
        return True

    def drop(self, waiting: Waiting) -> None:
        """That request does not wait any more."""
        self._waiting.pop(waiting, None)

    def wake(self) -> None:
        """There may be an upstream again: all that wait try again."""
        waiting, self._waiting = self._waiting, {}
        for request in waiting:
            request.dispatch()

    def why_unreachable(self) -> str:
        """A sentence for people: why no upstream can be used."""
        if not self._active:
            return f"No instance of `{self.name}` is running."
        errors = [backend.last_error for backend in self._active if backend.last_error]
        return " ".join((f"No instance of `{self.name}` can be reached.", *errors))

    def tick(self, now_s: float) -> None:
        """Look at limits of time."""
        for client in [client for client in self.clients if client.deadline_s < now_s]:
            client.expire()
        for backend in self._all:
            backend.close_idle(self.shared.monotonic() - self.shared.limits.pool_idle_s)
        self._leaving = [backend for backend in self._leaving if backend.in_flight]

    def close(self) -> None:
        """Take no new requests; clients leave as soon as they can."""
        self.closing = True
        for client in list(self.clients):
            client.leave()

    def abort(self) -> None:
        """End what is still there: the time for leaving is over."""
        for transport in list(self.tunnels):
            transport.abort()
        for client in list(self.clients):
            client.transport.abort()
        for backend in self._all:
            backend.retire()

    @property
    def is_empty(self) -> bool:
        """Whether no client is left."""
        return not self.clients and not self.tunnels

    def in_flight(self, upstream: str) -> int:
        """Requests and tunnels under way at the upstream with this id, also after it has left the table."""
        return sum(backend.in_flight for backend in (*self._all, *self._leaving) if backend.id == upstream)

    def sample(self) -> ServiceSample:
        """Its figures."""
        recorder = self.recorder
        stats = ServiceStats(
            service=self.name,
            host=self.host,
            port=self.port,
            requests=recorder.requests,
            classes=dict(zip(CLASSES, recorder.classes[1:], strict=True)),
            clients=len(self.clients) + len(self.tunnels),
            held=len(self._waiting),
            upstreams=tuple(backend.stats() for backend in (*self._all, *self._leaving)),
        )
        return ServiceSample(stats=stats, latencies=recorder.latencies())
