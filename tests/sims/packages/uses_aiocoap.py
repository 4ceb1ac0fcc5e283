"""aiocoap: a resource that is read and written over UDP."""

import asyncio

import aiocoap
from aiocoap import resource

from mainstay import prove


class Note(resource.Resource):
    def __init__(self) -> None:
        super().__init__()
        self.text = b"empty"

    async def render_get(self, request: object) -> aiocoap.Message:
        return aiocoap.Message(payload=self.text)

    async def render_put(self, request: aiocoap.Message) -> aiocoap.Message:
        self.text = request.payload
        return aiocoap.Message(code=aiocoap.CHANGED)


async def server() -> None:
    root = resource.Site()
    root.add_resource(["note"], Note())
    await aiocoap.Context.create_server_context(root, bind=("::", 5683))
    await asyncio.Event().wait()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    client = await aiocoap.Context.create_client_context()
    for n in range(5):
        text = bytes([n]) * 2000  # larger than a block
        put = aiocoap.Message(code=aiocoap.PUT, uri="coap://server/note", payload=text)
        prove.always((await client.request(put).response).code.is_successful(), "it is kept")
        get = aiocoap.Message(code=aiocoap.GET, uri="coap://server/note")
        prove.always_equal((await client.request(get).response).payload, text, "it is read again")
    await client.shutdown()
