"""A file over datagrams with a sliding window: the receiver takes what comes next, and acknowledges what it has so far.

What is not acknowledged in time is sent again, all of it (go-back-n). Numbers of blocks are small, so they start again
at zero; each end knows the whole number by where it is.
"""

import socket
import time

PORT = 4800
WINDOW = 7
MODULUS = WINDOW  # so that no two that are under way have the same number
AGAIN_S, PACE_S = 0.2, 0.002


class Sender:
    def __init__(self, to, blocks, tell=lambda base: None):
        self.to, self.blocks, self.tell = to, blocks, tell
        self.base = self.next = self.sent = 0  # what is not acknowledged, what is to be sent, what never was sent
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def run(self):
        deadline = time.monotonic() + AGAIN_S
        while self.base < len(self.blocks):
            may_send = self.next < min(self.base + WINDOW, len(self.blocks))
            if may_send:
                self.socket.sendto(f"{self.next % MODULUS} {self.blocks[self.next]}".encode(), (self.to, PORT))
                self.next += 1
                self.sent = max(self.sent, self.next)
            self.socket.settimeout(PACE_S if may_send else max(0.001, deadline - time.monotonic()))
            try:
                acknowledged = int(self.socket.recv(100))
            except TimeoutError:
                if time.monotonic() >= deadline:
                    self.next = self.base
                    deadline = time.monotonic() + AGAIN_S
                continue
            ahead = (acknowledged - self.base) % MODULUS
            if 0 < ahead <= self.sent - self.base:
                self.base += ahead
                self.next = max(self.next, self.base)
                self.tell(self.base)
                deadline = time.monotonic() + AGAIN_S
        self.socket.sendto(b"end", (self.to, PORT))


class Receiver:
    def __init__(self, tell=lambda count: None):
        self.tell = tell
        self.blocks = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", PORT))

    def run(self):
        while True:
            data, sender = self.socket.recvfrom(1000)
            if data == b"end":
                continue
            number, block = data.decode().split()
            if int(number) == len(self.blocks) % MODULUS:
                self.blocks.append(block)
                self.tell(len(self.blocks))
            self.socket.sendto(str(len(self.blocks) % MODULUS).encode(), sender)
