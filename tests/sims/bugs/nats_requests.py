"""Users share one connection of nats-py and give up on slow answers: answers belong to requests, others are served."""

import asyncio
import random

import nats
import nats.errors
import nats_server
from nats.aio.client import Client
from nats.aio.msg import Msg

from mainstay import prove

PLACE = "nats://server:4222"


async def worker() -> None:
    connection = await nats.connect(PLACE)

    async def answer(message: Msg) -> None:
        await asyncio.sleep(random.expovariate(1 / 0.01))
        await message.respond(message.data.upper())

    await connection.subscribe("shout", queue="workers", cb=answer)
    await asyncio.Event().wait()


async def user(connection: Client, name: int) -> None:
    for n in range(20):
        word, patient = f"word {name} {n}".encode(), random.random() < 0.3
        try:
            answer = await connection.request("shout", word, timeout=60 if patient else random.uniform(0.001, 0.05))
            prove.always_equal(answer.data, word.upper(), "an answer belongs to its request")
        except nats.errors.TimeoutError:
            prove.always(not patient, "who is patient is served")


@prove.simulation(hosts=["server", "one", "two"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(nats_server.serve)
    await asyncio.sleep(1)
    sim.host("one").start(worker)
    sim.host("two").start(worker)
    errors: list[Exception] = []

    async def failed(error: Exception) -> None:
        errors.append(error)

    connection = await nats.connect(PLACE, error_cb=failed)
    await asyncio.sleep(2)
    await asyncio.gather(*(user(connection, name) for name in range(5)))
    prove.always_equal(errors, [], "giving up is no error of the connection")
    await connection.close()
