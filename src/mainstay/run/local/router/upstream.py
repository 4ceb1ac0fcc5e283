"""One connection to an upstream: sends requests, reads response heads, hands on what follows them."""

import asyncio
from typing import Protocol, cast

from mainstay.run.local.router.reply import SWITCHING, BadReplyError, Reply, read_reply

_END = b"\r\n\r\n"
_MAX_INTERIMS = 16


class Owner(Protocol):
    """The exchange that a connection works for at the moment."""

    def whole_reply(self, reply: Reply, body: bytes) -> None:
        """A final response has come in one piece; the connection is free again."""
        ...

    def reply_begins(self, reply: Reply, rest: bytes) -> None:
        """A response head and the bytes after it."""
        ...

    def reply_data(self, data: bytes) -> None:
        """More of the body."""
        ...

    def bad_reply(self, says: str) -> None:
        """The response cannot be understood."""
        ...

    def upstream_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        ...

    def upstream_chokes(self, *, choked: bool) -> None:
        """The upstream takes what is sent to it too slowly, or takes it again."""
        ...


class Pool(Protocol):
    """Where idle connections wait."""

    def forget(self, connection: "UpstreamConnection") -> None:
        """An idle connection is gone."""
        ...


class UpstreamConnection(asyncio.Protocol):
    """A kept-alive connection. `uses` counts its requests, `idle_since_s` is the clock when it became idle."""

    __slots__ = ("_head", "_interims", "_partial", "_pool", "_reply", "_streaming", "head_limit", "idle_since_s",
                 "owner", "seeks_body", "transport", "uses")  # fmt: skip

    transport: asyncio.Transport

    def __init__(self, pool: Pool, head_limit: int) -> None:
        self._pool, self.head_limit = pool, head_limit
        self.owner: Owner | None = None
        self.seeks_body = True
        self.uses, self.idle_since_s = 0, 0.0
        self._partial = self._head = b""
        self._reply: Reply | None = None
        self._streaming = False
        self._interims = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are none by class, but by what they do

    def begin(self, owner: Owner, request: bytes, *, head_only: bool) -> None:
        """Send a request head (and what there is of its body) for `owner`. `head_only`: no body will answer it."""
        self.owner = owner
        self.seeks_body = not head_only
        self.uses += 1
        self._interims = 0
        self.transport.write(request)

    @property
    def untouched(self) -> bool:
        """Whether no byte of a response has come."""
        return not (self._partial or self._streaming or self._interims)

    def free(self) -> None:
        """The exchange is over; the next may begin."""
        self.owner = None
        self._streaming = False

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        owner = self.owner
        if owner is None:
            self.transport.abort()  # nobody has asked: what follows could pass for the answer to the next request
            return
        if self._streaming:
            owner.reply_data(data)
            return
        if self._partial:
            data, self._partial = self._partial + data, b""
        reply = self._reply
        if reply is None or not data.startswith(self._head):
            reply = self._learn(owner, data)
            if reply is None:
                return
        end = len(self._head)
        if reply.whole == len(data) - end and self.seeks_body:
            self.owner = None
            owner.whole_reply(reply, data[end:])
            return
        if reply.status >= 200 or reply.status == SWITCHING:  # noqa: PLR2004 - other 1xx come before the answer
            self._streaming = True
            owner.reply_begins(reply, data[end:])
        else:
            self._interim(owner, reply, data[end:])

    def _interim(self, owner: Owner, reply: Reply, rest: bytes) -> None:
        self._interims += 1
        if self._interims > _MAX_INTERIMS:
            owner.bad_reply("It sent interim responses without end.")
            return
        owner.reply_begins(reply, b"")
        if rest and self.owner is owner:
            self.data_received(rest)

    def _learn(self, owner: Owner, data: bytes) -> Reply | None:
        """Read a response head, and keep it: upstreams repeat theirs, byte for byte, all the time."""
        end = data.find(_END) + len(_END)
        if end < len(_END):
            self._partial = data
            if len(data) > self.head_limit:
                owner.bad_reply(f"The head of its answer has more than {self.head_limit} bytes.")
            return None
        try:
            self._reply = read_reply(data[:end])
        except BadReplyError as error:
            owner.bad_reply(str(error))
            return None
        self._head = data[:end]
        return self._reply

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        owner, self.owner = self.owner, None
        if owner is None:
            self._pool.forget(self)
        else:
            owner.upstream_lost(exc)

    def pause_writing(self) -> None:
        """Called by the event loop."""
        if self.owner is not None:
            self.owner.upstream_chokes(choked=True)

    def resume_writing(self) -> None:
        """Called by the event loop."""
        if self.owner is not None:
            self.owner.upstream_chokes(choked=False)
