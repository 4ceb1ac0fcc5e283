"""httpx and httpcore against a raw asyncio server made with h11."""

import asyncio

import h11
import httpx

from mainstay import prove


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    connection = h11.Connection(h11.SERVER)
    while data := await reader.read(4096):
        connection.receive_data(data)
        while (event := connection.next_event()) is not h11.NEED_DATA and event is not h11.PAUSED:
            if isinstance(event, h11.EndOfMessage):
                head = h11.Response(status_code=200, headers=[("content-length", "2")])
                parts = [connection.send(part) for part in (head, h11.Data(b"ok"), h11.EndOfMessage())]
                writer.write(b"".join(part or b"" for part in parts))
                connection.start_next_cycle()
    writer.close()


async def server() -> None:
    async with await asyncio.start_server(serve, "0.0.0.0", 80) as served:
        await served.serve_forever()


@prove.simulation(hosts=["server", "client"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    async with httpx.AsyncClient(timeout=60) as client:
        answers = await asyncio.gather(*(client.get("http://server/") for _ in range(20)))
    prove.always(all(answer.text == "ok" for answer in answers), "all are answered")
