"""One upstream as it is now: its idle connections, its health, its figures."""

import asyncio
import contextlib
import os
import select
from collections.abc import Callable

from mainstay.model.routing import Upstream
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.stats import UpstreamStats
from mainstay.run.local.router.upstream import UpstreamConnection


class UnreachableError(Exception):
    """No connection could be made. The message is a sentence for people."""


class Backend:
    """An upstream that requests go to.

    `weight` 0 means no new requests; `credit` belongs to the weighted choice. `ejected` is set while it is paused
    because it could not be reached; `on_return` is called when that pause is over. `in_flight` counts requests and
    tunnels from the moment of choice to their end.
    """

    __slots__ = ("_eject_s", "_failures", "_idle", "_on_return", "_recovering", "_retired", "_shared",
                 "credit", "ejected", "errors", "host", "id", "in_flight", "last_error", "port",
                 "requests", "weight")  # fmt: skip

    def __init__(self, upstream: Upstream, shared: Shared, on_return: Callable[[], None]) -> None:
        self.id, self.host, self.port, self.weight = upstream.id, upstream.host, upstream.port, upstream.weight
        self._shared, self._on_return = shared, on_return
        self._idle: list[UpstreamConnection] = []
        self._retired = False
        self._recovering: asyncio.Task[None] | None = None
        self._failures, self._eject_s = 0, shared.limits.eject_s
        self.ejected, self.last_error = False, ""
        self.credit = self.in_flight = self.requests = self.errors = 0

    def is_at(self, upstream: Upstream) -> bool:
        """Whether this is the upstream that the value describes, apart from its weight."""
        return (self.id, self.host, self.port) == (upstream.id, upstream.host, upstream.port)

    def leave(self) -> None:
        """That request is over."""
        self.in_flight -= 1

    def take(self, now_s: float, *, repeatable: bool) -> UpstreamConnection | None:
        """An idle connection, the one used last; None where there is none to trust with this request.

        An upstream may close an idle connection at the moment we use it, and then nobody knows what became of the
        request. What must not be sent twice goes over connections that were in use a moment ago and are not about to
        tell us that they have ended, or over new ones.
        """
        idle = self._idle
        while idle:
            connection = idle.pop()
            if connection.transport.is_closing():
                continue
            if repeatable:
                return connection
            if now_s - connection.idle_since_s >= self._shared.limits.pool_fresh_s:
                idle.append(connection)
                return None
            if not _has_news(connection):
                return connection
            connection.transport.abort()
        return None

    def give(self, connection: UpstreamConnection, now_s: float) -> None:
        """Keep a connection whose response is complete for the next request."""
        if self.last_error:
            self.answered()
        if self._retired or len(self._idle) >= self._shared.limits.pool_size:
            connection.transport.close()
            return
        connection.idle_since_s = now_s
        self._idle.append(connection)

    def forget(self, connection: UpstreamConnection) -> None:
        """An idle connection was closed by the upstream."""
        if connection in self._idle:
            self._idle.remove(connection)

    async def connect(self) -> UpstreamConnection:
        """A new connection. Raises `UnreachableError`, and then this upstream is paused until it takes one again."""
        try:
            return await self._open()
        except UnreachableError as error:
            self._failed(str(error))
            self._eject()
            raise

    async def _open(self) -> UpstreamConnection:
        limits = self._shared.limits
        try:
            async with asyncio.timeout(limits.connect_s):
                _, connection = await self._shared.loop.create_connection(
                    lambda: UpstreamConnection(self, limits.head_bytes), self.host, self.port
                )
        except TimeoutError:
            says = f"{self.id} ({self.host}:{self.port}) did not take a connection within {limits.connect_s:g} s."
        except OSError as error:
            says = f"{self.id} ({self.host}:{self.port}) cannot be reached: {_reason(error)}."
        else:
            return connection
        raise UnreachableError(says)

    def answered(self) -> None:
        """It has begun a response: whatever was wrong is over."""
        self._failures, self._eject_s, self.last_error = 0, self._shared.limits.eject_s, ""

    def broke(self, says: str) -> None:
        """A new connection ended before any response; several in a row pause this upstream."""
        self._failed(says)
        self._failures += 1
        if self._failures >= self._shared.limits.failures:
            self._failures = 0
            self._eject()

    def retire(self) -> None:
        """It is in the table no more: no new requests; connections end with the requests under way."""
        self._retired, self.weight = True, 0
        if self._recovering is not None:
            self._recovering.cancel()
        self.close_idle()

    def close_idle(self, before_s: float = float("inf")) -> None:
        """Close the connections that became idle before that moment."""
        closing = [connection for connection in self._idle if connection.idle_since_s < before_s]
        self._idle = [connection for connection in self._idle if connection.idle_since_s >= before_s]
        for connection in closing:
            connection.transport.close()

    def stats(self) -> UpstreamStats:
        """Its figures."""
        return UpstreamStats(
            id=self.id,
            host=self.host,
            port=self.port,
            weight=self.weight,
            in_flight=self.in_flight,
            healthy=not self.ejected,
            requests=self.requests,
            errors=self.errors,
        )

    def _failed(self, says: str) -> None:
        self.errors += 1
        self.last_error = says

    def _eject(self) -> None:
        if not self.ejected and not self._retired:
            self.ejected = True
            self._recovering = self._shared.loop.create_task(self._recover())

    async def _recover(self) -> None:
        """Try to connect, at growing intervals, until that works: no request is risked for it."""
        connection = None
        while connection is None:
            await asyncio.sleep(self._eject_s)
            self._eject_s = min(2 * self._eject_s, self._shared.limits.eject_max_s)
            with contextlib.suppress(UnreachableError):
                connection = await self._open()
        self.ejected, self._recovering = False, None
        self.give(connection, self._shared.monotonic())
        self._on_return()


def choose(backends: list[Backend], avoid: Backend | None) -> Backend | None:
    """The next backend by smooth weighted round robin; None where none may be used.

    With weights 5, 1, 1 the order is a a b a c a a: every prefix is as close to the weights as it can be
    (nginx, `ngx_http_upstream_get_peer`). `avoid` is taken only where there is no other.
    """
    best, total = None, 0
    for backend in backends:
        if backend.ejected or backend is avoid:
            continue
        backend.credit += backend.weight
        total += backend.weight
        if best is None or backend.credit > best.credit:
            best = backend
    if best is not None:
        best.credit -= total
        return best
    return avoid if avoid is not None and avoid.weight and not avoid.ejected else None


def _has_news(connection: UpstreamConnection) -> bool:
    """Whether there is something to read, which on an idle connection can only be its end."""
    poller = select.poll()
    poller.register(connection.transport.get_extra_info("socket").fileno(), select.POLLIN | select.POLLRDHUP)
    return bool(poller.poll(0))


def _reason(error: OSError) -> str:
    """`Connect call failed` and the like as the operating system says it, without the address again."""
    text = os.strerror(error.errno) if error.errno else str(error)
    return text[:1].lower() + text[1:]
