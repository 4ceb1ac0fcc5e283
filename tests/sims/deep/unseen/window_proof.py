"""Datagrams are lost: the file arrives as it was sent."""

import window

from mainstay import prove

FAULTS = prove.Faults(network=prove.NetworkFaults(loss=0.095))
BLOCKS = [f"block-{number}" for number in range(40)]


@prove.simulation(hosts=["sender", "receiver"], faults=FAULTS)
def test_the_file_arrives(sim):
    at = {"base": 0, "count": 0}
    ends = {}

    def told(what):
        def tell(number):
            at[what] = number
            prove.toward(at["count"] - at["base"], "how far the receiver is ahead of what the sender knows")

        return tell

    def receive():
        ends["receiver"] = window.Receiver(told("count"))
        ends["receiver"].run()

    def send():
        window.Sender("receiver", BLOCKS, told("base")).run()

    sim.host("receiver").start(receive)
    sim.sleep(0.1)
    sending = sim.host("sender").start(send)
    while sending.alive:
        sim.sleep(1)
        blocks = ends["receiver"].blocks
        prove.always_equal(blocks, BLOCKS[: len(blocks)], "the file arrives as it was sent")
