"""grpclib: unary and streaming calls over HTTP/2, with a codec of its own."""

import asyncio
import json
from typing import Any

from grpclib.client import Channel, StreamStreamMethod, UnaryUnaryMethod
from grpclib.const import Cardinality, Handler
from grpclib.encoding.base import CodecBase
from grpclib.server import Server, Stream

from mainstay import prove


class Json(CodecBase):
    __content_subtype__ = "json"

    def encode(self, message: Any, message_type: type) -> bytes:
        return json.dumps(message).encode()

    def decode(self, data: bytes, message_type: type) -> Any:
        return json.loads(data)


class Sums:
    async def add(self, stream: Stream) -> None:
        await stream.send_message(sum(await stream.recv_message()))

    async def running(self, stream: Stream) -> None:
        total = 0
        async for number in stream:
            total += number
            await stream.send_message(total)

    def __mapping__(self) -> dict[str, Handler]:
        return {
            "/Sums/Add": Handler(self.add, Cardinality.UNARY_UNARY, list, int),
            "/Sums/Running": Handler(self.running, Cardinality.STREAM_STREAM, int, int),
        }


async def server() -> None:
    running = Server([Sums()], codec=Json())
    await running.start("0.0.0.0", 50051)
    await running.wait_closed()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with Channel("server", 50051, codec=Json()) as channel:
        add = UnaryUnaryMethod(channel, "/Sums/Add", list, int)
        answers = await asyncio.gather(*(add([n, n]) for n in range(10)))
        prove.always_equal(list(answers), [2 * n for n in range(10)], "every call has its own answer")
        running = StreamStreamMethod(channel, "/Sums/Running", int, int)
        prove.always_equal(list(await running([1, 2, 3, 4])), [1, 3, 6, 10], "streams go both ways")
