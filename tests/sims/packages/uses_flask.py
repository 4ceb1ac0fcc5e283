"""Flask with its own server; requests as the client."""

import flask
import requests

from mainstay import prove

app = flask.Flask(__name__)
notes: list[str] = []


@app.post("/notes")
def add() -> dict[str, int]:
    notes.append(flask.request.get_json()["text"])
    return {"count": len(notes)}


@app.get("/notes")
def read() -> list[str]:
    return notes


def server() -> None:
    app.run("0.0.0.0", 80)


@prove.simulation(hosts=["server", "client"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    for n in range(10):
        requests.post("http://server/notes", json={"text": f"note {n}"}, timeout=60)
    prove.always_equal(requests.get("http://server/notes", timeout=60).json(), [f"note {n}" for n in range(10)], "kept")
