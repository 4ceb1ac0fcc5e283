"""A client of aiosmtplib, a server that is slow or hangs up: calls end, and answers belong to what was asked."""

import asyncio
import random

import aiosmtplib

from mainstay import prove


async def serve(slow: bool, rude: bool) -> None:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"220 server\r\n")
            while line := await reader.readline():
                await asyncio.sleep(random.expovariate(1 / (0.3 if slow else 0.01)))
                if rude and random.random() < 0.1:
                    break
                if line.upper().startswith(b"QUIT"):
                    writer.write(b"221 bye\r\n")
                    break
                writer.write(b"250 " + line.split()[-1] + b"\r\n")
        except ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(served, "0.0.0.0", 25) as listening:
        await listening.serve_forever()


async def user(client: aiosmtplib.SMTP) -> None:
    for n in range(30):
        try:
            if not client.is_connected:
                await client.connect()
                await client.ehlo()
            _, text = await client.vrfy(f"user{n}@example.org")
            prove.always(f"user{n}@" in text, "an answer belongs to its question", text=text, asked=n)
            if n % 10 == 9:
                await client.quit()
        except aiosmtplib.SMTPException:
            await asyncio.sleep(random.uniform(0, 0.2))


async def run(sim: prove.Sim, slow: bool, rude: bool) -> None:
    sim.host("server").start(serve, slow, rude)
    await asyncio.sleep(1)
    async with asyncio.timeout(400):
        await user(aiosmtplib.SMTP(hostname="server", port=25, timeout=1.0, start_tls=False))


@prove.simulation(hosts=["server"])
async def test_slow(sim: prove.Sim) -> None:
    await run(sim, True, False)


@prove.simulation(hosts=["server"])
async def test_rude(sim: prove.Sim) -> None:
    await run(sim, False, True)
