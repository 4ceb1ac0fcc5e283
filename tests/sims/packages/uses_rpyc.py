"""rpyc: objects of another host, with a thread for each connection."""

import rpyc
from rpyc.utils.server import ThreadedServer

from mainstay import prove


class Calculator(rpyc.Service):
    def exposed_apply(self, function: object, numbers: list[int]) -> int:
        return sum(function(number) for number in numbers)


def server() -> None:
    ThreadedServer(Calculator, hostname="0.0.0.0", port=18861).start()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    connection = rpyc.connect("server", 18861, config={"sync_request_timeout": 60})
    prove.always_equal(connection.root.apply(lambda n: n * n, [1, 2, 3]), 14, "callbacks run at home")
    connection.close()
