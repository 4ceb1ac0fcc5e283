"""TLS: threads and files on one side, sockets and asyncio on the other."""

# They are programs: they print, and catch what they like.

import asyncio
import hashlib
import socket
import ssl
import threading
from pathlib import Path

from mainstay import prove

HERE = Path(__file__).parent
CERTIFICATE, KEY = str(HERE / "cert.pem"), str(HERE / "key.pem")


def serve(connection):
    with connection, connection.makefile("rwb") as file:
        for line in file:
            file.write(line.upper())
            file.flush()


def server():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    copy = Path("cert.pem")  # OpenSSL opens files by itself, also those that only the simulated host has
    copy.write_bytes(Path(CERTIFICATE).read_bytes())
    context.load_cert_chain(copy, KEY)
    with context.wrap_socket(socket.create_server(("0.0.0.0", 443)), server_side=True) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def client():
    context = ssl.create_default_context(cafile=CERTIFICATE)
    with socket.create_connection(("a", 443)) as plain, context.wrap_socket(plain, server_hostname="a") as tls:
        prove.always(isinstance(tls, ssl.SSLSocket) and isinstance(tls, socket.socket), "classes hold")
        prove.always_equal(tls.version(), "TLSv1.3", "version")
        data, found = b"hello\n" * 1_000, b""
        tls.sendall(data)
        while len(found) < len(data):
            found += tls.recv(65_536)
        prove.always_equal(found, data.upper(), "echo")
        print("secret", hashlib.sha256(tls.get_channel_binding("tls-unique") or b"").hexdigest())


async def asynchronous():
    context = ssl.create_default_context(cafile=CERTIFICATE)
    reader, writer = await asyncio.open_connection("a", 443, ssl=context)
    writer.write(b"abc\n")
    prove.always_equal(await reader.readline(), b"ABC\n", "echo")
    writer.close()
    await writer.wait_closed()


@prove.simulation(hosts=["a", "b"], faults=prove.GENTLE)
async def tls(sim):
    sim.host("a").start(server)
    await asyncio.sleep(1)
    for program in (client, asynchronous):
        process = sim.host("b").start(program)
        await asyncio.sleep(60)
        prove.always_equal(process.status, 0, program.__name__)
