"""websocket-client, synchronous, against websockets."""

import asyncio

import websocket
import websockets

from mainstay import prove


async def server() -> None:
    async def echo(socket: websockets.ServerConnection) -> None:
        async for message in socket:
            await socket.send(message)

    async with websockets.serve(echo, "0.0.0.0", 80):
        await asyncio.Event().wait()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    socket = websocket.create_connection("ws://server/", timeout=60)
    for word in ("one", "two", "three"):
        socket.send(word)
        prove.always_equal(socket.recv(), word, "echoed")
    socket.close()
