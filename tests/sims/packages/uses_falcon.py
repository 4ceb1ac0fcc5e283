"""Falcon on the standard library's WSGI server with a thread for each request; http.client as the client."""

import http.client
import json
import socketserver
import wsgiref.simple_server

import falcon

from mainstay import prove


class Notes:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def on_get(self, request: falcon.Request, response: falcon.Response, name: str) -> None:
        if name not in self.kept:
            raise falcon.HTTPNotFound(title="no such note")
        response.media = {"text": self.kept[name]}

    def on_put(self, request: falcon.Request, response: falcon.Response, name: str) -> None:
        self.kept[name] = request.get_media()["text"]
        response.status = falcon.HTTP_201


class Server(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


def server() -> None:
    app = falcon.App()
    app.add_route("/notes/{name}", Notes())
    wsgiref.simple_server.make_server("0.0.0.0", 80, app, server_class=Server).serve_forever()


def ask(method: str, path: str, body: object = None) -> tuple[int, object]:
    connection = http.client.HTTPConnection("server", timeout=60)
    connection.request(method, path, None if body is None else json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read() or b"null")


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    for n in range(5):
        prove.always_equal(ask("PUT", f"/notes/{n}", {"text": f"note {n}"})[0], 201, "it is kept")
        prove.always_equal(ask("GET", f"/notes/{n}"), (200, {"text": f"note {n}"}), "it is read again")
    prove.always_equal(ask("GET", "/notes/none"), (404, {"title": "no such note"}), "others are not there")
