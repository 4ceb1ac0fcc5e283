"""Chain replication (van Renesse and Schneider, OSDI 2004) with a master that mends the chain.

What is written goes from the head to the tail, which acknowledges it. Who is not heard of is left out, and may join
again behind the tail. Who joins keeps what it has where the tail's log begins with that, else it starts afresh.
"""

import json
import socket
import time

PORT = 4600
NODES = ("ant", "bee", "cat")
BEAT_S, DEAD_S = 0.5, 1.7


class Peer:
    def __init__(self, name):
        self.name, self.running = name, True
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", PORT))

    def send(self, to, *words):
        self.socket.sendto(json.dumps([self.name, *words]).encode(), (to, PORT))

    def serve(self):
        beat = time.monotonic()
        while True:
            self.socket.settimeout(max(0.001, beat - time.monotonic()))
            try:
                sender, verb, *rest = json.loads(self.socket.recv(10000))
            except TimeoutError:
                beat = time.monotonic() + BEAT_S
                self.beat()
            else:
                getattr(self, f"on_{verb}")(sender, *rest)


class Master(Peer):
    def __init__(self, tell):
        super().__init__("master")
        self.epoch, self.chain, self.joining = 1, list(NODES), None
        self.seen = dict.fromkeys(NODES, time.monotonic())
        self.tell = tell

    def beat(self):
        for name in NODES:
            lost = time.monotonic() - self.seen[name] > DEAD_S
            if lost and name in self.chain and len(self.chain) > 1:
                self.chain.remove(name)
                self.change(None)
                self.tell("left out", name)
            elif lost and name == self.joining:
                self.change(None)
        for name in (*NODES, "client"):
            self.send(name, "config", self.epoch, self.chain, self.joining)

    def change(self, joining):
        self.epoch, self.joining = self.epoch + 1, joining

    def on_beat(self, sender):
        self.seen[sender] = time.monotonic()
        if sender not in self.chain and self.joining is None:
            self.change(sender)

    def on_joined(self, _sender, epoch, name):
        if epoch == self.epoch and name == self.joining:
            self.chain.append(name)
            self.change(None)
            self.tell("joins", name)


class Node(Peer):
    def __init__(self, name, tell):
        super().__init__(name)
        self.epoch, self.chain, self.joining = 0, [], None
        self.log, self.acknowledged = [], 0  # pairs of an epoch and a value
        self.behind = None  # how many of the log the next node has, where that is known
        self.checked = False  # whether the tail has compared what is here, so that it need not again
        self.tell = tell

    @property
    def next(self):
        if self.name not in self.chain:
            return None
        after = self.chain[self.chain.index(self.name) + 1 :]
        return after[0] if after else self.joining

    def beat(self):
        self.send("master", "beat")
        if self.name == self.joining:
            last = self.log[-1][0] if self.log else 0
            self.send(self.chain[-1], "join", self.epoch, len(self.log), last, self.checked)
        self.forward()

    def on_config(self, _sender, epoch, chain, joining):
        if epoch > self.epoch:
            self.epoch, self.chain, self.joining = epoch, chain, joining
            self.behind = None
            self.forward()

    def on_write(self, _sender, value):
        if self.chain and self.name == self.chain[0]:
            self.log.append([self.epoch, value])
            self.forward()

    def on_append(self, sender, epoch, at, entries):
        if epoch == self.epoch and self.name in {*self.chain, self.joining}:
            if at <= len(self.log):
                self.log[at : at + len(entries)] = entries
            self.send(sender, "have", epoch, len(self.log))
            if entries:
                self.forward()

    def on_have(self, sender, epoch, count):
        if epoch == self.epoch and sender == self.next:
            self.behind = max(count, self.behind or 0)
            if sender == self.joining and count == len(self.log):
                self.send("master", "joined", epoch, sender)
            self.forward(again=False)

    def on_join(self, sender, epoch, count, last, checked):  # noqa: PLR0917 - the words of a message
        if epoch == self.epoch and sender == self.joining and self.behind is None:
            same = 0 < count <= len(self.log) and (checked or self.log[count - 1][0] == last)
            self.send(sender, "keep", epoch, count if same else 0)
            if same:
                self.tell("keeps", sender)

    def on_keep(self, sender, epoch, count):
        if epoch == self.epoch and self.name == self.joining and sender == self.chain[-1]:
            del self.log[count:]
            self.checked = True
            self.send(sender, "have", epoch, count)

    def forward(self, again=True):
        """Tell the next node what it has not, and the client what everybody has."""
        if self.next and again and (self.behind is not None or self.next != self.joining):
            at = len(self.log) if self.behind is None else self.behind
            self.send(self.next, "append", self.epoch, at, self.log[at:])
        if self.chain and self.name == self.chain[-1]:
            safe = (self.behind or 0) if self.joining else len(self.log)
            if safe > self.acknowledged:
                self.send("client", "ack", [value for _epoch, value in self.log[self.acknowledged : safe]])
                self.acknowledged = safe


class Client(Peer):
    def __init__(self, tell):
        super().__init__("client")
        self.epoch, self.head, self.number, self.tell = 0, NODES[0], 0, tell

    def beat(self):
        self.number += 1
        self.send(self.head, "write", self.number)

    def on_config(self, _sender, epoch, chain, _joining):
        if epoch > self.epoch:
            self.epoch, self.head = epoch, chain[0]

    def on_ack(self, _sender, values):
        self.tell(values)


def master(tell):
    Master(tell).serve()


def client(tell):
    Client(tell).serve()
