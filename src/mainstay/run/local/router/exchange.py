"""One request and its response: which upstream, what to do when that breaks, and how the answer reaches the client."""

import asyncio
from http import HTTPStatus

from mainstay.run.local.router.access import CLIENT_GONE, access_line
from mainstay.run.local.router.backend import Backend, UnreachableError
from mainstay.run.local.router.downstream import Downstream, Request
from mainstay.run.local.router.framing import Framing, MalformedBodyError
from mainstay.run.local.router.refusal import Refusal, bad
from mainstay.run.local.router.reply import SWITCHING, Reply, answer
from mainstay.run.local.router.service import Service
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.upstream import UpstreamConnection

MAX_RETRIES = 2
_NEVER = float("inf")


class Exchange:
    """Serves the requests of one client connection, one at a time.

    What may be sent twice: anything while no connection was made; otherwise only idempotent requests that are still
    held whole in `_payload`.
    """

    __slots__ = ("_avoid", "_backend", "_choked", "_client", "_close", "_connecting", "_connection", "_framing",
                 "_hold_until_s", "_payload", "_persistent", "_request", "_retries", "_service", "_shared",
                 "_started_s", "_status", "_under_way")  # fmt: skip

    def __init__(self, client: Downstream, request: Request, service: Service, shared: Shared) -> None:
        self._client, self._service, self._shared = client, service, shared
        self._request = request
        self._backend: Backend | None = None
        self._avoid: Backend | None = None
        self._connection: UpstreamConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._framing: Framing | None = None
        self._payload: bytes | None = None
        self._choked = self._close = self._persistent = self._under_way = False
        self._retries, self._status = 0, 0
        self._started_s = self._hold_until_s = 0.0

    # --- the request ------------------------------------------------------------------------------------------

    def begin(self, payload: bytes, started_s: float) -> None:
        """Send a new request; `payload` is its head for the upstream and what there is of its body."""
        self._payload, self._started_s = payload, started_s
        self._choked, self._under_way = False, True
        self._retries, self._status, self._avoid = 0, 0, None
        self._hold_until_s = 0.0
        self.dispatch()

    def dispatch(self) -> None:
        """Give the request to an upstream, or let it wait for one."""
        backend = self._service.choose(self._avoid)
        if backend is None:
            self._hold()
            return
        self._backend = backend
        backend.in_flight += 1
        connection = None
        if not self._retries:  # the connections that are kept may all have gone stale together
            request = self._request
            connection = backend.take(self._started_s, repeatable=request.repeatable and request.complete)
        if connection is None:
            self._client.deadline_s = _NEVER  # connecting has a limit of its own
            self._connecting = self._shared.loop.create_task(self._connect(backend))
        else:
            self._send(connection, backend)

    def send_body(self, data: bytes) -> None:
        """Pass on a part of the request's body."""
        if self._connection is not None:
            self._payload = None  # from now on there is a part of it that nobody keeps
            self._connection.transport.write(data)
        elif self._payload is not None:
            self._payload += data

    def body_progress(self) -> None:
        """The client has sent a part of the body, or its end: the time runs anew."""
        if self._connection is not None and not self._status:
            limits, complete = self._shared.limits, self._request.complete
            self._client.deadline_s = self._shared.now_s + (limits.response_s if complete else limits.body_s)

    @property
    def may_read(self) -> bool:
        """Whether more of the request's body can be taken from the client."""
        return self._connection is not None and not self._choked

    @property
    def _may_repeat(self) -> bool:
        return self._request.repeatable and self._request.complete and self._payload is not None

    def _hold(self) -> None:
        now_s = self._shared.loop.time()
        self._hold_until_s = self._hold_until_s or now_s + self._shared.limits.hold_s
        if now_s < self._hold_until_s and self._service.hold(self):
            self._client.deadline_s = self._hold_until_s
        else:
            self._refuse(self._unavailable())

    def _unavailable(self) -> Refusal:
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, self._service.why_unreachable(), retry_after_s=1)

    async def _connect(self, backend: Backend) -> None:
        try:
            connection = await backend.connect()
        except UnreachableError:
            # Nothing was sent, so the request goes on to another upstream, or waits until this one comes back.
            self._connecting = None
            self._leave_backend()
            self.dispatch()
            return
        self._connecting = None
        self._send(connection, backend)
        self._client.pace()

    def _send(self, connection: UpstreamConnection, backend: Backend) -> None:
        self._connection = connection
        backend.requests += 1
        shared, request = self._shared, self._request
        limits = shared.limits
        self._client.deadline_s = shared.now_s + (limits.response_s if request.complete else limits.body_s)
        assert self._payload is not None  # noqa: S101 - kept until a body follows it over a connection
        connection.begin(self, self._payload, head_only=request.method == b"HEAD")

    # --- the response -----------------------------------------------------------------------------------------

    def whole_reply(self, reply: Reply, body: bytes) -> None:
        """A final response has come in one piece: the short way."""
        request, client, backend, shared = self._request, self._client, self._backend, self._shared
        connection, self._connection, self._backend = self._connection, None, None
        assert backend is not None  # noqa: S101 - a response has an upstream
        assert connection is not None  # noqa: S101 - and came over a connection
        close = request.close or self._service.closing
        if request.minor and not close:
            client.transport.write(reply.ready + body)
        else:
            client.transport.write(answer(reply, minor=request.minor, head_only=False, close=close).head + body)
        now_s = shared.monotonic()
        backend.in_flight -= 1
        if reply.persistent and request.complete:
            backend.give(connection, now_s)
        else:
            backend.answered()
            connection.transport.close()
        self._service.recorder.record(reply.status, now_s - self._started_s)
        self._under_way = False
        if shared.log is not None:
            self._over(reply.status, backend)
        client.finished(close=close)

    def reply_begins(self, reply: Reply, rest: bytes) -> None:
        """A response head has come, and more will, or there is no body."""
        request, backend = self._request, self._backend
        assert backend is not None  # noqa: S101 - a response has an upstream
        if reply.status == SWITCHING:
            self._switch(reply, rest)
            return
        if reply.status < 200:  # noqa: PLR2004 - interim responses are passed on to those who know them
            if request.minor:
                self._client.transport.write(reply.ready)
            return
        backend.answered()
        self._status, self._persistent = reply.status, reply.persistent
        self._service.recorder.record(reply.status, self._shared.monotonic() - self._started_s)
        close = request.close or self._service.closing
        plan = answer(reply, minor=request.minor, head_only=request.method == b"HEAD", close=close)
        self._close, self._framing = plan.close, plan.framing
        self._client.deadline_s = _NEVER
        self._client.transport.write(plan.head)
        if plan.framing is None:
            self._persistent = self._persistent and not rest
            self._complete()
        elif rest:
            self.reply_data(rest)

    def reply_data(self, data: bytes) -> None:
        """More of the body has come."""
        framing = self._framing
        assert framing is not None  # noqa: S101 - set when the head came
        try:
            out = framing.feed(data)
        except MalformedBodyError:
            self._break_off()
            return
        if out:
            self._client.transport.write(out)
        if framing.done:
            self._persistent = self._persistent and not framing.rest
            self._complete()

    def _complete(self) -> None:
        """The response has been passed on to its end."""
        connection, self._connection = self._connection, None
        backend, self._backend = self._backend, None
        assert backend is not None  # noqa: S101 - a response has an upstream
        backend.leave()
        if connection is not None:
            connection.free()
            if self._persistent and self._request.complete:
                connection.transport.resume_reading()
                backend.give(connection, self._shared.monotonic())
            else:
                connection.transport.close()
        status, self._status = self._status, 0
        self._over(status, backend)
        self._client.finished(close=self._close)

    def _switch(self, reply: Reply, rest: bytes) -> None:
        connection, backend = self._connection, self._backend
        assert connection is not None  # noqa: S101 - a response came over a connection
        assert backend is not None  # noqa: S101 - from an upstream
        if not self._request.upgrade:
            self.bad_reply("It switched protocols, and nobody had asked for that.")
            return
        self._connection = self._backend = None
        connection.free()
        self._service.recorder.record(reply.status, self._shared.monotonic() - self._started_s)
        self._over(reply.status, backend)
        self._client.transport.write(reply.ready + rest)
        self._client.tunnel(connection.transport, backend)

    # --- what can go wrong ------------------------------------------------------------------------------------

    def upstream_lost(self, error: Exception | None) -> None:
        """The connection has ended: the end of a body, a reason to try again, or a failure."""
        connection, self._connection = self._connection, None
        assert connection is not None  # noqa: S101 - it told us itself
        if self._status:
            last = self._framing.end() if self._framing is not None and error is None else None
            if last is None:
                self._break_off()
                return
            self._client.transport.write(last)
            self._complete()
            return
        backend = self._leave_backend()
        says = f"{backend.id} ({backend.host}:{backend.port}) ended the connection before it answered."
        stale = connection.uses > 1 and connection.untouched
        if not stale:
            backend.broke(says)
        if connection.untouched and self._may_repeat and self._retries < MAX_RETRIES:
            self._retries += 1
            self._avoid = None if stale else backend
            self.dispatch()
            return
        self._refuse(Refusal(HTTPStatus.BAD_GATEWAY, says))

    def bad_reply(self, says: str) -> None:
        """The response cannot be understood."""
        backend = self._backend
        assert backend is not None  # noqa: S101 - a response has an upstream
        backend.errors += 1
        self.cancel()
        self._refuse(Refusal(HTTPStatus.BAD_GATEWAY, f"{backend.id} ({backend.host}:{backend.port}) was asked. {says}"))

    def expire(self) -> None:
        """The time is over for what this exchange waits for."""
        if self._status:
            self._break_off()
            return
        limits, backend = self._shared.limits, self._backend
        if backend is None:
            refusal = self._unavailable()
        elif not self._request.complete:
            refusal = Refusal(HTTPStatus.REQUEST_TIMEOUT, f"Nothing of the body has come for {limits.body_s:g} s.")
        else:
            says = f"{backend.id} ({backend.host}:{backend.port}) did not answer within {limits.response_s:g} s."
            backend.errors += 1
            refusal = Refusal(HTTPStatus.GATEWAY_TIMEOUT, says)
        self.cancel()
        self._refuse(refusal)

    def malformed_body(self, says: str) -> None:
        """The rest of the request cannot be understood."""
        if self._status:
            self._break_off()
        else:
            self.cancel()
            self._refuse(bad(says))

    def client_gone(self) -> None:
        """Nobody waits for the response any more."""
        if self._under_way:
            self._over(self._status or CLIENT_GONE, self._backend)
            self.cancel()

    def cancel(self) -> None:
        """Let go of the upstream."""
        self._service.drop(self)
        if self._connecting is not None:
            self._connecting.cancel()
            self._connecting = None
        if self._backend is not None:
            self._leave_backend()
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.free()
            connection.transport.abort()

    def upstream_chokes(self, *, choked: bool) -> None:
        """The upstream takes the request's body too slowly, or takes it again."""
        self._choked = choked
        self._client.pace()

    def client_chokes(self, *, choked: bool) -> None:
        """The client takes the response too slowly, or takes it again."""
        if self._connection is None:
            return
        if choked:
            self._connection.transport.pause_reading()
            self._client.deadline_s = self._shared.now_s + self._shared.limits.send_s
        else:
            self._connection.transport.resume_reading()
            self._client.deadline_s = _NEVER

    def _break_off(self) -> None:
        """The response has begun and cannot be finished: a cut connection is the only way to say so."""
        backend, status = self._backend, self._status
        self._status = 0
        self.cancel()
        self._over(status, backend)
        self._client.transport.abort()

    def _refuse(self, refusal: Refusal) -> None:
        self._service.recorder.record(refusal.status, self._shared.monotonic() - self._started_s)
        self._over(refusal.status, None)
        request = self._request
        self._client.refuse(
            refusal,
            close=request.close or not request.minor,
            request_id=request.id,
            head_only=request.method == b"HEAD",
        )

    def _leave_backend(self) -> Backend:
        backend, self._backend = self._backend, None
        assert backend is not None  # noqa: S101 - callers know that there is one
        backend.leave()
        return backend

    def _over(self, status: int, backend: Backend | None) -> None:
        """The request is over, one way or another."""
        self._under_way = False
        if self._shared.log is not None:
            took_s = self._shared.monotonic() - self._started_s
            at = self._started_s + self._shared.wall_offset_s
            upstream = backend.id if backend else ""
            self._shared.log(
                access_line(self._service.name, self._request, status, at=at, took_s=took_s, upstream=upstream)
            )
