"""Flask-Sock and simple-websocket: a thread for each websocket, in Flask's own server and as a client."""

import flask
import flask_sock
import simple_websocket

from mainstay import prove

app = flask.Flask(__name__)
sock = flask_sock.Sock(app)


@sock.route("/count")
def count(connection: simple_websocket.Server) -> None:
    total = 0
    while True:
        total += int(connection.receive())
        connection.send(str(total))


def server() -> None:
    app.run("0.0.0.0", 80)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    one, other = (simple_websocket.Client.connect("ws://server/count") for _ in range(2))
    for n in range(1, 6):
        one.send(str(n))
        other.send(str(10 * n))
    prove.always_equal([one.receive(60) for _ in range(5)], ["1", "3", "6", "10", "15"], "sums come back")
    prove.always_equal([other.receive(60) for _ in range(5)], ["10", "30", "60", "100", "150"], "each its own")
    one.close()
    other.close()
