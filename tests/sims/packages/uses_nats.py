"""nats-py: requests to two workers that share a subject, and a broadcast by pattern."""

import asyncio

import nats
import nats_server
from nats.aio.msg import Msg

from mainstay import prove

PLACE = "nats://server:4222"


async def worker() -> None:
    connection = await nats.connect(PLACE)

    async def answer(message: Msg) -> None:
        await message.respond(message.data.upper())

    await connection.subscribe("shout", queue="workers", cb=answer)
    await asyncio.Event().wait()


@prove.simulation(hosts=["server", "one", "two"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(nats_server.serve)
    await asyncio.sleep(1)
    sim.host("one").start(worker)
    sim.host("two").start(worker)
    connection = await nats.connect(PLACE)
    await asyncio.sleep(2)
    words = [f"word {n}".encode() for n in range(10)]
    answers = await asyncio.gather(*(connection.request("shout", word, timeout=30) for word in words))
    prove.always_equal([one.data for one in answers], [word.upper() for word in words], "each has its answer")
    events = await connection.subscribe("events.>")
    await connection.publish("events.made.first", b"1")
    await connection.publish("other", b"2")
    await connection.flush()
    message = await events.next_msg(timeout=30)
    prove.always_equal((message.subject, message.data), ("events.made.first", b"1"), "patterns match")
    await connection.close()
