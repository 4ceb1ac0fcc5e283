"""Datagrams are lost, and with them sessions: who was given a lock has it until its release or the session's end."""

import locks

from mainstay import prove

FAULTS = prove.Faults(network=prove.NetworkFaults(loss=0.04))
CLIENTS = ("one", "two")


@prove.simulation(hosts=["server", *CLIENTS], faults=FAULTS)
def test_who_has_a_lock_keeps_it(sim):
    def client(name):
        def told(how):
            prove.always(how is not False, "who has a lock may release it", client=name)

        locks.Client(name, told).work(8)

    def server():
        locks.Server().serve()

    sim.host("server").start(server)
    sim.sleep(0.1)
    clients = [sim.host(name).start(client, name) for name in CLIENTS]
    while any(each.alive for each in clients):
        sim.sleep(1)
