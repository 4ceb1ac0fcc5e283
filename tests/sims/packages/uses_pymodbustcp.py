"""pyModbusTCP: registers of a threaded server, read and written by threads."""

import threading

from pyModbusTCP.client import ModbusClient
from pyModbusTCP.server import ModbusServer

from mainstay import prove


def server() -> None:
    ModbusServer("0.0.0.0", 502).start()


def write(number: int) -> None:
    client = ModbusClient("server", 502, timeout=60)
    for n in range(5):
        client.write_single_register(10 * number + n, number)
    client.close()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client = ModbusClient("server", 502, timeout=60)
    found = client.read_holding_registers(0, 40)
    prove.always_equal(found, [n // 10 if n % 10 < 5 else 0 for n in range(40)], "every register is written")
    client.write_multiple_coils(0, [True, False, True])
    prove.always_equal(client.read_coils(0, 3), [True, False, True], "coils too")
