"""A thread reads from a connection of websocket-client that another one closes: every call comes to an end."""

import random
import threading
import time
from contextlib import suppress

import websocket
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from mainstay import prove


async def server() -> None:
    async def served(connection) -> None:
        with suppress(ConnectionClosed):
            async for message in connection:
                for _ in range(int(message)):
                    await connection.send("x" * random.choice([1, 100, 10_000]))
                if random.random() < 0.2:
                    break

    async with serve(served, "0.0.0.0", 8000) as listening:
        await listening.serve_forever()


def read(connection: websocket.WebSocket, ended: list[int]) -> None:
    with suppress(websocket.WebSocketException, OSError):
        while connection.recv():
            pass
    ended.append(1)


def user(done: list[int]) -> None:
    for _ in range(5):
        connection = websocket.create_connection("ws://server:8000", timeout=30, enable_multithread=True)
        ended: list[int] = []
        reader = threading.Thread(target=read, args=(connection, ended), daemon=True)
        reader.start()
        with suppress(websocket.WebSocketException, OSError):
            for _ in range(random.randint(1, 4)):
                connection.send(str(random.randint(1, 5)))
                time.sleep(random.uniform(0, 0.05))
        connection.close()
        reader.join()
        prove.always(ended, "who reads is told of the end by an exception of the library")
    done.append(1)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    done: list[int] = []
    users = [threading.Thread(target=user, args=(done,), daemon=True) for _ in range(3)]
    for one in users:
        one.start()
    for one in users:
        one.join(timeout=150)
    prove.always_equal(len(done), 3, "every user comes to an end")
