"""pymemcache: clients in threads, keys spread over three threaded servers by their hash."""

import threading

import memcached_server
from pymemcache.client.base import PooledClient
from pymemcache.client.hash import HashClient

from mainstay import prove

SERVERS = ["one", "two", "three"]


def count(host: str) -> None:
    client = PooledClient((host, 11211), timeout=60)
    for _ in range(5):
        client.incr("count", 1)
    client.close()


@prove.simulation(hosts=SERVERS)
def test(sim: prove.Sim) -> None:
    for name in SERVERS:
        sim.host(name).start(memcached_server.serve)
    sim.sleep(1)
    spread = HashClient([(name, 11211) for name in SERVERS], timeout=60)
    for n in range(15):
        spread.set(f"key {n}".replace(" ", "-"), str(n))
    found = spread.get_many([f"key-{n}" for n in range(15)])
    prove.always_equal(found, {f"key-{n}": b"%d" % n for n in range(15)}, "every key is found on its server")
    one = PooledClient(("one", 11211), timeout=60)
    one.set("count", "0", noreply=False)  # or it may come after what another connection sends
    threads = [threading.Thread(target=count, args=("one",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    prove.always_equal(one.get("count"), b"20", "every increment counts")
