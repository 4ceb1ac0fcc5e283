"""A replicated counter on PySyncObj with a journal, whose hosts lose power: what was acknowledged stays."""

import asyncio
import os

from pysyncobj import SyncObj, SyncObjConf, replicated

from mainstay import prove
from mainstay.prove import Faults, HostFaults, NetworkFaults

NODES = ["a", "b", "c"]
FAULTS = Faults(network=NetworkFaults(slow=0.05, partitions=2), host=HostFaults(stalls=0.1))


class Tally(SyncObj):
    def __init__(self, own: str, others: list[str]) -> None:
        folder = os.getcwd()
        os.makedirs(folder, exist_ok=True)
        files = {"journalFile": f"{folder}/journal", "fullDumpFile": f"{folder}/dump"}
        super().__init__(own, others, SyncObjConf(**files, logCompactionMinEntries=20, logCompactionMinTime=5))
        self.total = 0

    @replicated
    def add(self) -> int:
        self.total += 1
        return self.total


async def node(name: str, seen: dict[str, int]) -> None:
    tally = Tally(f"{name}:4321", [f"{other}:4321" for other in NODES if other != name])

    def added(total: int | None, error: object) -> None:
        if total is not None and not error:
            seen["acknowledged"] = max(seen["acknowledged"], total)

    while True:
        await asyncio.sleep(0.2)
        seen[name] = tally.total
        tally.add(callback=added)


@prove.simulation(hosts=NODES, faults=FAULTS, seconds=1000)
async def test(sim: prove.Sim) -> None:
    seen = {"acknowledged": 0}
    hosts = [sim.host(name) for name in NODES]
    for _ in range(5):
        for host in hosts:
            host.start(node, host.name, seen)
        await asyncio.sleep(sim.random.uniform(5, 20))
        for host in hosts:
            host.crash()
        await asyncio.sleep(sim.random.uniform(0, 3))
        for host in hosts:
            host.boot()
    before = seen["acknowledged"]
    prove.sometimes(before > 20, "additions are acknowledged")
    for host in hosts:
        host.start(node, host.name, seen)
    prove.eventually(lambda: min(seen[name] for name in NODES) > before, "all go on from what was acknowledged")
