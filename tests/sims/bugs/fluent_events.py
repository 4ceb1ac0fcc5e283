"""Threads tell events through one asynchronous sender of fluent-logger, which then is closed: all of them arrive."""

import random
import socketserver
import threading
import time

import msgpack
from fluent import asyncsender

from mainstay import prove

AT_ONCE, EACH = 3, 10


def server(seen: list[tuple[int, int]]) -> None:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            unpacker = msgpack.Unpacker()
            while data := self.request.recv(1000):
                unpacker.feed(data)
                seen.extend((event["user"], event["n"]) for _, _, event in unpacker)

    socketserver.ThreadingTCPServer(("0.0.0.0", 24224), Handler).serve_forever()


def user(sender: asyncsender.FluentSender, name: int, done: list[int]) -> None:
    for n in range(EACH):
        sender.emit("news", {"user": name, "n": n})
        time.sleep(random.choice([0, random.uniform(0, 0.01)]))
    done.append(name)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    seen: list[tuple[int, int]] = []
    sim.host("server").start(server, seen)
    sim.sleep(1)
    for _ in range(3):
        seen.clear()
        sender, done = asyncsender.FluentSender("shop", host="server"), []
        users = [threading.Thread(target=user, args=(sender, name, done), daemon=True) for name in range(AT_ONCE)]
        for one in users:
            one.start()
        for one in users:
            one.join(timeout=100)
        prove.always_equal(len(done), AT_ONCE, "every user comes to an end")
        closing = threading.Thread(target=sender.close, daemon=True)
        closing.start()
        closing.join(timeout=100)
        prove.always(not closing.is_alive(), "closing comes to an end")
        told = [(name, n) for name in range(AT_ONCE) for n in range(EACH)]
        prove.eventually(lambda told=told: sorted(seen) == told, "every event arrives once", within_s=60)
