"""A replicated log on PySyncObj with a journal, whose processes all restart: what was acknowledged stays."""

import asyncio
from pathlib import Path

from pysyncobj import SyncObj, SyncObjConf, replicated

from mainstay import prove
from mainstay.prove import Faults, HostFaults, NetworkFaults

NODES = ["a", "b", "c"]
FAULTS = Faults(network=NetworkFaults(slow=0.05, partitions=2), host=HostFaults(stalls=0.1))


class Log(SyncObj):
    def __init__(self, own: str) -> None:
        folder = Path.cwd()
        folder.mkdir(parents=True, exist_ok=True)
        conf = SyncObjConf(journalFile=f"{folder}/journal", fullDumpFile=f"{folder}/dump", useFork=False)
        super().__init__(f"{own}:4321", [f"{other}:4321" for other in NODES if other != own], conf)
        self.items: list[str] = []

    @replicated
    def add(self, item: str) -> None:
        self.items.append(item)


async def node(name: str, life: int, seen: dict[str, list[str]]) -> None:
    log = Log(name)
    seen[name] = log.items
    for n in range(1_000_000):
        item = f"{name} {life} {n}"
        log.add(item, callback=lambda _, error, item=item: error or seen["acknowledged"].append(item))
        await asyncio.sleep(0.2)


@prove.simulation(hosts=NODES, faults=FAULTS, seconds=1000)
async def test(sim: prove.Sim) -> None:
    seen: dict[str, list[str]] = {"acknowledged": []}
    hosts = [sim.host(name) for name in NODES]
    for life in range(6):
        for host in hosts:
            await asyncio.sleep(sim.random.uniform(0, 2))
            host.start(node, host.name, life, seen)
        await asyncio.sleep(sim.random.uniform(1, 10))
        for host in hosts:
            for process in host.processes:
                host.kill(process)
    told = list(seen["acknowledged"])
    prove.sometimes(len(told) > 20, "items are acknowledged")
    for host in hosts:
        host.start(node, host.name, 6, seen)
    prove.eventually(lambda: all(set(told) <= set(seen[name]) for name in NODES), "all have what was acknowledged")
    logs = sorted((list(seen[name]) for name in NODES), key=len)
    prove.always(all(log == logs[-1][: len(log)] for log in logs), "all have the same history")
