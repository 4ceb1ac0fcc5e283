"""A program opens databases with aiosqlite, some of which cannot be opened, and ends: no thread is left."""

import asyncio
import random
import sqlite3
import threading

import aiosqlite

from mainstay import prove


async def user(name: int) -> None:
    for n in range(5):
        await asyncio.sleep(random.uniform(0, 0.05))
        place = f"missing/{n}.sqlite" if random.random() < 0.3 else f"{name}.sqlite"
        try:
            async with aiosqlite.connect(place) as connection:
                await connection.execute("create table if not exists kept (n integer)")
                await connection.execute("insert into kept values (?)", (n,))
                await connection.commit()
        except sqlite3.OperationalError:
            prove.always(place.startswith("missing"), "what can be opened is opened")


@prove.simulation()
async def test(sim: prove.Sim) -> None:
    before = threading.active_count()
    await asyncio.gather(*(user(name) for name in range(3)))
    prove.eventually(lambda: threading.active_count() == before, "no thread is left")
