"""Tasks share a pool of asyncpg while connections break and some give up: afterwards the pool serves as before."""

import asyncio
import random

import asyncpg

from mainstay import prove
from mainstay.prove.standins import postgres

FAULTS = prove.Faults(
    network=prove.NetworkFaults(resets=0.005, slow=0.05), host=prove.HostFaults(stalls=0.2, hiccups=0.2)
)


async def user(pool: asyncpg.Pool, name: int) -> None:
    for n in range(10):
        try:
            async with asyncio.timeout(random.uniform(0, 0.5)), pool.acquire() as connection, connection.transaction():
                number = 100 * name + n
                prove.always_equal(await connection.fetchval("select $1::int", number), number, "its own answer")
                await asyncio.sleep(random.uniform(0, 0.01))
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            pass


@prove.simulation(hosts=["server"], faults=FAULTS)
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(postgres.serve)
    await asyncio.sleep(1)
    with sim.quiet():
        pool = await asyncpg.create_pool("postgresql://somebody:secret@server/shop", min_size=1, max_size=2)
    await asyncio.gather(*(user(pool, name) for name in range(6)))
    with sim.quiet():
        await asyncio.sleep(1)
        for _ in range(3):
            async with asyncio.timeout(60):
                answers = await asyncio.gather(*(pool.fetchval("select 1") for _ in range(4)), return_exceptions=True)
        prove.always_equal(answers, [1] * 4, "the pool still serves")
        async with asyncio.timeout(60):
            await pool.close()
