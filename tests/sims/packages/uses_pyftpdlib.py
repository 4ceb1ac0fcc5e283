"""pyftpdlib: an FTP server on its own loop; ftplib as the client, active and passive."""

import ftplib
import io
import os

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

from mainstay import prove


def server() -> None:
    os.makedirs("/srv/ftp")
    authorizer = DummyAuthorizer()
    authorizer.add_user("somebody", "secret", "/srv/ftp", perm="elradfmwMT")
    FTPHandler.authorizer = authorizer
    FTPServer(("0.0.0.0", 21), FTPHandler).serve_forever()


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    content = bytes(range(256)) * 500
    with ftplib.FTP("server", "somebody", "secret", timeout=60) as ftp:
        ftp.mkd("box")
        ftp.storbinary("STOR box/data.bin", io.BytesIO(content))
        for passive in (True, False):
            ftp.set_pasv(passive)
            found = io.BytesIO()
            ftp.retrbinary("RETR box/data.bin", found.write)
            prove.always_equal(found.getvalue(), content, "all of it comes back")
        ftp.rename("box/data.bin", "box/kept.bin")
        prove.always_equal([name for name, _ in ftp.mlsd("box")], ["kept.bin"], "it is listed")
