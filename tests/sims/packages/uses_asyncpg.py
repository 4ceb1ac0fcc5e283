"""asyncpg: a pool of connections to the stand-in for PostgreSQL."""

import asyncio

import asyncpg

from mainstay import prove
from mainstay.prove.standins import postgres

PLACE = "postgresql://somebody:secret@server/shop"


async def pay(pool: asyncpg.Pool, amount: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow("select balance from accounts where id = $1 for update", 1)
        await asyncio.sleep(0.01)
        await connection.execute("update accounts set balance = $1 where id = $2", row["balance"] - amount, 1)


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(postgres.serve)
    await asyncio.sleep(1)
    async with asyncpg.create_pool(PLACE, min_size=4, max_size=4) as pool:
        await pool.execute("create table accounts (id integer primary key, balance integer not null)")
        await pool.execute("insert into accounts values ($1, $2)", 1, 100)
        await asyncio.gather(*(pay(pool, n) for n in range(10)))
        prove.always_equal(await pool.fetchval("select balance from accounts"), 55, "no payment is lost")
