"""arq: workers on two hosts, jobs in fakeredis."""

import asyncio

import arq
import redis_server
from arq.connections import RedisSettings

from mainstay import prove

PLACE = RedisSettings(host="redis", conn_timeout=30)


async def square(ctx: dict[str, object], n: int) -> int:
    await asyncio.sleep(0.1)
    return n * n


async def worker() -> None:
    await arq.Worker([square], redis_settings=PLACE, handle_signals=False, poll_delay=0.5).async_run()


@prove.simulation(hosts=["redis", "one", "two"])
async def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    await asyncio.sleep(1)
    sim.host("one").start(worker)
    sim.host("two").start(worker)
    pool = await arq.create_pool(PLACE)
    jobs = [await pool.enqueue_job("square", n) for n in range(10)]
    results = [await job.result(timeout=300) for job in jobs if job]
    prove.always_equal(results, [n * n for n in range(10)], "every job has its result")
    await pool.aclose()
