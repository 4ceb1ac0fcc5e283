"""A cluster of raftos on a bad network: at most one leader for each term."""

import asyncio
from pathlib import Path

import raftos
from raftos.serializers import JSONSerializer

from mainstay import prove
from mainstay.prove import Faults, HostFaults, NetworkFaults

FAULTS = Faults(network=NetworkFaults(loss=0.05, partitions=4, partition_s=10), host=HostFaults(stalls=0.2))


class Queue(asyncio.Queue):  # what asyncio itself offered when raftos was written: a loop to choose
    def __init__(self, maxsize: int = 0, *, loop: object = None) -> None:
        super().__init__(maxsize)


async def node(name: str, peers: list[str], told: dict[int, set[str]]) -> None:
    asyncio.Queue = Queue

    def elected() -> None:
        leader = raftos.State.leader
        told.setdefault(leader.storage.term, set()).add(name)

    folder = str(Path.cwd() / "raft")
    raftos.configure({"log_path": folder, "serializer": JSONSerializer, "on_leader": elected})
    await raftos.register(f"{name}:8000", cluster=[f"{peer}:8000" for peer in peers])
    await asyncio.Event().wait()


async def elect(sim: prove.Sim, names: list[str]) -> None:
    told: dict[int, set[str]] = {}
    addresses = [sim.host(name).address for name in names]
    prove.invariant(lambda: all(len(names) < 2 for names in told.values()), "at most one leader for each term")
    for name, address in zip(names, addresses, strict=True):
        sim.host(name).start(node, address, addresses, told)
    await asyncio.sleep(120)
    prove.sometimes(told, "somebody is elected")


@prove.simulation(hosts=["a", "b", "c", "d"], faults=FAULTS)
async def test_even(sim: prove.Sim) -> None:
    await elect(sim, ["a", "b", "c", "d"])


@prove.simulation(hosts=["a", "b", "c", "d", "e"], faults=FAULTS)
async def test_odd(sim: prove.Sim) -> None:
    await elect(sim, ["a", "b", "c", "d", "e"])
