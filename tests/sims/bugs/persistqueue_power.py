"""A queue in files of persist-queue on a machine that loses power: it can be opened again, and is in order."""

import time

from persistqueue import Empty, Queue

from mainstay import prove
from mainstay.prove import DiskFaults, Faults, HostFaults

SLOW = Faults(host=HostFaults(stalls=0.1), disk=DiskFaults(ordered=True))


def worker(life: int, seen: list[tuple[int, int]]) -> None:
    queue = Queue("kept", chunksize=5)
    for n in range(1000):
        queue.put((life, n))
        if n % 3 == 0:
            try:
                seen.append(queue.get(block=False))
                queue.task_done()
            except Empty:
                pass
        time.sleep(0.01)


@prove.simulation(hosts=["machine"], faults=SLOW)
def test(sim: prove.Sim) -> None:
    machine, seen = sim.host("machine"), []
    for life in range(5):
        machine.start(worker, life, seen)
        sim.sleep(sim.random.uniform(0.2, 2))
        machine.crash()
        machine.boot()
    prove.sometimes(len(seen) > 20, "items are taken")
