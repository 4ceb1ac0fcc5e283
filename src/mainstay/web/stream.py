"""The stream of changes to one page (server-sent events)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mainstay.web.live import Live
from mainstay.web.mailbox import Mailbox
from mainstay.web.wire import to_event, to_json

HEARTBEAT_S = 10.0
RECONNECT_MS = 1000


async def changes(mailbox: Mailbox, *, heartbeat_s: float = HEARTBEAT_S) -> AsyncGenerator[bytes, None]:
    """What is put into `mailbox`, as server-sent events, until it is closed.

    States come as `overview`, `releases`, `mail`, `settings`, `operation`, `trouble`; log lines as `lines`, with the
    id of the last one as the event's id. A comment is sent where nothing happened for `heartbeat_s`, so that both
    sides notice a dead connection.
    """
    yield b"retry: %d\n\n" % RECONNECT_MS
    while not mailbox.closed:
        states, batch = await mailbox.take(heartbeat_s)
        frames = [to_event(topic, body) for topic, body in states.items()]
        if batch is not None:
            frames.append(to_event("lines", to_json(batch), mailbox.after))
        yield b"".join(frames) or b": alive\n\n"


class EventStream(Response):
    """Sends `changes` until the mailbox is closed or the reader has gone, whichever comes first."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, mailbox: Mailbox) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._live, self._mailbox = live, mailbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until either side ends."""
        del scope
        tasks = (asyncio.create_task(self._write(send)), asyncio.create_task(_gone(receive)))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._live.leave(self._mailbox)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with aclosing(changes(self._mailbox)) as chunks:
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
