"""A replicated log on PySyncObj whose hosts lose power: nodes start from what the disk has, and the cluster goes on."""

import asyncio
import shutil
import struct
from pathlib import Path

from pysyncobj import SyncObj, SyncObjConf, replicated

from mainstay import prove

NODES = ["a", "b", "c"]
SLOW = prove.Faults(host=prove.HostFaults(stalls=0.1), disk=prove.DiskFaults(ordered=True))


class Log(SyncObj):
    def __init__(self, own: str) -> None:
        Path("raft").mkdir(exist_ok=True)
        conf = {"useFork": False, "logCompactionMinEntries": 50, "logCompactionMinTime": 5}
        conf |= {"journalFile": "raft/journal", "fullDumpFile": "raft/dump"}
        super().__init__(f"{own}:4321", [f"{one}:4321" for one in NODES if one != own], SyncObjConf(**conf))
        self.total = 0

    @replicated
    def add(self) -> None:
        self.total += 1


async def node(name: str, seen: dict[str, int], wipe: bool) -> None:
    try:
        log = Log(name)
    except (ValueError, struct.error) as trouble:
        prove.always(wipe, "a node starts from what its disk has", trouble=repr(trouble))
        shutil.rmtree("raft")
        log = Log(name)
    while True:
        log.add()
        seen[name] = log.total
        await asyncio.sleep(0.5)


async def run(sim: prove.Sim, seen: dict[str, int], wipe: bool) -> None:
    for _ in range(3):
        for host in map(sim.host, NODES):
            host.crash()
            host.boot()
            host.start(node, host.name, seen, wipe)
        await asyncio.sleep(sim.random.uniform(5, 40))
    last = dict(seen)
    prove.eventually(lambda: all(seen[name] > last[name] for name in NODES), "every node goes on")


@prove.simulation(hosts=NODES, faults=SLOW, seconds=1000)
async def test_starts(sim: prove.Sim) -> None:
    await run(sim, {}, False)


@prove.simulation(hosts=NODES, faults=SLOW, seconds=1000)
async def test_goes_on(sim: prove.Sim) -> None:
    await run(sim, {}, True)
