import anyio
from anyio.abc import SocketStream

from mainstay import prove


async def server() -> None:
    async def echo(stream: SocketStream) -> None:
        async with stream:
            async for data in stream:
                await stream.send(data[::-1])

    listener = await anyio.create_tcp_listener(local_host="0.0.0.0", local_port=7)
    await listener.serve(echo)


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await anyio.sleep(1)
    async with await anyio.connect_tcp("server", 7) as stream:
        for word in (b"a", b"b", b"c"):
            await stream.send(word)
            prove.always_equal(await stream.receive(), word, "echoed")
