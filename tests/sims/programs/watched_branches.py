"""A program that goes wrong only in branches: by its draw, C code leaves, or a loop never ends."""

import asyncio
import ctypes
import os

from mainstay import prove

C_SOCKET = ctypes.CDLL(None)["socket"]


@prove.simulation(hosts=["a"], faults=prove.NONE)
async def test_goes_wrong(sim):
    await asyncio.sleep(1)
    prove.reachable("the branching point")
    await asyncio.sleep(1)
    draw = os.urandom(1)[0] % 8
    if draw == 0:
        C_SOCKET(2, 1, 0)
    while draw == 1:
        pass
