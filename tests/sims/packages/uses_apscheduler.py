"""APScheduler: jobs by interval and by calendar, in threads and in an event loop."""

import asyncio
import datetime
import time

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.background import BackgroundScheduler

from mainstay import prove


def threads() -> None:
    ran: list[float] = []
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(lambda: ran.append(time.time()), "interval", seconds=10)
    scheduler.start()
    time.sleep(105)
    scheduler.shutdown()
    prove.always_equal(len(ran), 10, "every ten seconds")


async def loop() -> None:
    nights: list[datetime.datetime] = []
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(lambda: nights.append(datetime.datetime.now(datetime.UTC)), "cron", hour=3)
    scheduler.start()
    await asyncio.sleep(3 * 86_400)
    scheduler.shutdown()
    prove.always_equal([night.hour for night in nights], [3, 3, 3], "every night at three")


@prove.simulation(seconds=400_000)
def test(sim: prove.Sim) -> None:
    threads()
    asyncio.run(loop())
