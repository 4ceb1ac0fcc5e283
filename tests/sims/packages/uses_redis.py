"""redis-py, synchronous and asynchronous, against the threaded server of fakeredis."""

import asyncio

import redis
import redis.asyncio
from fakeredis import TcpFakeServer

from mainstay import prove


def server() -> None:
    TcpFakeServer(("0.0.0.0", 6379), server_type="redis").serve_forever()


async def count(number: int) -> None:
    client = redis.asyncio.Redis(host="server")
    for _ in range(5):
        await client.incr("count")
    await client.rpush("done", number)
    await client.aclose()


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(count(number) for number in range(4)))
    client = redis.Redis(host="server")
    prove.always_equal(client.get("count"), b"20", "every increment counts")
    prove.always_equal(client.llen("done"), 4, "all are done")
