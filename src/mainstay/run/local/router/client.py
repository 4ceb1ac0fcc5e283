"""One connection of a client: finds requests in what it sends, one after the other, and paces it."""

import asyncio
import re
from http import HTTPStatus
from typing import Final, cast

from mainstay.run.local.router.backend import Backend
from mainstay.run.local.router.downstream import Request
from mainstay.run.local.router.exchange import Exchange
from mainstay.run.local.router.forward import Arrival, forwarded_lines, is_trusted
from mainstay.run.local.router.framing import Chunked, Emit, Framing, Length, MalformedBodyError
from mainstay.run.local.router.head import (
    IDEMPOTENT,
    REQUEST_LINE,
    Fields,
    check_beginning,
    check_size,
    explain_request_line,
    read_fields,
    resolve_target,
)
from mainstay.run.local.router.refusal import Refusal, bad, page
from mainstay.run.local.router.service import Service
from mainstay.run.local.router.shared import Shared
from mainstay.run.local.router.tunnel import Tunnel

# The states of a connection; plain numbers, because they are looked at for every piece of data.
IDLE: Final = 0
"""Between requests, or inside a request head."""
BUSY: Final = 1
"""A request is under way."""
FLUSHING: Final = 2
"""The response is complete, but the client has not taken enough of it to be given another."""
LINGERING: Final = 3
"""The last response was written; what still comes is dropped."""

_SLASH: Final = 47
_END = b"\r\n\r\n"
_REFUSED_METHODS = (b"CONNECT", b"TRACE")


class ClientConnection(asyncio.Protocol):
    """Speaks HTTP/1.1 with a client. `deadline_s` is when, by the loop's clock, `expire` is to be called."""

    __slots__ = ("_arrival", "_begun", "_block", "_body", "_choked", "_exchange", "_fields",
                 "_known_as", "_lines", "_minor", "_paused", "_pending", "_request", "_service", "_shared",
                 "_state", "deadline_s", "transport")  # fmt: skip

    transport: asyncio.Transport

    def __init__(self, service: Service, shared: Shared) -> None:
        self._service, self._shared = service, shared
        self._request = Request(shared.prefix)
        self._exchange = Exchange(self, self._request, service, shared)
        self._state: int = IDLE
        self._choked = self._paused = self._begun = False
        self._pending = b""
        self._body: Framing | None = None
        # Clients repeat their header lines byte for byte, so the last ones are kept with what they mean.
        self._block = self._lines = b""
        self._fields: Fields | None = None
        self._minor = 1
        self._known_as = b""
        self.deadline_s = shared.now_s + shared.limits.head_s

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are none by class, but by what they do
        address = str((transport.get_extra_info("peername") or ("unknown",))[0])
        service = self._service
        host = f"[{service.host}]" if ":" in service.host else service.host
        self._arrival = Arrival(
            client=address.encode(),
            host=f"{host}:{service.port}".encode(),
            port=str(service.port).encode(),
            trusted=is_trusted(address, self._shared.trusted),
        )
        service.clients.add(self)

    # --- what the client sends ----------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if self._state == IDLE:
            if self._pending:
                data, self._pending = self._pending + data, b""
            self._read_request(data)
        elif self._state == LINGERING:
            return
        elif self._body is not None:
            self._read_body(self._body, data)
        else:
            self._pending += data
            self.pace()

    def eof_received(self) -> None:
        """Called by the event loop: who says nothing more is taken for gone, as in most proxies."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        del exc
        self._service.clients.discard(self)
        if self._state == BUSY:
            self._exchange.client_gone()

    def _read_request(self, data: bytes) -> None:
        try:
            end = data.find(_END)
            line = REQUEST_LINE.match(data)
            if end < 0 or line is None:
                self._unfinished(data, end)
            else:
                self._start(data, end, line)
        except Refusal as refusal:
            self._service.recorder.record(refusal.status, 0.0)
            self.refuse(refusal, close=True)

    def _unfinished(self, data: bytes, end: int) -> None:
        """The head is not complete, or does not begin as a head must. Raises `Refusal`."""
        stripped = data.lstrip(b"\r\n") if data[:2] == b"\r\n" else data
        if stripped != data and data[: len(data) - len(stripped)].replace(b"\r\n", b"") in (b"", b"\r"):
            # Some clients send an empty line behind a body; RFC 9112 section 2.2 wants it ignored.
            if stripped:
                self._read_request(stripped)
            return
        if end >= 0:
            raise explain_request_line(data, self._shared.limits)
        if data != b"\r":
            check_beginning(data, self._shared.limits)
        self._pending = data
        if not self._begun:
            self._begun = True
            self.deadline_s = self._shared.now_s + self._shared.limits.head_s

    def _start(self, data: bytes, end: int, line: re.Match[bytes]) -> None:
        """A complete head is there: pass it on. Raises `Refusal`."""
        shared = self._shared
        method, target, version = line.groups()
        if end > shared.limits.head_bytes or len(target) > shared.limits.target_bytes:
            check_size(end, target, shared.limits)
        if method in _REFUSED_METHODS:
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, f"{method.decode()} is not passed on.")
        block, minor = data[line.end() : end + 2], 1 if version == b"1" else 0
        fields = self._fields
        if fields is None or block != self._block or minor != self._minor or self._service.known_as != self._known_as:
            fields = self._learn(block, minor)
        lines = self._lines
        if target[0] != _SLASH:
            target, host = resolve_target(method, target)
            if host is not None:
                known_as = self._service.known_as
                lines = forwarded_lines(fields, self._arrival, host=host, minor=minor, known_as=known_as)
        started_s = shared.monotonic()
        request, number = self._request, next(shared.numbers)
        request.method, request.target, request.number, request.minor = method, target, number, minor
        request.repeatable = method in IDEMPOTENT
        payload = b"%b %b HTTP/1.1\r\n%bX-Request-Start: t=%d\r\nX-Request-ID: %b\r\n\r\n" % (
            method, target, lines, (started_s + shared.wall_offset_s) * 1e6, fields.request_id or request.id
        )  # fmt: skip
        rest = data[end + 4 :]
        if fields.chunked or fields.length:
            payload += self._start_body(fields, rest)
        else:
            self._pending = rest
        self._state, self._begun = BUSY, False
        self._exchange.begin(payload, started_s)
        if rest or not request.complete:
            self.pace()

    def _learn(self, block: bytes, minor: int) -> Fields:
        """Read the header lines of a request, and keep what they mean. Raises `Refusal`."""
        fields = read_fields(block, self._shared.limits)
        if minor and fields.host is None:
            raise bad("A request must have a Host.")
        if not minor and fields.chunked:
            raise bad("HTTP/1.0 has no Transfer-Encoding.")
        host, known_as = fields.host or self._arrival.host, self._service.known_as
        self._lines = forwarded_lines(fields, self._arrival, host=host, minor=minor, known_as=known_as)
        self._block, self._minor, self._fields, self._known_as = block, minor, fields, known_as
        request = self._request
        request.given_id, request.upgrade = fields.request_id, minor == 1 and bool(fields.upgrade)
        request.close = fields.persistent is False if minor else not fields.persistent
        return fields

    def _start_body(self, fields: Fields, first: bytes) -> bytes:
        self._body = Chunked(Emit.ANEW) if fields.chunked else Length(fields.length or 0)
        self._request.complete = False
        try:
            return self._feed(self._body, first) if first else b""
        except MalformedBodyError as error:
            raise bad(str(error)) from error

    def _read_body(self, body: Framing, data: bytes) -> None:
        try:
            out = self._feed(body, data)
        except MalformedBodyError as error:
            self._exchange.malformed_body(str(error))
            return
        if out:
            self._exchange.send_body(out)
        self._exchange.body_progress()
        self.pace()

    def _feed(self, body: Framing, data: bytes) -> bytes:
        out = body.feed(data)
        if body.done:
            self._body, self._pending, self._request.complete = None, body.rest, True
        return out

    # --- what the exchange asks for -----------------------------------------------------------------------------

    def finished(self, *, close: bool) -> None:
        """The response has been written."""
        if self._body is not None:
            self._linger()  # the client still sends what nobody will read
        elif close or self._service.closing:
            self._leave()
        elif self._choked:
            self._state = FLUSHING
            self.deadline_s = self._shared.now_s + self._shared.limits.send_s
        else:
            self._state = IDLE
            self.deadline_s = self._shared.now_s + self._shared.limits.idle_s
            if self._pending or self._paused:
                self._next()

    def refuse(self, refusal: Refusal, *, close: bool, request_id: bytes = b"", head_only: bool = False) -> None:
        """Answer with a page of our own."""
        close = close or self._body is not None or self._service.closing
        if self.transport.is_closing():
            return
        self.transport.write(page(refusal, head_only=head_only, close=close, request_id=request_id))
        if close:
            self._linger()
        else:
            self.finished(close=False)

    def pace(self) -> None:
        """Read on, or wait: for an upstream that takes the body, or for the answer to what was sent ahead."""
        ahead = len(self._pending) >= self._shared.limits.pipelined_bytes
        stop = self._state in (BUSY, FLUSHING) and (ahead or (self._body is not None and not self._exchange.may_read))
        if stop == self._paused:
            return
        self._paused = stop
        if stop:
            self.transport.pause_reading()
        elif not self.transport.is_closing():
            self.transport.resume_reading()

    def tunnel(self, upstream: asyncio.Transport, backend: Backend) -> None:
        """Become a tunnel to that upstream; it counts as a request under way until it ends."""
        tunnels = self._service.tunnels

        def ended(transport: asyncio.Transport) -> None:
            tunnels.discard(transport)
            backend.leave()

        tunnels.add(self.transport)
        self._service.clients.discard(self)
        if self._pending:
            upstream.write(self._pending)
        Tunnel(self.transport, upstream, ended)

    # --- pace and time ------------------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        """Called by the event loop: the client takes too slowly what is sent to it."""
        self._choked = True
        if self._state == BUSY:
            self._exchange.client_chokes(choked=True)

    def resume_writing(self) -> None:
        """Called by the event loop."""
        self._choked = False
        if self._state == BUSY:
            self._exchange.client_chokes(choked=False)
        elif self._state == FLUSHING:
            self.finished(close=self._service.closing)

    def expire(self) -> None:
        """The time is over for whatever this connection does now."""
        if self._state == BUSY:
            self._exchange.expire()
        elif self._state != IDLE:
            self.transport.abort()
        elif self._pending:
            self._service.recorder.record(HTTPStatus.REQUEST_TIMEOUT, 0.0)
            seconds = self._shared.limits.head_s
            says = f"The request head was not complete after {seconds:g} s."
            self.refuse(Refusal(HTTPStatus.REQUEST_TIMEOUT, says), close=True)
        else:
            self._leave()

    def leave(self) -> None:
        """End after the request under way; at once where there is none."""
        if self._state == IDLE and not self._pending:
            self._leave()

    def _next(self) -> None:
        """Ready for another request, which may have been sent already."""
        self.pace()
        if self._pending:
            self._shared.loop.call_soon(self._read_on)  # not at once: thousands may wait, each inside the one before

    def _read_on(self) -> None:
        if self._state == IDLE and self._pending and not self.transport.is_closing():
            data, self._pending = self._pending, b""
            self._read_request(data)

    def _leave(self) -> None:
        """Close once all has been sent."""
        self._state = LINGERING
        self.deadline_s = self._shared.now_s + self._shared.limits.linger_s
        self.transport.close()

    def _linger(self) -> None:
        """Send no more, and drop what still comes: closing now would reset the connection under the response."""
        self._state, self._body, self._pending = LINGERING, None, b""
        self._request.complete = True
        self.deadline_s = self._shared.now_s + self._shared.limits.linger_s
        if not self.transport.is_closing():
            self.transport.write_eof()
            self.pace()
