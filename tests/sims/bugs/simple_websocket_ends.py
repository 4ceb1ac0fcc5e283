"""Threads talk over websockets of simple-websocket, and either side closes when it likes: both come to an end."""

import random
import threading
import time
from contextlib import suppress

import flask
import flask_sock
import simple_websocket
from wsproto.utilities import LocalProtocolError

from mainstay import prove

sock = flask_sock.Sock(app := flask.Flask(__name__))
inside: list[simple_websocket.Server] = []
# No fragments: a handshake in two parts fails in 0.8.0, which would be found first.
FAULTS = prove.Faults(host=prove.HostFaults(stalls=0.2, hiccups=0.2, preempt=0.05))


@sock.route("/talk")
def talk(connection: simple_websocket.Server) -> None:
    inside.append(connection)
    try:
        while (word := connection.receive()) != "bye" and random.random() < 0.9:
            for _ in range(random.choice([0, 1, 3])):
                connection.send(word)
    finally:
        inside.remove(connection)


def server() -> None:
    threading.Thread(target=app.run, args=("0.0.0.0", 80), daemon=True).start()
    time.sleep(100)
    prove.always_equal(inside, [], "the server notices that they are gone")


def talks() -> None:
    for _ in range(5):
        with suppress(simple_websocket.ConnectionClosed, OSError, LocalProtocolError):
            connection = simple_websocket.Client("ws://server/talk")
            for n in range(random.randint(1, 10)):
                connection.send(str(n))
                if random.random() < 0.3:
                    connection.receive(timeout=random.uniform(0, 0.1))
            if random.random() < 0.5:
                connection.send("bye")
                while True:
                    connection.receive()
            connection.close()


@prove.simulation(hosts=["server"], faults=FAULTS)
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    time.sleep(1)
    for user in (users := [threading.Thread(target=talks, daemon=True) for _ in range(3)]):
        user.start()
    time.sleep(150)
    prove.always(not any(user.is_alive() for user in users), "every user comes to an end")
