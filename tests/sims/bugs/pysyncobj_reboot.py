"""A replicated counter on PySyncObj with a journal, whose processes are all killed: what was acknowledged stays."""

import asyncio
from pathlib import Path

from pysyncobj import SyncObj, SyncObjConf, replicated

from mainstay import prove
from mainstay.prove import Faults, HostFaults, NetworkFaults

NODES = ["a", "b", "c"]
FAULTS = Faults(network=NetworkFaults(slow=0.05, partitions=2), host=HostFaults(stalls=0.1))


class Tally(SyncObj):
    def __init__(self, own: str, others: list[str]) -> None:
        folder = Path.cwd()
        folder.mkdir(parents=True, exist_ok=True)
        files = {"journalFile": f"{folder}/journal", "fullDumpFile": f"{folder}/dump"}
        super().__init__(own, others, SyncObjConf(**files, useFork=False, appendEntriesUseBatch=False))
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
    for _ in range(6):
        for host in hosts:
            await asyncio.sleep(sim.random.uniform(0, 2))
            host.start(node, host.name, seen)
        await asyncio.sleep(sim.random.uniform(1, 10))
        for host in hosts:
            for process in host.processes:
                host.kill(process)
    before = seen["acknowledged"]
    prove.sometimes(before > 20, "additions are acknowledged")
    for host in hosts:
        host.start(node, host.name, seen)
    prove.eventually(lambda: min(seen[name] for name in NODES) > before, "all go on from what was acknowledged")
