"""tenacity and backoff: both try again until a server is there, in a thread and in an event loop."""

import asyncio
import socket
import time

import backoff
import tenacity

from mainstay import prove


def server() -> None:
    with socket.create_server(("", 7)) as listener:
        while True:
            listener.accept()[0].close()


@tenacity.retry(wait=tenacity.wait_random_exponential(max=20), stop=tenacity.stop_after_delay(300))
def connect() -> float:
    socket.create_connection(("server", 7), timeout=5).close()
    return time.monotonic()


@backoff.on_exception(backoff.expo, OSError, max_time=300, jitter=backoff.full_jitter)
async def connect_async() -> float:
    _, writer = await asyncio.open_connection("server", 7)
    writer.close()
    return time.monotonic()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    began = time.monotonic()
    waiting = asyncio.gather(asyncio.to_thread(connect), connect_async())
    await asyncio.sleep(40)
    sim.host("server").start(server)
    for ended in await waiting:
        prove.always(40 <= ended - began < 100, "it works soon after the server is there", took=ended - began)
