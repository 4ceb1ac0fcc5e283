"""The synchronous side of websockets: a server with a thread for each connection."""

from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from mainstay import prove


def upper(socket: ServerConnection) -> None:
    for message in socket:
        socket.send(str(message).upper())


def server() -> None:
    with serve(upper, "0.0.0.0", 80) as served:
        served.serve_forever()


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    with connect("ws://server", open_timeout=60) as socket:
        for word in ("one", "two", "three"):
            socket.send(word)
            prove.always_equal(socket.recv(timeout=60), word.upper(), "echoed")
