"""Clients of stomp.py connect, send and leave again: every call comes to an end, and what was sent has arrived."""

import random
import socketserver
import time

import stomp

from mainstay import prove


class Broker(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        data = b""
        while more := self.request.recv(4096):
            *frames, data = (data + more).split(b"\x00")
            for frame in frames:
                command, *headers = frame.lstrip(b"\n").split(b"\n\n")[0].decode().split("\n")
                told = dict(line.split(":", 1) for line in headers)
                if command == "SEND":
                    self.server.arrived.append(frame.split(b"\n\n", 1)[1].decode())
                if command in ("CONNECT", "STOMP"):
                    self.request.sendall(b"CONNECTED\nversion:1.1\n\n\x00")
                elif "receipt" in told:
                    self.request.sendall(f"RECEIPT\nreceipt-id:{told['receipt']}\n\n".encode() + b"\x00")
                if command == "DISCONNECT":
                    return


class Server(socketserver.ThreadingTCPServer):
    arrived: list[str]


def server(arrived: list[str]) -> None:
    serving = Server(("0.0.0.0", 61613), Broker)
    serving.arrived = arrived
    serving.serve_forever()


def user(name: int, done: list[int]) -> None:
    for n in range(10):
        connection = stomp.Connection([("server", 61613)])
        connection.start()
        connection.connect("user", "password", wait=random.random() < 0.5)
        connection.send(body=f"{name} {n}", destination="/queue/notes")
        time.sleep(random.choice([0, random.uniform(0, 0.01)]))
        connection.disconnect()
    done.append(name)


@prove.simulation(hosts=["server", "user"])
def test(sim: prove.Sim) -> None:
    arrived, done = [], []
    sim.host("server").start(server, arrived)
    sim.sleep(1)
    for name in range(3):
        sim.host("user").start(user, name, done)
    prove.eventually(lambda: len(done) == 3, "every user comes to an end", within_s=300)
    prove.always_equal(sorted(arrived), sorted(f"{u} {n}" for u in range(3) for n in range(10)), "all has arrived")
