"""A steady load: ``python _load.py URL RATE``; stops when a line comes in, then prints what happened as JSON.

Open loop: each request has its moment, whether or not earlier ones were answered; latency counts from that moment.
Every fourth request is a POST, every second one opens a connection of its own, nothing is tried twice. The client is
a plain one, so that it needs little of the machine that it shares with what it measures.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

import uvloop

TIMEOUT_S = 30.0
BODY = b"x" * 2048

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Load:
    """The customers of one service."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "localhost", parts.port or 80
        self._idle: list[Connection] = []
        self.latencies_ms: list[float] = []
        self.reasons: dict[str, int] = {}

    async def request(self, number: int, due: float) -> None:
        """Send one request at its moment and count what becomes of it."""
        try:
            status = await asyncio.wait_for(self._exchange(number), TIMEOUT_S)
            if status >= 500:
                self._failed(f"status {status}")
        except (OSError, EOFError, TimeoutError) as error:
            self._failed(type(error).__name__)
        self.latencies_ms.append((time.monotonic() - due) * 1000)

    async def _exchange(self, number: int) -> int:
        keep = number % 2 == 0
        reader, writer = self._idle.pop() if keep and self._idle else await self._connect()
        try:
            writer.write(self._message(number, keep=keep))
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(length)
        except BaseException:
            writer.close()
            raise
        # The server may end a kept connection after any response, and then says so.
        if keep and b"connection: close" not in head.lower():
            self._idle.append((reader, writer))
        else:
            writer.close()
        return int(head.split(b" ", 2)[1])

    async def _connect(self) -> Connection:
        return await asyncio.open_connection(self._host, self._port)

    def _message(self, number: int, *, keep: bool) -> bytes:
        connection = b"keep-alive" if keep else b"close"
        common = b" HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + b"\r\n"
        if number % 4 == 0:
            return b"POST /echo" + common + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
        return b"GET /" + common + b"\r\n"

    def _failed(self, reason: str) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


async def main() -> None:
    load, rate = Load(sys.argv[1]), int(sys.argv[2])
    tasks: set[asyncio.Task[None]] = set()
    stopped = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    started, number = time.monotonic(), 0
    while not stopped.done():
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(load.request(number, due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        number += 1
    await asyncio.gather(*tasks)
    latencies = sorted(load.latencies_ms)
    summary = {
        "requests": number,
        "failed": sum(load.reasons.values()),
        "reasons": load.reasons,
        "seconds": time.monotonic() - started,
        "p99_ms": latencies[int(len(latencies) * 0.99)],
        "max_ms": latencies[-1],
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    uvloop.run(main())
