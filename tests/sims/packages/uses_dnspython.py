"""dnspython asks a threaded server made with dnslib, on UDP."""

import time

import dns.resolver
from dnslib import QTYPE, RR, A
from dnslib.server import BaseResolver, DNSServer

from mainstay import prove


class Fixed(BaseResolver):
    def resolve(self, request: object, handler: object) -> object:
        reply = request.reply()
        reply.add_answer(RR(request.q.qname, QTYPE.A, rdata=A("192.0.2.7"), ttl=60))
        return reply


def server() -> None:
    DNSServer(Fixed(), address="0.0.0.0", port=53).start_thread()
    time.sleep(1000)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.lifetime = [sim.host("server").address], 60
    answer = resolver.resolve("example.test", "A")
    prove.always_equal([str(one) for one in answer], ["192.0.2.7"], "the name is known")
