"""Time travel: a replay that is stopped at an event, asked, and sent on or back. The asking side."""

import asyncio
from typing import Any, Self

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.looking import Arrival, Look, Question
from mainstay.prove.outcome import Job
from mainstay.prove.pool import Pool
from mainstay.prove.talk import Talk


class Visit:
    """One replay, looked at from outside; a context manager. `here` is where it stands."""

    def __init__(self, pool: Pool, job: Job) -> None:
        self._pool, self._job = pool, msgspec.structs.replace(job, visit=True, timeline=True)
        self._copies: dict[int, Talk] = {}  # event → a copy that waits there
        self._at: Talk | None = None
        self._heard: asyncio.Queue[tuple[str, Any, Talk]] = asyncio.Queue()
        self.here = Arrival(event=0, at_ns=0, digest="")
        pool.on_visit = self._hear

    async def go(self, event: int) -> Arrival:
        """Be after `event` events, or at the end if that comes first; backwards from the nearest copy before."""
        event = max(event, 1)
        nearest = max((at for at in self._copies if at < event), default=0)
        if self._at is not None and self.here.event <= event and nearest <= self.here.event:
            if event > self.here.event and not self.here.over:
                self._send(self._at, Question(look=Look.GO, number=event))
                self.here = await self._arrival()
            return self.here
        if self._at is not None:
            self._at.close()
        if nearest:
            self._copies[nearest].write(f"{event}\n".encode())
        else:
            self._pool.start(msgspec.structs.replace(self._job, until=event))
        self.here = await self._arrival()
        return self.here

    async def ask(self, question: Question) -> list[str]:
        """The lines that answer a question about where the replay stands."""
        assert self._at is not None  # noqa: S101 - `go` came first
        self._send(self._at, question)
        return list((await self._next("answer"))[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for talk in (*self._copies.values(), *([self._at] if self._at else [])):
            talk.close()

    # -- talking

    def _send(self, talk: Talk, question: Question) -> None:
        talk.write(msgspec.json.encode(question) + b"\n")

    def _hear(self, kind: str, value: Any, talk: Talk) -> None:  # noqa: ANN401 - JSON
        if kind != "copy":
            self._heard.put_nowait((kind, value, talk))
        elif value in self._copies:
            talk.close()  # the same place was passed before
        else:
            self._copies[value] = talk

    async def _arrival(self) -> Arrival:
        value, self._at = await self._next("arrived")
        return msgspec.convert(value, Arrival)

    async def _next(self, kind: str) -> tuple[Any, Talk]:
        """The next message of this kind; raises `MainstayError` where the replay's process has died instead."""
        while True:
            heard = asyncio.ensure_future(self._heard.get())
            died = asyncio.ensure_future(self._pool.next())
            await asyncio.wait((heard, died), return_when=asyncio.FIRST_COMPLETED)
            if not heard.done():
                heard.cancel()
                outcome = await died
                raise MainstayError(
                    self._job.target,
                    "the replay must go on to be looked at",
                    outcome.message,
                    hint="go to an earlier event",
                )
            died.cancel()
            found, value, talk = heard.result()
            if found == kind:
                return value, talk
