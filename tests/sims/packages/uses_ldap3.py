"""ldap3 asks a directory that ldaptor serves on Twisted."""

import io

import ldap3
from ldaptor.inmemory import fromLDIFFile
from ldaptor.interfaces import IConnectedLDAPEntry
from ldaptor.protocols.ldap.ldapserver import LDAPServer
from twisted.internet import protocol, reactor
from twisted.python.components import registerAdapter

from mainstay import prove

LDIF = b"""\
dn: dc=test
objectClass: dcObject
dc: test

dn: cn=one,dc=test
objectClass: person
cn: one
sn: First

dn: cn=two,dc=test
objectClass: person
cn: two
sn: Second

"""


class Factory(protocol.ServerFactory):
    def __init__(self, root: object) -> None:
        self.root = root

    def buildProtocol(self, address: object) -> LDAPServer:
        made = LDAPServer()
        made.factory = self
        return made


def server() -> None:
    def ready(root: object) -> None:
        registerAdapter(lambda factory: factory.root, Factory, IConnectedLDAPEntry)
        reactor.listenTCP(389, Factory(root))

    fromLDIFFile(io.BytesIO(LDIF)).addCallback(ready)
    reactor.run(installSignalHandlers=False)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(2)
    directory = ldap3.Connection(ldap3.Server("server", connect_timeout=60), receive_timeout=60)
    prove.always(directory.bind(), "it may ask")
    directory.search("dc=test", "(objectClass=person)", attributes=["sn"])
    prove.always_equal(sorted(str(entry.sn) for entry in directory.entries), ["First", "Second"], "all are found")
    directory.unbind()
