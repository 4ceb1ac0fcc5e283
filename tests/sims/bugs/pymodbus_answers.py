"""Tasks share a client of pymodbus and ask a device that is slow at times: answers belong to questions."""

import asyncio
import random
import struct

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from mainstay import prove


class Device:
    """It answers each question of registers with their addresses."""

    def __init__(self) -> None:
        self.delay_s = 0.1

    async def served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readexactly(8):
                tid, _, _, unit, code = struct.unpack(">HHHBB", head)
                first, count = struct.unpack(">HH", await reader.readexactly(4))
                await asyncio.sleep(random.expovariate(1 / self.delay_s))
                values = struct.pack(f">{count}H", *range(first, first + count))
                writer.write(struct.pack(">HHHBBB", tid, 0, 3 + len(values), unit, code, len(values)) + values)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def serve(self) -> None:
        async with await asyncio.start_server(self.served, "0.0.0.0", 502) as listening:
            await listening.serve_forever()


async def ask(client: AsyncModbusTcpClient) -> None:
    first, count = random.randint(0, 1000), random.randint(1, 5)
    answer = await client.read_holding_registers(first, count=count)
    prove.always(not answer.isError(), "the device knows no errors", answer=str(answer))
    prove.always_equal(answer.registers, list(range(first, first + count)), "an answer belongs to its question")


async def user(client: AsyncModbusTcpClient) -> None:
    for _ in range(20):
        try:
            await ask(client)
        except ModbusException:
            await asyncio.sleep(random.uniform(0, 0.5))


@prove.simulation(hosts=["device"])
async def test(sim: prove.Sim) -> None:
    sim.host("device").start(Device().serve)
    await asyncio.sleep(1)
    client = AsyncModbusTcpClient("device", port=502, timeout=0.2, retries=random.randint(0, 3))
    await client.connect()
    await asyncio.gather(*(user(client) for _ in range(3)))
    client.close()
