"""trio: its own scheduler on epoll, no asyncio."""

import trio

from mainstay import prove


def server() -> None:
    async def echo(stream: trio.SocketStream) -> None:
        async for data in stream:
            await stream.send_all(data.upper())

    trio.run(trio.serve_tcp, echo, 7)


async def client(word: bytes) -> None:
    stream = await trio.open_tcp_stream("server", 7)
    await stream.send_all(word)
    heard = b""
    while len(heard) < len(word):
        heard += await stream.receive_some()
    prove.always_equal(heard, word.upper(), "echoed")
    await stream.aclose()


async def clients() -> None:
    async with trio.open_nursery() as nursery:
        for word in (b"one", b"two", b"three"):
            nursery.start_soon(client, word)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    trio.run(clients)
