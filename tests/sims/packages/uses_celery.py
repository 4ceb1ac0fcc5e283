"""Celery: a worker with threads, in a process of its own; tasks and results in files; a chain and a retry."""

import os
import pathlib
import subprocess
import sys

import celery

from mainstay import prove

FOLDERS = {name: f"/srv/queue/{name}" for name in ("messages", "done", "control")}
app = celery.Celery("shop", broker="filesystem://", backend="file:///srv/queue/results")
app.conf.update(
    broker_transport_options={
        "data_folder_in": FOLDERS["messages"],
        "data_folder_out": FOLDERS["messages"],
        "control_folder": FOLDERS["control"],
    },
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
)


@app.task(name="add")
def add(a: int, b: int) -> int:
    return a + b


@app.task(name="unsteady", bind=True, default_retry_delay=1, max_retries=5)
def unsteady(self: celery.Task, n: int) -> int:
    if self.request.retries < 2:
        raise self.retry()
    return n


def worker() -> None:
    app.worker_main(["worker", "-P", "threads", "-c", "2", "--without-mingle", "--without-gossip", "-l", "ERROR"])


@prove.simulation()
def test(sim: prove.Sim) -> None:
    for folder in (*FOLDERS.values(), "/srv/queue/results"):
        os.makedirs(folder)
    working = subprocess.Popen([sys.executable, "-c", "import uses_celery; uses_celery.worker()"])
    sim.sleep(1)
    results = [add.delay(n, n) for n in range(5)]
    prove.always_equal([one.get(timeout=120) for one in results], [0, 2, 4, 6, 8], "every task has its result")
    chain = add.s(1, 2) | add.s(3) | add.s(4)
    prove.always_equal(chain.apply_async().get(timeout=120), 10, "one result feeds the next")
    prove.always_equal(unsteady.delay(7).get(timeout=120), 7, "what fails is tried again")
    prove.always_equal(list(pathlib.Path(FOLDERS["messages"]).iterdir()), [], "no message is left")
    working.terminate()
    prove.always_equal(working.wait(60), 0, "the worker ends when it is told to")
