"""A service that fails now and then: the breaker never stays shut for callers once the service is well again."""

import asyncio
import contextlib
import random

import breaker

from mainstay import prove

CALLS = 15
FAILS, SLOW = 0.25, 0.2


async def service():
    async def connected(reader, writer):
        await reader.readline()
        luck = random.random()
        if luck >= FAILS:
            await asyncio.sleep(random.uniform(0, 0.5 if luck > FAILS + SLOW else 1.4))
            writer.write(b"ok\n")
        writer.close()

    async with await asyncio.start_server(connected, "0.0.0.0", breaker.PORT) as server:
        await server.serve_forever()


@prove.simulation(hosts=["service", "caller"], faults=prove.NONE)
async def test_who_tries_is_let_through_at_last(sim):
    ours = breaker.Breaker(lambda count: prove.toward(count, "failures in a row"))

    async def caller():
        for _ in range(CALLS):
            with contextlib.suppress(breaker.OpenError, OSError):
                await ours.call("service")
            await asyncio.sleep(random.uniform(0, 1))

    sim.host("service").start(service)
    await asyncio.sleep(0.1)
    callers = [sim.host("caller").start(caller, name=f"caller {number}") for number in range(2)]
    while any(each.alive for each in callers):
        await asyncio.sleep(1)
    shut = ours.open_until is not None and ours.trying
    prove.always(not shut and not (ours.trying and ours.open_until is None), "nobody tries for ever")
