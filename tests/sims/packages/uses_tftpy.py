"""tftpy: files over UDP, block by block, with a synchronous server on select."""

import os

import tftpy

from mainstay import prove


def server() -> None:
    os.makedirs("/srv/tftp")
    with open("/srv/tftp/image", "wb") as file:
        file.write(bytes(range(256)) * 40)
    tftpy.TftpServer("/srv/tftp").listen("0.0.0.0", 69)


@prove.simulation(hosts=["server"])
def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    sim.sleep(1)
    client = tftpy.TftpClient("server", 69, {"blksize": 1024})
    client.download("image", "/tmp/image", timeout=5)
    with open("/tmp/image", "rb") as file:
        prove.always_equal(file.read(), bytes(range(256)) * 40, "all of it comes")
