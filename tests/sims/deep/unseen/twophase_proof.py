"""Nodes lose power now and then: a transaction is committed by both participants, or by none."""

import json
import socket

import twophase

from mainstay import prove

FAULTS = prove.Faults(
    network=prove.NetworkFaults(loss=0.1, slow=0.2, slow_ms=800),
    host=prove.HostFaults(crashes=0.6, down_s=4),
)
TRANSACTIONS = 12


@prove.simulation(hosts=["coordinator", "east", "west"], faults=FAULTS)
def test_all_or_nothing(sim):
    outcomes = {name: {} for name in twophase.PARTICIPANTS}

    def coordinator_tells(what, number):
        done = [name for name, known in outcomes.items() if number in known]
        prove.sometimes(what == "recovers", "a commit is recovered")
        prove.sometimes(what == "recovers" and len(done) == 1, "a commit is recovered that one knows")
        prove.sometimes(what == "ends", "a commit ends")

    def teller(name):
        def tell(what, number):
            prove.sometimes(what == "in doubt", "a participant is back in doubt")
            if what in {"commit", "abort"}:
                outcomes[name][number] = what
            found = {outcomes[each].get(number) for each in outcomes} - {None}
            prove.always(len(found) < 2, "all or nothing", number=number)

        return tell

    sim.host("coordinator").start(twophase.coordinator, coordinator_tells)
    for name in twophase.PARTICIPANTS:
        sim.host(name).start(twophase.participant, name, teller(name))
    sim.sleep(0.1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        for number in range(TRANSACTIONS):
            ours.sendto(json.dumps(["client", "begin", number]).encode(), (twophase.COORDINATOR, twophase.PORT))
            sim.sleep(1)
    sim.sleep(4)
