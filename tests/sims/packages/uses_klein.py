"""Klein and treq: HTTP both ways on Twisted's reactor."""

import klein
import treq
from twisted.internet import defer, endpoints, reactor, task
from twisted.web.server import Request, Site

from mainstay import prove


def server() -> None:
    app = klein.Klein()

    @app.route("/shout/<word>")
    def shout(request: Request, word: str) -> defer.Deferred:
        waiting: defer.Deferred[bytes] = defer.Deferred()
        reactor.callLater(1, waiting.callback, word.upper().encode())
        return waiting

    endpoints.TCP4ServerEndpoint(reactor, 80).listen(Site(app.resource()))
    reactor.run(installSignalHandlers=False)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)

    async def main(reactor: object) -> None:
        async def ask(word: str) -> bytes:
            return await treq.content(await treq.get(f"http://server/shout/{word}", timeout=60))

        words = [f"word{n}" for n in range(5)]
        answers = await defer.gatherResults([defer.ensureDeferred(ask(word)) for word in words])
        prove.always_equal(answers, [word.upper().encode() for word in words], "each has its answer")

    try:
        task.react(lambda reactor: defer.ensureDeferred(main(reactor)))
    except SystemExit as end:
        prove.always_equal(end.code, 0, "all went well")
