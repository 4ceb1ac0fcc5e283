"""A steady load: ``python _load.py URL RATE``; stops when a line comes in, then prints what happened as JSON.

Open loop: each request has its moment, whether or not earlier ones were answered. Latency counts from that moment.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlsplit

import httpx

TIMEOUT_S = 30.0
BODY = b"x" * 2048


class Tally:
    def __init__(self) -> None:
        self.latencies_ms: list[float] = []
        self.failed = 0
        self.reasons: dict[str, int] = {}

    def failure(self, reason: str) -> None:
        self.failed += 1
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


async def main() -> None:
    url, rate = sys.argv[1].rstrip("/"), int(sys.argv[2])
    tally, tasks = Tally(), set[asyncio.Task[None]]()
    stopped = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))
    started, number = time.monotonic(), 0
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=TIMEOUT_S, limits=limits) as client:
        while not stopped.done():
            due = started + number / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(request(client, url, number, due=due, tally=tally))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            number += 1
        await asyncio.gather(*tasks)
    seconds = time.monotonic() - started
    tally.latencies_ms.sort()
    print(
        json.dumps(
            {
                "requests": number,
                "failed": tally.failed,
                "reasons": tally.reasons,
                "seconds": seconds,
                "p99_ms": tally.latencies_ms[int(len(tally.latencies_ms) * 0.99)],
                "max_ms": tally.latencies_ms[-1],
                "host": urlsplit(url).netloc,
            }
        )
    )


async def request(client: httpx.AsyncClient, url: str, number: int, *, due: float, tally: Tally) -> None:
    """Every fourth request is a POST; every second one closes its connection."""
    headers = {"connection": "close"} if number % 2 else {}
    try:
        if number % 4 == 0:
            response = await client.post(f"{url}/echo", content=BODY, headers=headers)
        else:
            response = await client.get(f"{url}/", headers=headers)
    except httpx.HTTPError as error:
        tally.failure(f"{type(error).__name__}: {error}")
        return
    if response.status_code >= 500:
        tally.failure(f"status {response.status_code}")
    tally.latencies_ms.append((time.monotonic() - due) * 1000)


if __name__ == "__main__":
    asyncio.run(main())
