"""A broker that speaks MQTT 3.1.1: both levels of acknowledged delivery as one, patterns, last wills. On asyncio."""

import asyncio
import struct

_CONNECT, _PUBLISH, _PUBACK, _SUBSCRIBE, _PING, _DISCONNECT = 1, 3, 4, 8, 12, 14


class Client:
    """One connection: what it hears, and what is told when it is gone."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.patterns: list[str] = []
        self.will: tuple[str, bytes] | None = None
        self.patience_s: float | None = None

    def tell(self, topic: str, payload: bytes) -> None:
        """Deliver a message, once, if it asked for its topic."""
        if any(_matches(pattern, topic) for pattern in self.patterns):
            self.send(_PUBLISH << 4, _text(topic) + payload)

    def send(self, head: int, body: bytes) -> None:
        """Send a packet."""
        size, rest = bytearray(), len(body)
        while True:
            rest, low = divmod(rest, 128)
            size.append(low | (128 if rest else 0))
            if not rest:
                break
        self.writer.write(bytes([head]) + size + body)


_clients: list[Client] = []


async def _connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    client = Client(writer)
    try:
        while await asyncio.wait_for(_packet(client, reader), client.patience_s):
            pass
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        pass
    if client in _clients:
        _clients.remove(client)
    if client.will:
        _publish(*client.will)
    writer.close()


async def _packet(client: Client, reader: asyncio.StreamReader) -> bool:
    """Obey one packet; False at the last."""
    head = (await reader.readexactly(1))[0]
    size, shift, low = 0, 0, 128
    while low & 128:
        low = (await reader.readexactly(1))[0]
        size, shift = size | (low & 127) << shift, shift + 7
    body = await reader.readexactly(size)
    kind = head >> 4
    if kind == _CONNECT:
        _connect(client, body)
    elif kind == _PUBLISH:
        topic, rest = _cut(body)
        if head >> 1 & 3:
            client.send(_PUBACK << 4, rest[:2])
            rest = rest[2:]
        _publish(topic.decode(), rest)
    elif kind == _SUBSCRIBE:
        number, rest, codes = body[:2], body[2:], b""
        while rest:
            pattern, rest = _cut(rest)
            client.patterns.append(pattern.decode())
            rest, codes = rest[1:], codes + b"\0"
        client.send(9 << 4, number + codes)
    elif kind == _PING:
        client.send(13 << 4, b"")
    elif kind == _DISCONNECT:
        client.will = None
        return False
    return True


def _connect(client: Client, body: bytes) -> None:
    flags, keep_alive_s = body[7], struct.unpack_from(">H", body, 8)[0]
    _, rest = _cut(body[10:])
    if flags & 4:
        topic, rest = _cut(rest)
        payload, rest = _cut(rest)
        client.will = topic.decode(), payload
    client.patience_s = 1.5 * keep_alive_s or None
    _clients.append(client)
    client.send(2 << 4, b"\0\0")


def _publish(topic: str, payload: bytes) -> None:
    for client in _clients:
        client.tell(topic, payload)


def _cut(data: bytes) -> tuple[bytes, bytes]:
    size = struct.unpack_from(">H", data)[0]
    return data[2 : 2 + size], data[2 + size :]


def _text(text: str) -> bytes:
    return struct.pack(">H", len(text.encode())) + text.encode()


def _matches(pattern: str, topic: str) -> bool:
    wanted, found = pattern.split("/"), topic.split("/")
    if wanted[-1] == "#":
        wanted, found = wanted[:-1], found[: len(wanted) - 1]
    return len(wanted) == len(found) and all(one in {"+", other} for one, other in zip(wanted, found, strict=True))


async def serve(port: int = 1883) -> None:
    """Serve on all addresses of the running host, for ever."""
    async with await asyncio.start_server(_connected, "0.0.0.0", port) as server:
        await server.serve_forever()
