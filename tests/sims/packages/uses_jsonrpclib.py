"""jsonrpclib-pelix: a threaded JSON-RPC server with a pool; calls, errors and batches from threads."""

import concurrent.futures

import jsonrpclib
from jsonrpclib.SimpleJSONRPCServer import PooledJSONRPCServer

from mainstay import prove


def divide(a: int, b: int) -> float:
    return a / b


def server() -> None:
    serving = PooledJSONRPCServer(("0.0.0.0", 8080), logRequests=False)
    serving.register_function(divide)
    serving.register_function(lambda text: text[::-1], "reverse")
    serving.serve_forever()


def reverse(text: str) -> str:
    return jsonrpclib.ServerProxy("http://server:8080").reverse(text)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        words = [f"word {n}" for n in range(12)]
        prove.always_equal(list(pool.map(reverse, words)), [word[::-1] for word in words], "each has its answer")
    proxy = jsonrpclib.ServerProxy("http://server:8080")
    try:
        proxy.divide(1, 0)
        prove.unreachable("an error is an answer")
    except jsonrpclib.ProtocolError as error:
        prove.always("-32603" in str(error), "the error is told", error=str(error))
    batch = jsonrpclib.MultiCall(proxy)
    for n in range(1, 4):
        batch.divide(12, n)
    prove.always_equal(list(batch()), [12, 6, 4], "a batch is one request")
