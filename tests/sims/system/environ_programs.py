"""Programs that read their environment as they are imported, on hosts that exist before the test."""

import os

from mainstay import prove

COLOUR = os.environ.get("COLOUR", "none")


def told() -> None:
    print(COLOUR)


@prove.simulation(hosts=["one"])
def started(sim: prove.Sim) -> None:
    for environ in ({"COLOUR": "red"}, {"COLOUR": "blue"}, None):
        sim.host("one").start(told, environ=environ)
        sim.sleep(1)
    sim.host("two", environ={"COLOUR": "green"}).start(told)
    sim.sleep(1)
    prove.always(True, "all were started")


@prove.simulation(hosts=["one"])
def too_late(sim: prove.Sim) -> None:
    sim.host("one", environ={"COLOUR": "red"})
