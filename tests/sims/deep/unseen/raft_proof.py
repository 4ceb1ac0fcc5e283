"""The network is cut and nodes stop for a while: all nodes commit the same."""

import raft

from mainstay import prove

FAULTS = prove.Faults(
    network=prove.NetworkFaults(loss=0.1, partitions=3, partition_s=5),
    host=prove.HostFaults(pauses=2, pause_s=5),
)


@prove.simulation(hosts=[*raft.NODES, "writer"], faults=FAULTS)
def test_all_commit_the_same(sim):
    known = {}

    def committed(_name, number, entry):
        prove.always(known.setdefault(number, entry) == entry, "all commit the same", number=number, entry=entry)

    def node(name):
        raft.Node(name, committed).serve()

    for name in raft.NODES:
        sim.host(name).start(node, name)
    sim.sleep(2)
    writing = sim.host("writer").start(raft.writer, 15, 2)
    while writing.alive:
        sim.sleep(1)
    sim.sleep(4)
