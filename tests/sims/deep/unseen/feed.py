"""A feed over websockets (https://websockets.readthedocs.io) that survives lost connections.

The server keeps the newest messages for each subscriber. Who comes back says what it had last, and gets what it missed;
who is new, or missed more than was kept, is told so, asks for a snapshot (how many there were), and goes on from there.
"""

import asyncio
import json
from collections import deque

import websockets

PORT = 80
KEPT = 8
EVERY_S = 0.4


class Subscriber:
    def __init__(self):
        self.kept = deque()
        self.socket = None
        self.missed = True  # whether there was something that it has not had, and that is not kept

    def put(self, number):
        self.kept.append(number)
        if len(self.kept) > KEPT:
            self.kept.popleft()
            self.missed = self.missed or self.socket is None

    def had(self, number):
        while self.kept and self.kept[0] <= number:
            self.kept.popleft()


class Feed:
    def __init__(self, messages):
        self.messages = messages
        self.number = 0
        self.subscribers = {}

    async def serve(self):
        async with websockets.serve(self.connected, "0.0.0.0", PORT, ping_interval=None, compression=None):
            for number in range(1, self.messages + 1):
                self.number = number
                for subscriber in self.subscribers.values():
                    subscriber.put(self.number)
                    if subscriber.socket and not subscriber.missed:
                        websockets.broadcast({subscriber.socket}, json.dumps(["message", self.number]))
                await asyncio.sleep(EVERY_S)

    async def connected(self, socket):
        subscriber = None
        try:
            async for text in socket:
                verb, *rest = json.loads(text)
                if verb == "subscribe":
                    subscriber = self.subscribers.setdefault(rest[0], Subscriber())
                    await self.subscribe(subscriber, socket, rest[1])
                elif verb == "snapshot" and subscriber:
                    await self.snapshot(subscriber)
                elif verb == "had" and subscriber:
                    subscriber.had(rest[0])
        except websockets.ConnectionClosed:
            pass
        finally:
            if subscriber and subscriber.socket is socket:
                subscriber.socket = None

    async def subscribe(self, subscriber, socket, last):
        if subscriber.socket:
            await subscriber.socket.close()
        subscriber.socket = socket
        if last is None:
            subscriber.missed = True
        else:
            subscriber.had(last)
        if subscriber.missed:
            await socket.send(json.dumps(["missed"]))
            return
        for number in list(subscriber.kept):
            await socket.send(json.dumps(["message", number]))

    async def snapshot(self, subscriber):
        subscriber.kept.clear()
        subscriber.missed = False
        await subscriber.socket.send(json.dumps(["snapshot", self.number]))
