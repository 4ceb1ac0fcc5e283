"""Workers that are slow now and then, or lost: every job is done, or put aside for a person to look at."""

import asyncio
import json
import random

import leases

from mainstay import prove

JOBS = 5
LOST, SLOW = 0.1, 0.3


async def worker():
    for _ in range(20):
        reader, writer = await asyncio.open_connection("queue", leases.PORT)
        writer.write(b'["take", 0]\n')
        job = json.loads(await reader.readline())
        luck = random.random()
        if job is None or luck < LOST:
            await asyncio.sleep(0.5)
        else:
            await asyncio.sleep(leases.LEASE_S * random.uniform(0.1, 0.9 if luck > SLOW else 1.5))
            writer.write(json.dumps(["finish", job]).encode() + b"\n")
            await reader.readline()
        writer.close()


@prove.simulation(hosts=["queue", "one", "two"], faults=prove.NONE)
async def test_every_job_is_done_or_put_aside(sim):
    queue = leases.Queue(JOBS, on_try=lambda tries: prove.toward(tries, "tries of one job"))
    sim.host("queue").start(lambda: queue.serve(), name="queue")  # noqa: PLW0108 - as each host has its own copy
    await asyncio.sleep(0.1)
    workers = [sim.host(name).start(worker) for name in ("one", "two")]
    while any(each.alive for each in workers):
        await asyncio.sleep(1)
    prove.always_equal(sorted(queue.done + queue.aside), list(range(JOBS)), "every job is done or put aside")
