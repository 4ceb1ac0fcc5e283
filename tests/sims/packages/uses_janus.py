"""janus: a queue between threads and an event loop."""

import asyncio
import time

import janus

from mainstay import prove


def produce(queue: janus.SyncQueue[int], start: int) -> None:
    for n in range(start, start + 10):
        queue.put(n)
        time.sleep(0.01)


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    queue: janus.Queue[int] = janus.Queue(maxsize=3)
    producers = [asyncio.to_thread(produce, queue.sync_q, start) for start in (0, 10, 20)]
    working = asyncio.gather(*producers)
    found = [await queue.async_q.get() for _ in range(30)]
    await working
    prove.always_equal(sorted(found), list(range(30)), "everything comes through")
    prove.always_equal([n for n in found if n < 10], list(range(10)), "in the order of each thread")
    await queue.aclose()
