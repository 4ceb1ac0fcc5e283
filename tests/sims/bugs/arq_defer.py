"""Jobs that ask to be tried again later, on several workers of arq: no try may come before the moment asked for."""

import asyncio
import random
import time

import arq
import redis_server
from arq.connections import RedisSettings

from mainstay import prove

PLACE = RedisSettings(host="redis", conn_timeout=30, conn_retries=20)
WAIT_S = 5.0


async def flaky(ctx: dict[str, object], name: str) -> str:
    """Fail the first two times."""
    redis: arq.ArqRedis = ctx["redis"]
    not_before = float(await redis.get(f"not before {name}") or 0)
    prove.always_at_least(time.time() - not_before, -0.01, f"no try of {name} comes early")
    await asyncio.sleep(random.expovariate(1 / 0.05))
    if ctx["job_try"] < 3:
        await redis.set(f"not before {name}", time.time() + WAIT_S)
        raise arq.Retry(defer=WAIT_S)
    return name


async def worker() -> None:
    settings = {"redis_settings": PLACE, "handle_signals": False, "poll_delay": 0.1, "max_jobs": 4}
    await arq.Worker([flaky], **settings).async_run()


@prove.simulation(hosts=["redis", "one", "two", "three"])
async def test(sim: prove.Sim) -> None:
    sim.host("redis").start(redis_server.serve)
    await asyncio.sleep(1)
    for name in ("one", "two", "three"):
        sim.host(name).start(worker)
    pool = await arq.create_pool(PLACE)
    jobs = [await pool.enqueue_job("flaky", f"job {n}") for n in range(8)]
    done = [await job.result(timeout=200, poll_delay=1) for job in jobs if job]
    prove.always_equal(done, [f"job {n}" for n in range(8)], "every job is done")
    await pool.aclose()
