"""Tasks share an asynchronous client of pymongo and give up now and then: afterwards it serves as before."""

import asyncio
import random

import mongo_server
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from mainstay import prove


async def user(client: AsyncMongoClient, name: int) -> None:
    table = client.test.kept
    for n in range(10):
        key = f"{name} {n}"
        try:
            async with asyncio.timeout(random.uniform(0, 0.3)):
                await table.insert_one({"key": key})
                found = await table.find_one({"key": key})
                prove.always(found and found["key"] == key, "who writes reads what it wrote", found=found)
        except (TimeoutError, PyMongoError):
            pass


@prove.simulation(hosts=["server"], events=500_000)
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(mongo_server.serve)
    await asyncio.sleep(1)
    client = AsyncMongoClient("server", maxPoolSize=sim.random.randint(1, 3), serverSelectionTimeoutMS=20_000)
    await asyncio.gather(*(user(client, name) for name in range(6)))
    with sim.quiet():
        async with asyncio.timeout(60):
            await asyncio.gather(*(client.test.kept.find_one({"key": "0 0"}) for _ in range(5)))
            await client.close()
