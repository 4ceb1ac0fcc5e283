"""A lock service with sessions, over datagrams. A session that is not kept alive is in danger first, then over.

What a session holds is written down when it comes into danger. If it is heard of in time it has all of that again, else
its locks are free. Clients repeat what they ask until they are told how it went.
"""

import json
import random
import socket
import time

PORT = 5100
ALIVE_S, DANGER_S, OVER_S, AGAIN_S = 0.5, 1.6, 3.2, 0.3


class Peer:
    def __init__(self, name):
        self.name = name
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", PORT))

    def send(self, to, *words):
        self.socket.sendto(json.dumps([self.name, *words]).encode(), (to, PORT))

    def receive(self, until):
        """Deal with one message, if one comes in time."""
        self.socket.settimeout(max(0.001, until - time.monotonic()))
        try:
            sender, verb, *rest = json.loads(self.socket.recv(1000))
        except TimeoutError:
            return
        getattr(self, f"on_{verb}")(sender, *rest)


class Session:
    def __init__(self):
        self.heard = time.monotonic()
        self.state = "alive"
        self.had = []  # what it held when it came into danger
        self.number, self.answer = 0, None  # what it asked last


class Server(Peer):
    def __init__(self):
        super().__init__("server")
        self.sessions, self.owners = {}, {}

    def serve(self):
        while True:
            self.receive(time.monotonic() + 0.2)
            for name, session in list(self.sessions.items()):
                silent = time.monotonic() - session.heard
                if session.state == "alive" and silent > DANGER_S:
                    session.state, session.had = "danger", self.held(name)
                elif session.state == "danger" and silent > OVER_S:
                    for lock in self.held(name):
                        del self.owners[lock]
                    del self.sessions[name]

    def held(self, name):
        return [lock for lock, owner in self.owners.items() if owner == name]

    def on_open(self, sender):
        if sender not in self.sessions:
            self.sessions[sender] = Session()
        self.send(sender, "opened")

    def on_alive(self, sender):
        if sender not in self.sessions:
            self.send(sender, "over")
            return
        session = self.sessions[sender]
        session.heard = time.monotonic()
        if session.state == "danger":
            session.state = "alive"
            for lock in session.had:
                self.owners[lock] = sender
        self.send(sender, "kept", self.held(sender))

    def on_acquire(self, sender, number, lock):
        self.once(sender, number, lambda session: session.state == "alive" and self.acquired(sender, lock))

    def on_release(self, sender, number, lock):
        self.once(sender, number, lambda _session: lock in self.held(sender) and self.owners.pop(lock) == sender)

    def acquired(self, sender, lock):
        return self.owners.setdefault(lock, sender) == sender

    def once(self, sender, number, act):
        """What is asked again is not done again."""
        session = self.sessions.get(sender)
        if session is None:
            self.send(sender, "over")
            return
        if number > session.number:
            session.number, session.answer = number, act(session)
        if number == session.number:
            self.send(sender, "done", number, session.answer)


class Client(Peer):
    def __init__(self, name, told):
        super().__init__(name)
        self.told = told
        self.number, self.answer, self.open, self.next = 0, None, False, 0.0

    def wait(self, seconds, *, answered=False):
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (answered and self.answer is not None):
            if time.monotonic() >= self.next:
                self.next = time.monotonic() + ALIVE_S
                self.send("server", "alive" if self.open else "open")
            self.receive(min(until, self.next))

    def ask(self, verb, lock):
        """How it went; None where the session is over."""
        self.number, self.answer = self.number + 1, None
        while self.open and self.answer is None:
            self.send("server", verb, self.number, lock)
            self.wait(AGAIN_S, answered=True)
        return self.answer if self.open else None

    def on_opened(self, _sender):
        self.open = True

    def on_over(self, _sender):
        self.open = False

    def on_kept(self, _sender, locks):
        pass

    def on_done(self, _sender, number, how):
        if number == self.number:
            self.answer = how

    def work(self, rounds):
        for _ in range(rounds):
            self.wait(random.uniform(0.1, 1))
            if self.ask("acquire", "door"):
                self.wait(random.uniform(0.1, 1))
                self.told(self.ask("release", "door"))
