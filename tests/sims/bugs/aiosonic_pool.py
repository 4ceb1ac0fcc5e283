"""Users share one client of aiosonic and give up on what takes too long; afterwards the client serves as before."""

import asyncio
import random

import aiosonic
from aiosonic.exceptions import BaseTimeout
from aiosonic.timeout import Timeouts

from mainstay import prove


async def server() -> None:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(random.expovariate(1 / 0.01))
                path = head.split()[1]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(path), path))
                if random.random() < 0.05:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(served, "0.0.0.0", 80) as listening:
        await listening.serve_forever()


async def get(client: aiosonic.HTTPClient, path: str, timeout_s: float) -> None:
    answer = await client.get("http://server" + path, timeouts=Timeouts(request_timeout=timeout_s, pool_acquire=60))
    prove.always_equal(await answer.text(), path, "an answer belongs to its question")


async def user(client: aiosonic.HTTPClient, name: int) -> None:
    for n in range(20):
        patient = random.random() < 0.3
        try:
            await get(client, f"/{name}/{n}", 60 if patient else random.uniform(0.001, 0.05))
        except BaseTimeout as error:
            prove.always(not patient, "who is patient is served", error=repr(error))
        except (aiosonic.exceptions.HttpParsingError, ConnectionError):
            pass


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    client = aiosonic.HTTPClient(aiosonic.TCPConnector(pool_size=sim.random.randint(1, 3)))
    await asyncio.gather(*(user(client, name) for name in range(6)))
    for n in range(3):
        await asyncio.gather(*(get(client, f"/after/{n}/{m}", 10) for m in range(4)))
