"""Five nodes of Raft (Ongaro and Ousterhout, 2014, figure 2) over UDP, with a log that survives a loss of power."""

import asyncio
import json
import os
import random
import socket
from itertools import pairwise

from mainstay import prove

PORT = 8000
HEARTBEAT_S, ELECTION_S = 0.3, (1.5, 4.5)  # what raftos takes where nobody says otherwise
NODES = [f"node{number}" for number in range(5)]


class Node(asyncio.DatagramProtocol):
    """One node. `leads` and `applies` are told of each term it wins, and of each entry that is committed."""

    def __init__(self, own, peers, leads=lambda term: None, applies=lambda index, entry: None):
        self.own, self.peers, self.leads, self.applies = own, [peer for peer in peers if peer != own], leads, applies
        self.term, self.voted, self.log = 0, None, []  # of the log: (term, value)
        if os.path.exists("raft.json"):
            with open("raft.json") as file:
                self.term, self.voted, self.log = json.load(file)
        self.committed = 0
        self.leader = self.votes = None  # who leads, as far as is known; who votes for this node
        self.known, self.sent = {}, {}  # by a leader, for each peer: how much it has for sure, how much it was sent

    async def run(self):
        loop = asyncio.get_running_loop()
        self.places = {peer: (socket.gethostbyname(peer), PORT) for peer in self.peers}
        self.wire, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("0.0.0.0", PORT))
        while True:
            self.heard = False
            await asyncio.sleep(HEARTBEAT_S if self.leader == self.own else random.uniform(*ELECTION_S))
            if self.leader == self.own:
                self.spread()
            elif not self.heard:
                self.stand()

    def keep(self):
        with open("raft.new", "w") as file:
            json.dump([self.term, self.voted, self.log], file)
            file.flush()
            os.fsync(file.fileno())
        os.replace("raft.new", "raft.json")
        folder = os.open(".", os.O_RDONLY)
        os.fsync(folder)  # or the new name is lost with the power (this simulation found that out)
        os.close(folder)

    def send(self, peer, *message):
        self.wire.sendto(json.dumps([self.own, self.term, *message]).encode(), self.places[peer])

    def datagram_received(self, data, _):
        sender, term, what, *rest = json.loads(data)
        if term > self.term:
            self.term, self.voted, self.leader, self.votes = term, None, None, None
            self.keep()
        getattr(self, f"on_{what}")(sender, term, *rest)

    # -- elections

    def last(self):
        return (self.log[-1][0] if self.log else 0), len(self.log)

    def stand(self):
        self.term, self.voted, self.leader, self.votes = self.term + 1, self.own, None, {self.own}
        self.keep()
        for peer in self.peers:
            self.send(peer, "stands", *self.last())

    def on_stands(self, sender, term, *last):
        agrees = term == self.term and self.voted in {None, sender} and tuple(last) >= self.last()
        if agrees and self.voted is None:
            self.voted = sender
            self.keep()
        self.heard |= agrees
        self.send(sender, "votes", agrees)

    def on_votes(self, sender, term, agrees):
        if not agrees or term != self.term or self.votes is None:
            return
        self.votes.add(sender)
        if len(self.votes) > (len(self.peers) + 1) // 2:
            self.votes, self.leader = None, self.own
            self.known, self.sent = dict.fromkeys(self.peers, 0), dict.fromkeys(self.peers, len(self.log))
            self.leads(self.term)
            self.add(None)  # what earlier terms left is committed with an entry of this one (section 8)

    # -- the log

    def add(self, value):
        self.log.append((self.term, value))
        self.keep()
        self.spread()

    def spread(self):
        for peer in self.peers:
            at = self.sent[peer]
            before = self.log[at - 1][0] if at else 0
            self.send(peer, "append", (at, before, self.committed), self.log[at:])

    def on_append(self, sender, term, place, entries):
        at, before, committed = place
        if term < self.term:
            self.send(sender, "has", at, False)
            return
        self.leader, self.votes, self.heard = sender, None, True
        fits = at <= len(self.log) and (at == 0 or self.log[at - 1][0] == before)
        if fits:
            new = [tuple(entry) for entry in entries]
            if new != [tuple(entry) for entry in self.log[at : at + len(new)]]:
                self.log[at:] = new
                self.keep()
            self.commit(min(committed, at + len(new)))
        self.send(sender, "has", at + len(entries) if fits else at, fits)

    def on_has(self, sender, term, count, fits):
        if self.leader != self.own or term != self.term:
            return
        if not fits:
            self.sent[sender] = max(0, count - 1)
            return
        self.sent[sender] = self.known[sender] = max(self.known[sender], count)
        shared = sorted([len(self.log), *self.known.values()])[len(self.peers) // 2]
        if shared and self.log[shared - 1][0] == self.term:
            self.commit(shared)

    def commit(self, count):
        for index in range(self.committed, count):
            self.applies(index, tuple(self.log[index]))
        self.committed = max(self.committed, count)


async def node(own, *told):
    await Node(own, NODES, *told).run()


WEATHER = prove.Faults(
    network=prove.NetworkFaults(loss=0.02, duplication=0.02, reordering=0.1, partitions=2, partition_s=8),
    host=prove.HostFaults(crashes=2, down_s=5),
)


@prove.simulation(hosts=NODES, faults=WEATHER)
async def test_what_is_committed_stays(sim):
    leaders, committed = {}, {}

    def told(own):
        def leads(term):
            prove.always(leaders.setdefault(term, own) == own, "one leader for each term", term=term, node=own)

        def applies(index, entry):
            prove.always(committed.setdefault(index, entry) == entry, "what is committed stays", index=index, node=own)

        return leads, applies

    def lead(own):
        async def run():
            this = Node(own, NODES, *told(own))
            asyncio.get_running_loop().call_later(random.uniform(0, 3), ask, this)
            await this.run()

        def ask(this):
            if this.leader == own:
                this.add(f"{own} {len(this.log)}")
            asyncio.get_running_loop().call_later(random.uniform(0, 3), ask, this)

        return run

    for name in NODES:
        sim.host(name).start(lead(name), name="raft")
    await asyncio.sleep(60)
    with sim.quiet():
        await asyncio.sleep(30)
    prove.sometimes(len(leaders) > 1, "leaders change")
    terms = [entry[0] for _, entry in sorted(committed.items())]
    prove.always(all(one <= other for one, other in pairwise(terms)), "terms only grow along the log", terms=terms)
    prove.always(len(committed) > 0, "something is committed once the weather is calm")
