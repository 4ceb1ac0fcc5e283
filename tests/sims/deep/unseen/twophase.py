"""Two-phase commit: a coordinator, two participants, datagrams between them, and a log on the disk of each.

What is not in the log of the coordinator was aborted (presumed abort), so only commits are written there, and an end
once everybody has acknowledged. A participant that has promised may not decide by itself: it asks until it is told.
"""

import json
import os
import random
import socket
import time
from pathlib import Path

PORT = 4500
COORDINATOR, PARTICIPANTS = "coordinator", ("east", "west")
AGAIN_S, VOTES_S = 0.5, 2.0


class Log:
    """Records on the disk of a node; they are there when `write` returns."""

    def __init__(self, name):
        self.path = Path(name)
        self.path.touch()
        folder = os.open(".", os.O_RDONLY)
        os.fsync(folder)  # so that the name of the file is there after a loss of power, too
        os.close(folder)
        text = self.path.read_text()
        whole = text[: text.rfind("\n") + 1]  # without what was being written when power was lost
        os.truncate(self.path, len(whole))
        self.records = [json.loads(line) for line in whole.splitlines()]

    def write(self, *record):
        self.records.append(list(record))
        with self.path.open("a") as file:
            file.write(json.dumps(record) + "\n")
            file.flush()
            os.fsync(file.fileno())


class Node:
    def __init__(self, name, log):
        self.name, self.log = name, Log(log)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", PORT))

    def send(self, to, *words):
        self.socket.sendto(json.dumps([self.name, *words]).encode(), (to, PORT))

    def serve(self):
        tick = time.monotonic() + AGAIN_S
        while True:
            self.socket.settimeout(max(0.001, tick - time.monotonic()))
            try:
                sender, verb, *rest = json.loads(self.socket.recv(1000))
            except TimeoutError:
                tick = time.monotonic() + AGAIN_S
                self.again()
            else:
                getattr(self, f"on_{verb}")(sender, *rest)


class Coordinator(Node):
    def __init__(self, tell):
        super().__init__(COORDINATOR, "coordinator.log")
        self.tell = tell
        self.voting = {}  # transaction: who has promised, and until when the others may
        self.waiting = {}  # committed: who has not acknowledged
        ended = {number for kind, number in self.log.records if kind == "end"}
        committed = [number for kind, number in self.log.records if kind == "commit"]
        # Whom the last life has told is not known, so all are told again.
        self.recovered = {number: len(PARTICIPANTS) for number in committed if number not in ended}
        for number in self.recovered:
            tell("recovers", number)

    def on_begin(self, _sender, number):
        self.voting[number] = (set(), time.monotonic() + VOTES_S)
        self.everybody("prepare", number)

    def on_yes(self, sender, number):
        if number not in self.voting:
            return
        promised, _until = self.voting[number]
        promised.add(sender)
        if len(promised) == len(PARTICIPANTS):
            del self.voting[number]
            self.log.write("commit", number)
            self.waiting[number] = set(PARTICIPANTS)
            self.everybody("commit", number)

    def on_no(self, _sender, number):
        if self.voting.pop(number, None):
            self.everybody("abort", number)

    def on_done(self, sender, number):
        if number in self.waiting:
            self.waiting[number].discard(sender)
            if not self.waiting[number]:
                self.end(self.waiting, number)
        elif number in self.recovered:
            self.recovered[number] -= 1
            if not self.recovered[number]:
                self.end(self.recovered, number)

    def end(self, where, number):
        del where[number]
        self.log.write("end", number)
        self.tell("ends", number)

    def on_ask(self, sender, number):
        if number in self.waiting or number in self.recovered:
            self.send(sender, "commit", number)
        elif number not in self.voting:
            self.send(sender, "abort", number)

    def again(self):
        for number, (promised, until) in list(self.voting.items()):
            if time.monotonic() > until:
                self.on_no(self.name, number)
            else:
                for name in set(PARTICIPANTS) - promised:
                    self.send(name, "prepare", number)
        for number, names in self.waiting.items():
            for name in sorted(names):
                self.send(name, "commit", number)
        for number in self.recovered:
            self.everybody("commit", number)

    def everybody(self, *words):
        for name in PARTICIPANTS:
            self.send(name, *words)


class Participant(Node):
    def __init__(self, name, tell):
        super().__init__(name, "participant.log")
        self.tell = tell
        self.states = {number: state for state, number in self.log.records}
        for number, state in self.states.items():
            if state == "promised":
                tell("in doubt", number)

    def on_prepare(self, sender, number):
        state = self.states.get(number)
        if state is None:
            self.become("promised" if random.random() < 0.9 else "abort", number)
        if self.states[number] != "commit":
            self.send(sender, "yes" if self.states[number] == "promised" else "no", number)

    def on_commit(self, sender, number):
        if self.states.get(number) == "promised":
            self.become("commit", number)
        self.send(sender, "done", number)

    def on_abort(self, _sender, number):
        if self.states.get(number) == "promised":
            self.become("abort", number)

    def become(self, state, number):
        self.log.write(state, number)
        self.states[number] = state
        self.tell(state, number)

    def again(self):
        for number, state in self.states.items():
            if state == "promised":
                self.send(COORDINATOR, "ask", number)


def coordinator(tell):
    Coordinator(tell).serve()


def participant(name, tell):
    Participant(name, tell).serve()
