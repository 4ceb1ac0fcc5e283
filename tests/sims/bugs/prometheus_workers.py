"""Workers of a web server come and go, each with figures of its own in files of prometheus_client: all are told."""

import multiprocessing
import os
import random
import time

import prometheus_client
from prometheus_client import multiprocess

from mainstay import prove

FOLDER, WORKERS = "/tmp/figures", 3
REQUESTS = prometheus_client.Counter("requests", "Requests", ["path"])
BUSY = prometheus_client.Gauge("busy", "Requests that are being answered", multiprocess_mode="livesum")


def worker(requests: int) -> None:
    for _ in range(requests):
        with BUSY.track_inprogress():
            time.sleep(random.uniform(0, 0.05))
        REQUESTS.labels(random.choice(["/", "/shop"])).inc()


def master(seconds: float) -> None:
    context, running, asked, end = multiprocessing.get_context("spawn"), [], 0, time.monotonic() + seconds
    while running or time.monotonic() < end:
        while len(running) < WORKERS and time.monotonic() < end:
            asked += (requests := random.randint(1, 20))
            running.append(one := context.Process(target=worker, args=(requests,)))
            one.start()
        for one in [one for one in running if not one.is_alive()]:
            one.join()
            running.remove(one)
            multiprocess.mark_process_dead(one.pid)
        time.sleep(random.uniform(0, 0.05))
    prove.always_equal(sum(scrape(name) for name in ("/", "/shop")), asked, "every request counts")


def scrape(path: str) -> float:
    registry = prometheus_client.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    prometheus_client.generate_latest(registry)
    return registry.get_sample_value("requests_total", {"path": path}) or 0


def scraper() -> None:
    while True:
        scrape("/")
        time.sleep(random.uniform(0, 0.1))


@prove.simulation()
def test(sim: prove.Sim) -> None:
    web = sim.host("web", environ={"prometheus_multiproc_dir": FOLDER})
    web.start(os.makedirs, FOLDER)
    sim.sleep(1)
    web.start(scraper)
    started = web.start(master, 3)
    prove.eventually(lambda: started not in web.processes, "the server stops", within_s=60)
