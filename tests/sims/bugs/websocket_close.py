"""Programs run an application of websocket-client in a thread, and close it when they like: it ends without error."""

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


def user(done: list[int]) -> None:
    for _ in range(5):
        trouble: list[object] = []
        opened = threading.Event()

        app = websocket.WebSocketApp(
            "ws://server:8000",
            on_open=lambda app, opened=opened: (app.send(str(random.randint(1, 5))), opened.set()),
            on_message=lambda app, _: random.random() < 0.5 and app.send("1"),
            on_error=lambda _, error, trouble=trouble: trouble.append(error),
        )
        runner = threading.Thread(target=app.run_forever, daemon=True)
        runner.start()
        opened.wait(60)
        time.sleep(random.uniform(0, 0.05))
        app.close()
        runner.join()
        known = [isinstance(error, (websocket.WebSocketException, OSError)) for error in trouble]
        prove.always(all(known), "errors are those of the library", trouble=trouble)
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
