"""PySyncObj: Raft with a thread of its own for each node, on select."""

import time

from pysyncobj import SyncObj, SyncObjConf, replicated

from mainstay import prove

NODES = ["a", "b", "c"]
counts: dict[str, int] = {}


class Counter(SyncObj):
    def __init__(self, own: str, others: list[str]) -> None:
        super().__init__(own, others, SyncObjConf(dynamicMembershipChange=False))
        self.total = 0

    @replicated
    def add(self, n: int) -> int:
        self.total += n
        return self.total


def node(name: str, told: dict[str, int]) -> None:
    counter = Counter(f"{name}:4321", [f"{other}:4321" for other in NODES if other != name])
    counter.waitReady()
    for _ in range(5):
        counter.add(1, sync=True, timeout=30)
    while counter.total < 15:
        time.sleep(0.1)
    told[name] = counter.total
    time.sleep(30)


@prove.simulation(hosts=NODES)
def test(sim: prove.Sim) -> None:
    told: dict[str, int] = {}
    for name in NODES:
        sim.host(name).start(node, name, told)
    prove.eventually(lambda: len(told) == 3, "all agree", within_s=120)
    prove.always_equal(told, dict.fromkeys(NODES, 15), "every addition counts once")
