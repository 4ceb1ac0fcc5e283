"""Messages of the PostgreSQL protocol, version 3 (PostgreSQL documentation, chapter 55)."""

import asyncio
import struct
from collections.abc import Sequence

from mainstay.prove.standins.postgres.kinds import Kind

SSL_REQUEST, CANCEL_REQUEST, GSS_REQUEST = 80877103, 80877102, 80877104
Columns = Sequence[tuple[str, Kind]]


class PostgresError(Exception):
    """An error that the client is told: SQLSTATE (appendix A), message, and the fields that drivers show."""

    def __init__(self, state: str, message: str, **fields: str) -> None:
        super().__init__(message)
        self.state, self.message, self.fields = state, message, fields


def message(kind: bytes, body: bytes = b"") -> bytes:
    """One message."""
    return kind + struct.pack("!i", len(body) + 4) + body


def text(value: str) -> bytes:
    """A string of the protocol."""
    return value.encode() + b"\0"


_FIELDS = {"detail": b"D", "constraint": b"n", "table": b"t", "column": b"c", "schema": b"s", "hint": b"H"}


def error(trouble: PostgresError) -> bytes:
    """ErrorResponse."""
    rows = [b"SERROR\0VERROR\0", b"C" + text(trouble.state), b"M" + text(trouble.message)]
    rows += [_FIELDS[name] + text(value) for name, value in trouble.fields.items()]
    return message(b"E", b"".join(rows) + b"\0")


def ready(status: bytes) -> bytes:
    """ReadyForQuery: I idle, T in a transaction, E in a failed one."""
    return message(b"Z", status)


def row_description(columns: Columns, formats: Sequence[int]) -> bytes:
    """RowDescription."""
    rows = [
        text(name) + struct.pack("!ihihih", 0, 0, kind.oid, kind.size, -1, form)
        for (name, kind), form in zip(columns, formats, strict=True)
    ]
    return message(b"T", struct.pack("!h", len(columns)) + b"".join(rows))


def parameter_description(kinds: Sequence[Kind]) -> bytes:
    """ParameterDescription."""
    return message(b"t", struct.pack(f"!h{len(kinds)}i", len(kinds), *(kind.oid for kind in kinds)))


def data_row(values: Sequence[bytes | None]) -> bytes:
    """DataRow."""
    cells = [struct.pack("!i", -1) if v is None else struct.pack("!i", len(v)) + v for v in values]
    return message(b"D", struct.pack("!h", len(values)) + b"".join(cells))


def complete(tag: str) -> bytes:
    """CommandComplete."""
    return message(b"C", text(tag))


class Body:
    """Reads the parts of one message."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def string(self) -> str:
        """Up to the next zero byte."""
        end = self._data.index(0, self._at)
        found = self._data[self._at : end].decode()
        self._at = end + 1
        return found

    def take(self, count: int) -> bytes:
        """The next bytes."""
        self._at += count
        return self._data[self._at - count : self._at]

    def int16(self) -> int:
        """A 16-bit integer."""
        return struct.unpack("!h", self.take(2))[0]

    def int32(self) -> int:
        """A 32-bit integer."""
        return struct.unpack("!i", self.take(4))[0]

    def int16s(self) -> list[int]:
        """A counted list of 16-bit integers."""
        return [self.int16() for _ in range(self.int16())]

    def values(self) -> list[bytes | None]:
        """A counted list of values; -1 is NULL."""
        found: list[bytes | None] = []
        for _ in range(self.int16()):
            length = self.int32()
            found.append(None if length < 0 else self.take(length))
        return found


async def receive(reader: asyncio.StreamReader) -> tuple[bytes, Body]:
    """The next message; raises `IncompleteReadError` where the client is gone."""
    head = await reader.readexactly(5)
    return head[:1], Body(await reader.readexactly(struct.unpack("!i", head[1:])[0] - 4))


async def receive_startup(reader: asyncio.StreamReader) -> tuple[int, Body]:
    """The first message, which has no letter: its code and the rest."""
    length, code = struct.unpack("!ii", await reader.readexactly(8))
    return code, Body(await reader.readexactly(length - 8))
