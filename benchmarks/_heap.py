"""A simulation that holds 100 MB when it leaves a snapshot, and goes on for a little."""

import asyncio
import os

from mainstay import prove

HELD: list[list[object]] = []
OBJECTS = 450_000


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def holds_100_mb(sim: prove.Sim) -> None:
    del sim
    HELD.extend([number, str(number)] for number in range(OBJECTS))
    prove.reachable("the branching point")
    for _ in range(20):
        await asyncio.sleep(os.urandom(1)[0] / 256)
    prove.always(len(HELD) == OBJECTS, "all is there")
