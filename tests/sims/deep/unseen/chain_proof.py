"""The network is cut and nodes stop for a while: what was acknowledged is in the whole chain."""

import chain

from mainstay import prove

FAULTS = prove.Faults(
    network=prove.NetworkFaults(loss=0.05, partitions=1, partition_s=4),
    host=prove.HostFaults(pauses=1, pause_s=3),
)


@prove.simulation(hosts=["master", *chain.NODES, "client"], faults=FAULTS)
def test_what_is_acknowledged_is_in_the_chain(sim):
    nodes, acknowledged, left_out, joined = {}, set(), [], set()

    def tell(what, name):
        if what == "left out":
            left_out.append(name)
        elif what == "joins":
            joined.add(name)
        prove.sometimes(what == "left out", "a node is left out")
        prove.sometimes(what == "left out" and len(left_out) > 1, "a second node is left out")
        prove.sometimes(what == "joins", "a node joins")
        prove.sometimes(what == "keeps", "a node keeps what it has")
        prove.sometimes(len(joined) == len(chain.NODES), "every node has joined again")

    def node(name):
        nodes[name] = chain.Node(name, tell)
        nodes[name].serve()

    sim.host("master").start(chain.master, tell)
    for name in chain.NODES:
        sim.host(name).start(node, name)
    sim.host("client").start(chain.client, acknowledged.update)
    sim.sleep(20)
    with sim.quiet():
        sim.sleep(4)
    for each in max(nodes.values(), key=lambda each: each.epoch).chain:
        lost = acknowledged - {value for _epoch, value in nodes[each].log}
        prove.always(not lost, "what is acknowledged is in the chain", node=each, lost=sorted(lost))
