"""Users share one pool of httpcore and give up on what takes too long; afterwards the pool serves as before."""

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


async def user(pool: httpcore.AsyncConnectionPool) -> None:
    for _ in range(20):
        try:
            async with asyncio.timeout(random.uniform(0, 0.1)):
                response = await pool.request("GET", "http://server/")
                prove.always_equal(response.content, b"ok", "answers are whole")
        except (TimeoutError, httpcore.NetworkError, httpcore.ProtocolError):
            pass
        await asyncio.sleep(random.uniform(0, 0.02))


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    size = sim.random.randint(1, 3)
    async with httpcore.AsyncConnectionPool(max_connections=size) as pool:
        await asyncio.gather(*(user(pool) for _ in range(8)))
        with sim.quiet():
            waiting = {"timeout": {"pool": 10.0}}
            for _ in range(3):
                replies = await asyncio.gather(
                    *(pool.request("GET", "http://server/", extensions=waiting) for _ in range(5))
                )
            prove.always(all(reply.status == 200 for reply in replies), "the pool still serves")
