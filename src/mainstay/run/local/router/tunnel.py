"""After an upgrade: bytes both ways, at the pace of the slower side, until both have ended."""

import asyncio
from collections.abc import Callable


class TunnelEnd(asyncio.Protocol):
    """One side of a tunnel: what it receives goes to the transport of the other."""

    __slots__ = ("_lost", "_other", "_own", "_tunnel")

    def __init__(self, tunnel: "Tunnel", own: asyncio.Transport, other: asyncio.Transport) -> None:
        self._tunnel, self._own, self._other = tunnel, own, other
        self._lost = False

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        self._other.write(data)

    def eof_received(self) -> bool:
        """Called by the event loop: this side says nothing more, but may still listen."""
        return self._tunnel.half_closed(self._other)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        if exc is None:
            self._other.close()
        else:
            self._other.abort()
        if not self._lost:
            self._lost = True
            self._tunnel.lost(self._own)

    def pause_writing(self) -> None:
        """Called by the event loop: this side takes too slowly what the other sends."""
        self._other.pause_reading()

    def resume_writing(self) -> None:
        """Called by the event loop."""
        if not self._other.is_closing():
            self._other.resume_reading()


class Tunnel:
    """Joins two connected transports. `on_end` is called once, with the client's transport, when both are gone."""

    def __init__(
        self, client: asyncio.Transport, upstream: asyncio.Transport, on_end: Callable[[asyncio.Transport], None]
    ) -> None:
        self._client, self._on_end = client, on_end
        self._open = 2
        self._silent = 0
        client.set_protocol(TunnelEnd(self, client, upstream))
        upstream.set_protocol(TunnelEnd(self, upstream, client))
        for transport in (client, upstream):
            transport.resume_reading()

    def half_closed(self, other: asyncio.Transport) -> bool:
        """One side has ended its half. True where the connection must stay open for the other half."""
        self._silent += 1
        if self._silent == 2 or other.is_closing():  # noqa: PLR2004 - both halves
            other.close()
            return False
        other.write_eof()
        return True

    def lost(self, own: asyncio.Transport) -> None:
        """One side is gone."""
        del own
        self._open -= 1
        if self._open == 0:
            self._on_end(self._client)
