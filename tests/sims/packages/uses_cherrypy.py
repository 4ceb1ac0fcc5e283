"""CherryPy: its server with a pool of threads, sessions in memory; http.cookiejar keeps them."""

import urllib.request
from http.cookiejar import CookieJar

import cherrypy

from mainstay import prove


class Counter:
    @cherrypy.expose
    def index(self) -> str:
        cherrypy.session["count"] = cherrypy.session.get("count", 0) + 1
        return str(cherrypy.session["count"])


def server() -> None:
    cherrypy.config.update(
        {"server.socket_host": "0.0.0.0", "server.socket_port": 80, "engine.autoreload.on": False, "log.screen": False}
    )
    cherrypy.quickstart(Counter(), "/", {"/": {"tools.sessions.on": True}})


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(3)
    for _ in range(2):
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        counts = [visitor.open("http://server/", timeout=60).read() for _ in range(4)]
        prove.always_equal(counts, [b"1", b"2", b"3", b"4"], "each visitor has a session")
