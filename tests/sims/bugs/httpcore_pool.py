"""Tasks share one pool of httpcore and give up on what takes too long; afterwards the pool must still serve."""

import asyncio
import random

import httpcore

from mainstay import prove

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def server() -> None:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(random.expovariate(1 / 0.01))
                writer.write(OK)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(served, "0.0.0.0", 80) as listening:
        await listening.serve_forever()


async def page(pool: httpcore.AsyncConnectionPool) -> None:
    """Each page needs three requests, and is given up when they take too long together."""
    for _ in range(4):
        try:
            async with asyncio.timeout(random.uniform(0, 0.1)):
                await asyncio.gather(*(pool.request("GET", "http://server/") for _ in range(3)))
        except (TimeoutError, httpcore.NetworkError, httpcore.ProtocolError):
            pass


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with httpcore.AsyncConnectionPool(max_connections=3) as pool:
        await asyncio.gather(*(page(pool) for _ in range(5)))
        with sim.quiet():
            await asyncio.sleep(30)
            busy = [connection for connection in pool.connections if not connection.is_idle()]
            prove.always(not busy, "a pool that nobody uses is idle", busy=busy)
