"""An outbox that delivers messages to a service, with retries that back off, and a place for messages that are poison.

A message is retried after 1, 2, 4 … units, at most 32, plus something random. After `POISON` failures in a row it is
handed to the place for poison, itself a service that may fail; then the message is parked, and handed over later.
"""

import heapq
import random
from dataclasses import dataclass

POISON = 6
LONGEST = 32


class FailedError(Exception):
    pass


@dataclass
class Message:
    name: str
    failures: int = 0
    handovers: int = 0  # how often the place for poison did not take it


class Outbox:
    def __init__(self, deliver, hand_over, clock, on_failure=lambda message: None):
        self.deliver, self.hand_over, self.clock, self.on_failure = deliver, hand_over, clock, on_failure
        self.queue, self.parked, self.count = [], [], 0
        self.delivered, self.poison = [], []

    def put(self, message, delay=0.0):
        self.count += 1
        heapq.heappush(self.queue, (self.clock() + delay, self.count, message))

    def wait(self):
        """How long until something is due; None where nothing will be."""
        return max(0.0, self.queue[0][0] - self.clock()) if self.queue else None

    def step(self):
        """Try what is due first."""
        _due, _count, message = heapq.heappop(self.queue)
        if message.failures >= POISON:
            self.bury(message)
            return
        try:
            self.deliver(message.name)
        except FailedError:
            self.failed(message)
        else:
            self.delivered.append(message.name)
            self.unpark()

    def failed(self, message):
        message.failures += 1
        self.on_failure(message)
        backoff = min(2 ** (message.failures - 1), LONGEST)
        self.put(message, backoff * random.uniform(0.8, 1.2))

    def bury(self, message):
        try:
            self.hand_over(message.name)
        except FailedError:
            message.handovers += 1
            self.on_failure(message)
            if message.handovers < 2:
                self.put(message, LONGEST)
            else:
                self.parked.append(message)
        else:
            self.poison.append(message.name)
            self.unpark()

    def unpark(self):
        """Something works again, so what is parked is worth another try, from the start."""
        for message in self.parked:
            message.failures, message.handovers = POISON, 0
            self.put(message)
        self.parked = []

    def idle(self):
        return not self.queue
