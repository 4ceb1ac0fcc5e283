"""Users read and write: nobody who finds something in the cache finds less than what was written before."""

import asyncio
import random

import lookaside

from mainstay import prove

KEYS = "abcdefghij"
USERS, TURNS = 3, 40
WRITES, SLOW = 0.15, 0.02


@prove.simulation(hosts=["web"], faults=prove.NONE)
async def test_what_is_found_is_not_old(sim):
    async def web():
        cache = lookaside.Cache(entries=6, limits=6)
        store = lookaside.Store(cache, lookaside.Database(KEYS, SLOW))
        written = {}

        async def user():
            for _ in range(TURNS):
                key = random.choice(KEYS)
                if random.random() < WRITES:
                    written[key] = max(await store.write(key), written.get(key, 0))
                else:
                    found = cache.get(key)
                    prove.always(found is None or found >= written.get(key, 0), "what is found is not old", key=key)
                    await store.read(key)
                await asyncio.sleep(random.uniform(0.01, 0.05))

        await asyncio.gather(*(user() for _ in range(USERS)))

    visits = sim.host("web").start(web)
    while visits.alive:
        await asyncio.sleep(1)
