"""A client that says anything to pyftpdlib: what RFC 959 allows only right after RNFR is allowed nowhere else.

"This command must be immediately followed by a 'rename to' command" (section 4.1.3), but the server keeps what RNFR
named for whatever comes between, and renames it minutes later. For a test to see that, somebody must log in, make a
folder, name it, say something else, and rename it.
"""

import os
import random
import socket

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

from mainstay import prove

LINES = 16
NAMES = ("a", "b", "c")
SAID = {
    "USER": ("somebody", "nobody"),
    "PASS": ("secret", "guess"),
    **dict.fromkeys(("CWD", "MKD", "RMD", "RNFR", "RNTO", "DELE", "SIZE", "MDTM"), NAMES),
    **dict.fromkeys(("CDUP", "NOOP", "PWD", "REIN", "SYST", "REST 1"), ("",)),
}


def server():
    os.makedirs("/srv/ftp")
    FTPHandler.authorizer = DummyAuthorizer()
    FTPHandler.authorizer.add_user("somebody", "secret", "/srv/ftp", perm="elradfmwMT")
    FTPServer(("0.0.0.0", 21), FTPHandler).serve_forever()


def client():
    with socket.create_connection(("server", 21)) as connection, connection.makefile("rw", newline="\r\n") as lines:
        lines.readline()
        before = ""
        for _ in range(LINES):
            verb = random.choice((*SAID,))
            lines.write(f"{verb} {random.choice(SAID[verb])}".strip() + "\n")
            lines.flush()
            answer = lines.readline()
            if not answer:
                return
            early = verb == "RNTO" and answer.startswith("250") and before != "RNFR"
            prove.always(not early, "RNTO follows RNFR", after=before)
            before = verb


@prove.simulation(hosts=["server", "client"], faults=prove.NONE)
def test_what_is_renamed_was_named_right_before(sim):
    sim.host("server").start(server)
    sim.sleep(1)
    speaks = sim.host("client").start(client)
    while speaks.alive:
        sim.sleep(1)
