"""bottle on wsgiref; http.client as the client."""

import http.client

import bottle

from mainstay import prove


def server() -> None:
    app = bottle.Bottle()
    app.route("/hello/<name>", callback=lambda name: bottle.template("Hello {{name}}", name=name))
    app.run(host="0.0.0.0", port=80, quiet=True)


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    for name in ("Ada", "Grace", "Barbara"):
        connection = http.client.HTTPConnection("server", timeout=60)
        connection.request("GET", f"/hello/{name}")
        prove.always_equal(connection.getresponse().read().decode(), f"Hello {name}", "greeted")
        connection.close()
