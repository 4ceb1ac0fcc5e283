"""telnetlib3: a telnet server and client that negotiate their options."""

import asyncio

import telnetlib3

from mainstay import prove


async def shell(reader: telnetlib3.TelnetReader, writer: telnetlib3.TelnetWriter) -> None:
    writer.write("name? ")
    name = (await reader.readline()).strip()
    writer.write(f"hello {name}\r\n")
    await writer.drain()
    writer.close()


async def server() -> None:
    running = await telnetlib3.create_server(host="0.0.0.0", port=23, shell=shell, connect_maxwait=1)
    await running.wait_closed()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    reader, writer = await telnetlib3.open_connection("server", 23, connect_maxwait=1)
    prove.always_equal(await reader.readexactly(6), "name? ", "it asks")
    writer.write("somebody\r\n")
    told = await reader.read(200)
    while "hello" not in told:
        told += await reader.read(200)
    prove.always("hello somebody" in told, "it answers", told=told)
