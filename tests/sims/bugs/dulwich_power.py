"""A repository of dulwich on a machine that loses power: its commits can be read again."""

import os
import time
from pathlib import Path

from dulwich import porcelain
from dulwich.repo import Repo

from mainstay import prove
from mainstay.prove import DiskFaults, Faults

WHO = b"Somebody <somebody@test>"
PLACE = "/srv/notes"


def worker(life: int, told: list[bytes]) -> None:
    if not os.path.isdir(PLACE):
        os.makedirs(PLACE)
        porcelain.init(PLACE)
        os.sync()
    for lock in Path(PLACE).rglob("*.lock"):  # as git asks to do where a program died
        lock.unlink()
    with Repo(PLACE) as repository:
        if os.path.exists(f"{PLACE}/.git/refs/heads/master"):
            history = [one.commit.id for one in repository.get_walker()]
            prove.always(history and set(history) <= set(told), "the history is made of what was committed")
            list(porcelain.fsck(repository))
        for n in range(1000):
            with open(f"{PLACE}/note.txt", "a") as file:
                file.write(f"{life} {n}\n")
            repository.stage(["note.txt"])
            told.append(repository.do_commit(b"note", committer=WHO, author=WHO))
            time.sleep(0.2)


@prove.simulation(hosts=["machine"], faults=Faults(disk=DiskFaults(ordered=True)))
def test(sim: prove.Sim) -> None:
    machine, told = sim.host("machine"), []
    for life in range(5):
        machine.start(worker, life, told)
        sim.sleep(sim.random.uniform(2, 4))
        machine.crash()
        machine.boot()
    prove.sometimes(len(told) > 20, "commits are made")
