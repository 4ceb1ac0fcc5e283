"""The core of Raft (Ongaro and Ousterhout, 2014): elections and a replicated log, over datagrams.

Nodes may stop for a while, but do not forget, so nothing is kept on disk here.
"""

import json
import random
import socket
import time

PORT = 4900
NODES = ("red", "green", "blue")
BEAT_S = 0.4


class Node:
    def __init__(self, name, committed):
        self.name, self.others = name, [node for node in NODES if node != name]
        self.committed = committed
        self.term, self.voted_for, self.role, self.votes = 0, None, "follower", set()
        self.log = []  # pairs of a term and a value
        self.commit = 0  # how many of them are committed
        self.next, self.match = {}, {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", PORT))
        self.rest()

    def rest(self):
        self.deadline = time.monotonic() + (BEAT_S if self.role == "leader" else random.uniform(1, 2))

    def send(self, to, *words):
        self.socket.sendto(json.dumps([self.name, *words]).encode(), (to, PORT))

    def serve(self):
        while True:
            self.socket.settimeout(max(0.001, self.deadline - time.monotonic()))
            try:
                sender, verb, *rest = json.loads(self.socket.recv(10000))
            except TimeoutError:
                self.lead() if self.role == "leader" else self.stand()
            else:
                getattr(self, f"on_{verb}")(sender, *rest)

    def last(self):
        return [self.log[-1][0] if self.log else 0, len(self.log)]

    def stand(self):
        self.term, self.role, self.voted_for, self.votes = self.term + 1, "candidate", self.name, {self.name}
        self.rest()
        for other in self.others:
            self.send(other, "vote", self.term, self.last())

    def newer(self, term):
        """Somebody is in a newer term: follow it."""
        if term > self.term:
            self.term, self.role, self.voted_for = term, "follower", None
            self.rest()

    def on_vote(self, sender, term, last):
        self.newer(term)
        if term == self.term and self.voted_for in {None, sender} and last >= self.last():
            self.voted_for = sender
            self.rest()
            self.send(sender, "voted", term)

    def on_voted(self, sender, term):
        if term == self.term and self.role == "candidate":
            self.votes.add(sender)
            if len(self.votes) > len(NODES) // 2:
                self.role = "leader"
                self.next, self.match = dict.fromkeys(self.others, len(self.log)), dict.fromkeys(self.others, 0)
                self.lead()

    def lead(self):
        self.rest()
        for other in self.others:
            self.replicate(other)

    def replicate(self, other):
        at = self.next[other]
        before = self.log[at - 1][0] if at else 0
        self.send(other, "append", self.term, at, before, self.log[at : at + 1], self.commit)

    def on_append(self, sender, term, at, before, entries, commit):  # noqa: PLR0917 - the words of a message
        self.newer(term)
        if term < self.term:
            self.send(sender, "appended", self.term, 0, False)
            return
        self.role = "follower"
        self.rest()
        fits = at <= len(self.log) and (at == 0 or self.log[at - 1][0] == before)
        if fits:
            for number, entry in enumerate(entries, at):
                if self.log[number : number + 1] != [entry]:
                    self.log[number:] = [entry]
            self.advance(min(commit, at + len(entries)))
        self.send(sender, "appended", term, at + len(entries) if fits else at, fits)

    def on_appended(self, sender, term, at, fits):
        self.newer(term)
        if term < self.term or self.role != "leader":
            return
        if not fits:
            self.next[sender] = max(0, min(self.next[sender], at - 1))
            self.replicate(sender)
            return
        self.match[sender] = max(self.match[sender], at)
        self.next[sender] = self.match[sender]
        both = sorted([len(self.log), *self.match.values()])
        self.advance(both[len(NODES) // 2])  # so many are on most of the nodes
        if self.next[sender] < len(self.log):
            self.replicate(sender)

    def advance(self, commit):
        while self.commit < commit:
            self.committed(self.name, self.commit, self.log[self.commit])
            self.commit += 1

    def on_write(self, _sender, value):
        if self.role == "leader":
            self.log.append([self.term, value])
            for other in self.others:
                if self.next[other] == len(self.log) - 1:
                    self.replicate(other)


def writer(count, every_s):
    """A client that does not know who leads, so it tells everybody."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        for number in range(count):
            for node in NODES:
                ours.sendto(json.dumps(["writer", "write", f"{number}"]).encode(), (node, PORT))
            time.sleep(every_s)
