"""Twisted: its own reactor on epoll; a socket of the standard library as the client."""

import socket

from twisted.internet import protocol, reactor

from mainstay import prove


class Upper(protocol.Protocol):
    def dataReceived(self, data: bytes) -> None:
        self.transport.write(data.upper())


def server() -> None:
    factory = protocol.Factory.forProtocol(Upper)
    reactor.listenTCP(7, factory)
    reactor.run(installSignalHandlers=False)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)
    with socket.create_connection(("server", 7), timeout=60) as connection:
        connection.sendall(b"hello\n")
        prove.always_equal(connection.makefile("rb").readline(), b"HELLO\n", "echoed")
