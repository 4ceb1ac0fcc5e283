"""tornado: server and client on its own event loop."""

import asyncio
import json

from tornado.httpclient import AsyncHTTPClient
from tornado.web import Application, RequestHandler

from mainstay import prove


class Sum(RequestHandler):
    async def post(self) -> None:
        await asyncio.sleep(0.01)
        self.write({"sum": sum(json.loads(self.request.body))})


async def server() -> None:
    Application([("/sum", Sum)]).listen(80, "0.0.0.0")
    await asyncio.Event().wait()


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    client = AsyncHTTPClient()
    for n in range(10):
        answer = await client.fetch(
            "http://server/sum", method="POST", body=json.dumps(list(range(n))), request_timeout=60
        )
        prove.always_equal(json.loads(answer.body)["sum"], n * (n - 1) // 2, "summed")
