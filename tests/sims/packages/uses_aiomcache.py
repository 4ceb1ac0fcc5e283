"""aiomcache: a pool of connections to a threaded server that speaks memcached."""

import asyncio

import aiomcache
import memcached_server

from mainstay import prove


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(memcached_server.serve)
    await asyncio.sleep(1)
    client = aiomcache.Client("server", 11211, pool_size=3)
    await asyncio.gather(*(client.set(b"key%d" % n, b"value %d" % n) for n in range(10)))
    found = await client.multi_get(*(b"key%d" % n for n in range(10)))
    prove.always_equal(found, tuple(b"value %d" % n for n in range(10)), "every value is kept")
    await client.set(b"count", b"0")
    await asyncio.gather(*(client.incr(b"count") for _ in range(20)))
    prove.always_equal(await client.get(b"count"), b"20", "every increment counts")
    await client.delete(b"count")
    prove.always_equal(await client.get(b"count"), None, "it is gone")
    await client.close()
