"""Programs that read their environment as they are imported, on hosts that exist before the test."""

import os
import time

from mainstay import prove

COLOUR = os.environ.get("COLOUR", "none")


def told() -> None:
    print(COLOUR)
    time.sleep(100)


@prove.simulation(hosts=["one"])
def started(sim: prove.Sim) -> None:
    one = sim.host("one")
    for environ in ({"COLOUR": "red"}, None, {"COLOUR": "blue"}, None):
        process = one.start(told, environ=environ)
        sim.sleep(1)
        one.kill(process)  # whose processes are killed has copies of the modules ready
    for _ in range(2):
        sim.host("two", environ={"COLOUR": "green"}).start(told)
        sim.sleep(1)
    prove.always(True, "all were started")


@prove.simulation(hosts=["one"])
def too_late(sim: prove.Sim) -> None:
    sim.host("one", environ={"COLOUR": "red"})
