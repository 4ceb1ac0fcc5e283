"""A server that speaks the part of NATS's protocol that clients need: subjects with `*` and `>`, groups, replies."""

import asyncio
import json

_INFO = {"server_id": "S", "version": "2.10.0", "go": "", "host": "0.0.0.0", "port": 4222, "max_payload": 1 << 20,
         "proto": 1, "headers": False}  # fmt: skip


class Broker:
    """Subscriptions by connection; of a group one member gets each message."""

    def __init__(self) -> None:
        self.subscriptions: dict[tuple[int, str], tuple[str, str, asyncio.StreamWriter]] = {}
        self.turn = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it is gone."""
        own = id(writer)
        writer.write(b"INFO " + json.dumps(_INFO).encode() + b"\r\n")
        try:
            while line := await reader.readline():
                word, *rest = line.decode().split()
                if word.upper() == "PUB":
                    data = (await reader.readexactly(int(rest[-1]) + 2))[:-2]
                    self._publish(rest[0], rest[1] if len(rest) > 2 else "", data)
                else:
                    self._obey(word.upper(), rest, own, writer)
        except ConnectionError:
            pass
        for key in [key for key in self.subscriptions if key[0] == own]:
            del self.subscriptions[key]
        writer.close()

    def _obey(self, word: str, rest: list[str], own: int, writer: asyncio.StreamWriter) -> None:
        if word == "PING":
            writer.write(b"PONG\r\n")
        elif word == "SUB":
            self.subscriptions[own, rest[-1]] = (rest[0], rest[1] if len(rest) > 2 else "", writer)
        elif word == "UNSUB":
            self.subscriptions.pop((own, rest[0]), None)

    def _publish(self, subject: str, reply: str, data: bytes) -> None:
        groups: dict[str, list[tuple[str, asyncio.StreamWriter]]] = {}
        for (_, sid), (pattern, group, writer) in self.subscriptions.items():
            if _matches(pattern, subject):
                groups.setdefault(group, []).append((sid, writer))
        self.turn += 1
        chosen = groups.pop("", []) + [members[self.turn % len(members)] for members in groups.values()]
        for sid, writer in chosen:
            head = " ".join(part for part in ("MSG", subject, sid, reply, str(len(data))) if part)
            writer.write(head.encode() + b"\r\n" + data + b"\r\n")


def _matches(pattern: str, subject: str) -> bool:
    wanted, found = pattern.split("."), subject.split(".")
    if wanted[-1] == ">":
        wanted, found = wanted[:-1], found[: len(wanted) - 1]
    return len(wanted) == len(found) and all(one in {"*", other} for one, other in zip(wanted, found, strict=True))


async def serve(port: int = 4222) -> None:
    """Serve on all addresses of the running host, for ever."""
    async with await asyncio.start_server(Broker().connected, "0.0.0.0", port) as server:
        await server.serve_forever()
