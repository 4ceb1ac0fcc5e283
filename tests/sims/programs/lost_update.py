"""A counter that loses increments: it reads, waits, and writes what it has read."""

import asyncio

from mainstay import prove


class Store:
    count = 0


async def server():
    async def serve(reader, writer):
        while line := await reader.readline():
            count = Store.count
            if line == b"increment\n":
                await asyncio.sleep(0.001)
                Store.count = count + 1
            writer.write(f"{Store.count}\n".encode())
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "0.0.0.0", 80) as listening:
        await listening.serve_forever()


async def ask(command):
    reader, writer = await asyncio.open_connection("store", 80)
    writer.write(command + b"\n")
    answer = await reader.readline()
    writer.close()
    return int(answer)


async def increments(pause):
    for number in range(3):
        await asyncio.sleep(pause * (number + 1))
        await ask(b"increment")


@prove.simulation(hosts=["store"])
async def test_no_increment_is_lost(sim):
    sim.host("store").start(server)
    await asyncio.sleep(1)
    await asyncio.gather(increments(0.01), increments(0.017))
    prove.always_equal(await ask(b"get"), 6, "no increment is lost")
