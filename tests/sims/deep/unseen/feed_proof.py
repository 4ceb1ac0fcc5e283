"""A reader whose connections are lost, and who finds no network now and then: it misses nothing without knowing."""

import asyncio
import json
import random

import feed
import websockets

from mainstay import prove

MESSAGES = 40
LOST, NO_NETWORK = 0.04, 0.22


async def reader():
    last = None  # the number of the message that it had last
    while (last or 0) < MESSAGES:
        if random.random() < NO_NETWORK:
            await asyncio.sleep(1)
            continue
        async with websockets.connect("ws://feed", ping_interval=None, compression=None) as socket:
            await socket.send(json.dumps(["subscribe", "reader", last]))
            while (last or 0) < MESSAGES and random.random() > LOST:
                try:
                    verb, *rest = json.loads(await asyncio.wait_for(socket.recv(), 5))
                except TimeoutError:
                    break
                if verb == "missed":
                    await socket.send('["snapshot"]')
                elif verb == "snapshot":
                    last = rest[0]
                elif rest[0] > (last or 0):
                    prove.always_equal(rest[0], (last or 0) + 1, "nothing is missed")
                    last = rest[0]
                    await socket.send(json.dumps(["had", last]))
            socket.transport.abort()


@prove.simulation(hosts=["feed", "reader"], faults=prove.NONE, share=["websockets"])
async def test_nothing_is_missed(sim):
    async def serve():
        await feed.Feed(MESSAGES).serve()
        await asyncio.sleep(1)

    serving = sim.host("feed").start(serve)
    sim.host("reader").start(reader, may_fail=True)
    while serving.alive:
        await asyncio.sleep(1)
