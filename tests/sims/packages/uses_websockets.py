import asyncio

import websockets

from mainstay import prove


async def server() -> None:
    rooms: set[websockets.ServerConnection] = set()

    async def chat(socket: websockets.ServerConnection) -> None:
        rooms.add(socket)
        try:
            async for message in socket:
                websockets.broadcast(rooms, message)
        finally:
            rooms.discard(socket)

    async with websockets.serve(chat, "0.0.0.0", 80):
        await asyncio.Event().wait()


async def member(number: int) -> None:
    async with websockets.connect("ws://server", open_timeout=60) as socket:
        await asyncio.sleep(5)
        await socket.send(f"hello from {number}")
        heard = sorted([await socket.recv() for _ in range(5)])
        prove.always_equal(heard, [f"hello from {n}" for n in range(5)], "everybody hears everybody")


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(*(member(number) for number in range(5)))
