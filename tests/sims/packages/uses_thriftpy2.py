"""thriftpy2: a threaded Thrift server, its interface read from a file that the program writes."""

import threading

import thriftpy2
from thriftpy2.rpc import make_client, make_server

from mainstay import prove

INTERFACE = """
exception Missing { 1: string key }
service Store {
    void put(1: string key, 2: list<i64> values),
    i64 total(1: string key) throws (1: Missing missing)
}
"""


def interface() -> object:
    with open("/tmp/store.thrift", "w") as file:
        file.write(INTERFACE)
    return thriftpy2.load("/tmp/store.thrift", module_name="store_thrift")


def server() -> None:
    store = interface()
    kept: dict[str, list[int]] = {}

    class Handler:
        def put(self, key: str, values: list[int]) -> None:
            kept[key] = values

        def total(self, key: str) -> int:
            if key not in kept:
                raise store.Missing(key)
            return sum(kept[key])

    make_server(store.Store, Handler(), "0.0.0.0", 9090, client_timeout=60_000).serve()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    store = interface()

    def work(n: int) -> None:
        client = make_client(store.Store, "server", 9090, timeout=60_000)
        client.put(f"key {n}", [n] * 10)
        prove.always_equal(client.total(f"key {n}"), 10 * n, "its own value comes back")
        client.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        make_client(store.Store, "server", 9090, timeout=60_000).total("none")
        prove.unreachable("an exception comes back")
    except store.Missing as missing:
        prove.always_equal(missing.key, "none", "with what it says")
