"""Services that fail now and then: when the outbox has nothing to do, all is delivered, or with the poison."""

import random
import socket
import time

import outbox

from mainstay import prove

MESSAGES = 6
SERVICES = {"service": 0.35, "morgue": 0.2}  # how often they fail


def service(name):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        ours.bind(("0.0.0.0", 4700))
        while True:
            _line, sender = ours.recvfrom(100)
            ours.sendto(b"failed" if random.random() < SERVICES[name] else b"ok", sender)


def call(name):
    def send(message):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
            ours.settimeout(1)
            ours.sendto(message.encode(), (name, 4700))
            if ours.recv(100) != b"ok":
                raise outbox.FailedError(message)

    return send


@prove.simulation(hosts=["service", "morgue", "sender"], faults=prove.NONE)
def test_nothing_is_left(sim):
    def failures(message):
        prove.toward(message.failures + message.handovers, "failures of one message")

    def send():
        ours = outbox.Outbox(call("service"), call("morgue"), time.monotonic, failures)
        for number in range(MESSAGES):
            ours.put(outbox.Message(f"message {number}"), random.uniform(0, 20))
        while not ours.idle():
            time.sleep(ours.wait())
            ours.step()
        prove.always_equal(len(ours.delivered) + len(ours.poison), MESSAGES, "nothing is left")

    for name in SERVICES:
        sim.host(name).start(service, name)
    sim.sleep(0.1)
    sending = sim.host("sender").start(send)
    while sending.alive:
        sim.sleep(10)
