"""aioquic: QUIC over UDP with TLS 1.3, a certificate made on the spot, several streams at once."""

import asyncio
import datetime
import ssl

from aioquic.asyncio import connect, serve
from aioquic.quic.configuration import QuicConfiguration
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mainstay import prove


def certified() -> QuicConfiguration:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
    certificate = builder.not_valid_after(now + datetime.timedelta(days=9)).sign(key, hashes.SHA256())
    made = QuicConfiguration(is_client=False, alpn_protocols=["echo"])
    made.certificate, made.private_key = certificate, key
    return made


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write((await reader.read()).upper())
    writer.write_eof()


async def server() -> None:
    def started(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.ensure_future(answer(reader, writer)))

    tasks: list[asyncio.Future[None]] = []
    await serve("0.0.0.0", 4433, configuration=certified(), stream_handler=started)
    await asyncio.Event().wait()


@prove.simulation(hosts=["server"])
async def test(sim: prove.Sim) -> None:
    sim.host("server").start(server)
    await asyncio.sleep(1)
    asked = QuicConfiguration(alpn_protocols=["echo"], verify_mode=ssl.CERT_NONE)
    async with connect("server", 4433, configuration=asked) as client:

        async def shout(text: bytes) -> bytes:
            reader, writer = await client.create_stream()
            writer.write(text)
            writer.write_eof()
            return await reader.read()

        texts = [f"word {n} ".encode() * 500 for n in range(5)]
        answers = await asyncio.gather(*(shout(text) for text in texts))
        prove.always_equal(answers, [text.upper() for text in texts], "every stream has its answer")
