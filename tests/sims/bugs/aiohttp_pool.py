"""Users share one session of aiohttp and give up on what takes too long; afterwards the session serves as before."""

import asyncio
import random

import aiohttp

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


async def get(session: aiohttp.ClientSession, timeout_s: float) -> bytes:
    async with asyncio.timeout(timeout_s), session.get("http://server/") as response:
        return await response.read()


async def user(session: aiohttp.ClientSession) -> None:
    for _ in range(20):
        patient = random.random() < 0.3
        try:
            answer = await get(session, 60 if patient else random.uniform(0, 0.1))
            prove.always_equal(answer, b"ok", "answers are whole")
        except TimeoutError:
            prove.always(not patient, "who is patient is served")
        await asyncio.sleep(random.uniform(0, 0.02))


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    connector = aiohttp.TCPConnector(limit=sim.random.randint(1, 3))
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(user(session) for _ in range(8)))
        with sim.quiet():
            for _ in range(3):
                replies = await asyncio.gather(*(get(session, 10) for _ in range(5)))
            prove.always_equal(replies, [b"ok"] * 5, "the session still serves")
