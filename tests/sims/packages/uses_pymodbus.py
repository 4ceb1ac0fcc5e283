"""pymodbus: an asynchronous server, an asynchronous client and a synchronous one in a thread."""

import asyncio

from pymodbus.client import AsyncModbusTcpClient, ModbusTcpClient
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import StartAsyncTcpServer

from mainstay import prove


async def server() -> None:
    block = ModbusSequentialDataBlock(1, [0] * 100)
    context = ModbusServerContext(devices=ModbusDeviceContext(hr=block), single=True)
    await StartAsyncTcpServer(context, address=("0.0.0.0", 502))


def read() -> list[int]:
    client = ModbusTcpClient("server", port=502, timeout=30)
    client.connect()
    found = client.read_holding_registers(0, count=20).registers
    client.close()
    return found


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    client = AsyncModbusTcpClient("server", port=502, timeout=30)
    await client.connect()
    for n in range(20):
        await client.write_register(n, n * n)
    client.close()
    prove.always_equal(await asyncio.to_thread(read), [n * n for n in range(20)], "every register is kept")
