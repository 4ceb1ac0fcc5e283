"""Tasks share one pool of redis-py and give up on what takes too long; every reply must belong to its own command."""

import asyncio
import random

import redis.asyncio
import redis.exceptions

from mainstay import prove


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak as much RESP as needed: GET and ECHO answer what they were asked for, as fast as a busy server does."""
    while head := await reader.readline():
        words = []
        for _ in range(int(head[1:])):
            size = int((await reader.readline())[1:])
            words.append((await reader.readexactly(size + 2))[:-2])
        await asyncio.sleep(random.expovariate(1 / 0.005))
        known = words[0].upper() in {b"GET", b"ECHO"}
        writer.write(b"$%d\r\n%s\r\n" % (len(words[1]), words[1]) if known else b"+OK\r\n")


async def server() -> None:
    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(served, "0.0.0.0", 6379) as listening:
        await listening.serve_forever()


async def user(client: redis.asyncio.Redis, name: str) -> None:
    for n in range(10):
        key = f"{name}-{n}".encode()
        try:
            async with asyncio.timeout(random.uniform(0, 0.05)):
                if n % 3:
                    prove.always_equal(await client.get(key), key, "a reply belongs to its command")
                else:
                    pipe = client.pipeline(transaction=False).get(key).echo(key)
                    prove.always_equal(await pipe.execute(), [key, key], "replies belong to their pipeline")
        except (TimeoutError, redis.exceptions.ConnectionError):
            pass


@prove.simulation(hosts=["redis"])
async def test(sim: prove.Sim) -> None:
    sim.host("redis").start(server)
    await asyncio.sleep(1)
    client = redis.asyncio.Redis(host="redis", max_connections=10)
    await asyncio.gather(*(user(client, f"user {number}") for number in range(5)))
