"""A queue of jobs with leases: who takes too long loses the job to another; after five tries it is put aside."""

import asyncio
import json
from collections.abc import Callable

PORT = 5000
LEASE_S = 1.0
TRIES = 5


class Queue:
    def __init__(self, jobs: int, on_try: Callable[[int], None]) -> None:
        self.waiting = list(range(jobs))
        self.leased: dict[int, asyncio.TimerHandle] = {}
        self.tries = [0] * jobs
        self.aside: list[int] = []
        self.done: list[int] = []
        self._on_try = on_try

    async def serve(self) -> None:
        async with await asyncio.start_server(self._connected, "0.0.0.0", PORT) as server:
            await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(json.dumps(self._answer(*json.loads(line))).encode() + b"\n")
        writer.close()

    def _answer(self, verb: str, job: int) -> int | None:
        return self._take() if verb == "take" else self._finish(job)

    def _take(self) -> int | None:
        if not self.waiting:
            return None
        job = self.waiting.pop(0)
        self.tries[job] += 1
        self._on_try(self.tries[job])
        self.leased[job] = asyncio.get_running_loop().call_later(LEASE_S, self._expired, job)
        return job

    def _expired(self, job: int) -> None:
        del self.leased[job]
        if self.tries[job] < TRIES:
            self.waiting.append(job)
        else:
            self.aside.append(job)

    def _finish(self, job: int) -> None:
        if job in self.done:
            return
        if job in self.leased:
            self.leased.pop(job).cancel()
        if job in self.waiting:  # late, but done all the same: nobody needs to do it again
            self.waiting.remove(job)
        self.done.append(job)
