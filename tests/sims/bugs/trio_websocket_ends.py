"""Clients of trio-websocket talk to a server that hangs up, or is killed, at times: each answer fits, and all end."""

import random

import trio
import trio_websocket

from mainstay import prove


def server() -> None:
    async def served(request: trio_websocket.WebSocketRequest) -> None:
        connection = await request.accept()
        try:
            for _ in range(random.randint(1, 20)):
                await connection.send_message((await connection.get_message()).upper())
            if random.random() < 0.5:
                await connection.aclose()
        except trio_websocket.ConnectionClosed:
            pass

    trio.run(trio_websocket.serve_websocket, served, "0.0.0.0", 80, None)


async def talk(name: int, n: int) -> None:
    async with trio_websocket.open_websocket_url("ws://server:80/") as connection:
        for m in range(random.randint(1, 20)):
            await connection.send_message(f"word {name} {n} {m}")
            answer = await connection.get_message()
            prove.always_equal(answer, f"WORD {name} {n} {m}", "an answer belongs to its question")
            await trio.sleep(random.choice([0, random.expovariate(1 / 0.01)]))


async def user(name: int) -> None:
    for n in range(10):
        with trio.move_on_after(100) as limit:
            try:
                await talk(name, n)
            except* (trio_websocket.ConnectionClosed, trio_websocket.HandshakeError, OSError):
                await trio.sleep(0.1)
        prove.always(not limit.cancelled_caught, "every talk comes to an end", user=name, talk=n)


async def users(sim: prove.Sim) -> None:
    machine = sim.host("server")
    async with trio.open_nursery() as nursery:
        for name in range(3):
            nursery.start_soon(user, name)
        for _ in range(sim.random.choice([0, 5])):
            await trio.sleep(sim.random.uniform(0, 1))
            machine.kill(machine.processes[0])
            machine.start(server)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    trio.run(users, sim)
