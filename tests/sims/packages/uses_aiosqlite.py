"""aiosqlite: a thread for each connection; what was committed survives a loss of power."""

import asyncio

import aiosqlite

from mainstay import prove


async def write(place: str, acknowledged: list[int]) -> None:
    async with aiosqlite.connect(place) as database:
        # By itself SQLite may lose the last transaction when the power fails: the journal's removal is not synced.
        await database.execute("pragma synchronous = extra")
        await database.execute("create table if not exists notes (n integer primary key)")
        for n in range(100):
            await database.execute("insert into notes values (?)", (n,))
            await database.commit()
            acknowledged.append(n)


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    host, acknowledged, found = sim.host("server"), [], []
    host.start(write, "/srv/notes.db", acknowledged, may_fail=True)
    while len(acknowledged) < 20:
        await asyncio.sleep(0.001)
    host.crash()
    host.boot()

    async def read() -> None:
        async with (
            aiosqlite.connect("/srv/notes.db") as database,
            database.execute("select n from notes order by n") as rows,
        ):
            found.extend([n async for (n,) in rows])

    host.start(read)
    await asyncio.sleep(30)
    prove.always(found[: len(acknowledged)] == acknowledged, "what was committed is there", found=len(found))
