"""Types of PostgreSQL that the stand-in knows, and their forms on the wire (its documentation, chapters 8 and 55).

In storage a value is what SQLite keeps: integers, floats, text, bytes; times are text in UTC, so that they sort.
"""

import struct
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from mainstay.model.value import Value

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DIGIT = 10_000  # numeric travels in digits of base 10,000


class Kind(Value, frozen=True, kw_only=True):
    """One type: its number and size in catalogs, and the SQLite affinity of its columns."""

    name: str
    oid: int
    size: int
    affinity: str


def _kind(name: str, oid: int, size: int, affinity: str) -> Kind:
    return Kind(name=name, oid=oid, size=size, affinity=affinity)


BOOL = _kind("bool", 16, 1, "INTEGER")
BYTEA = _kind("bytea", 17, -1, "BLOB")
INT8 = _kind("int8", 20, 8, "INTEGER")
INT2 = _kind("int2", 21, 2, "INTEGER")
INT4 = _kind("int4", 23, 4, "INTEGER")
TEXT = _kind("text", 25, -1, "TEXT")
JSON = _kind("json", 114, -1, "TEXT")
FLOAT4 = _kind("float4", 700, 4, "REAL")
FLOAT8 = _kind("float8", 701, 8, "REAL")
VARCHAR = _kind("varchar", 1043, -1, "TEXT")
DATE = _kind("date", 1082, 4, "TEXT")
TIMESTAMP = _kind("timestamp", 1114, 8, "TEXT")
TIMESTAMPTZ = _kind("timestamptz", 1184, 8, "TEXT")
NUMERIC = _kind("numeric", 1700, -1, "NUMERIC")
UUID = _kind("uuid", 2950, 16, "TEXT")
JSONB = _kind("jsonb", 3802, -1, "TEXT")

# The names of the parser (sqlglot's `DataType.Type`), lower case.
BY_PARSED = {
    "boolean": BOOL, "varbinary": BYTEA, "bigint": INT8, "bigserial": INT8, "smallint": INT2, "smallserial": INT2,
    "int": INT4, "serial": INT4, "text": TEXT, "varchar": VARCHAR, "char": VARCHAR, "bpchar": VARCHAR, "json": JSON,
    "jsonb": JSONB, "float": FLOAT4, "double": FLOAT8, "decimal": NUMERIC, "date": DATE, "timestamp": TIMESTAMP,
    "timestampntz": TIMESTAMP, "timestamptz": TIMESTAMPTZ, "uuid": UUID, "bytea": BYTEA,
}  # fmt: skip
BY_OID = {
    kind.oid: kind
    for kind in (
        BOOL, BYTEA, INT8, INT2, INT4, TEXT, JSON, FLOAT4, FLOAT8, VARCHAR, DATE, TIMESTAMP, TIMESTAMPTZ, NUMERIC, UUID,
        JSONB,
    )
}  # fmt: skip
_PACKED = {INT2.oid: "!h", INT4.oid: "!i", INT8.oid: "!q", FLOAT4.oid: "!f", FLOAT8.oid: "!d"}


def moment(value: datetime, kind: Kind) -> str:
    """A time as it is stored: text that sorts as the times do."""
    if kind is TIMESTAMPTZ:
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f+00")
    return value.strftime("%Y-%m-%d %H:%M:%S.%f")


def received(kind: Kind, data: bytes | None, *, binary: bool) -> Any:  # noqa: ANN401 - as SQLite keeps it
    """A parameter as it is stored; raises `ValueError` where the text says no such value."""
    if data is None:
        return None
    return _from_binary(kind, data) if binary else _from_text(kind, data.decode())


def _from_binary(kind: Kind, data: bytes) -> Any:  # noqa: ANN401 - as SQLite keeps it
    if kind.oid in _PACKED:
        return struct.unpack(_PACKED[kind.oid], data)[0]
    readers: dict[int, Callable[[bytes], Any]] = {
        BOOL.oid: lambda raw: int(raw != b"\0"),
        BYTEA.oid: bytes,
        UUID.oid: lambda raw: str(uuid.UUID(bytes=raw)),
        JSONB.oid: lambda raw: raw[1:].decode(),
        DATE.oid: lambda raw: (_EPOCH + timedelta(days=struct.unpack("!i", raw)[0])).strftime("%Y-%m-%d"),
        TIMESTAMP.oid: lambda raw: moment(_EPOCH + struct.unpack("!q", raw)[0] * _MICROSECOND, TIMESTAMP),
        TIMESTAMPTZ.oid: lambda raw: moment(_EPOCH + struct.unpack("!q", raw)[0] * _MICROSECOND, TIMESTAMPTZ),
        NUMERIC.oid: _numeric,
    }
    return readers.get(kind.oid, bytes.decode)(data)


def _from_text(kind: Kind, text: str) -> Any:  # noqa: ANN401 - as SQLite keeps it
    if kind in {INT2, INT4, INT8}:
        return int(text)
    if kind in {FLOAT4, FLOAT8, NUMERIC}:
        return float(text)
    if kind is BOOL:
        return int(text.lower() in {"t", "true", "1", "on", "yes", "y"})
    if kind is BYTEA:
        return bytes.fromhex(text.removeprefix("\\x"))
    if kind in {TIMESTAMP, TIMESTAMPTZ}:
        parsed = datetime.fromisoformat(text)
        return moment(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC), kind)
    return text


def sent(kind: Kind, value: Any, *, binary: bool) -> bytes | None:  # noqa: ANN401 - as SQLite keeps it
    """A stored value as it travels to the client."""
    if value is None:
        return None
    return _to_binary(kind, value) if binary else _to_text(kind, value).encode()


def _to_text(kind: Kind, value: Any) -> str:  # noqa: ANN401 - as SQLite keeps it
    if kind is BOOL:
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    if kind in {TIMESTAMP, TIMESTAMPTZ}:
        return str(value).replace(".000000", "")
    return str(value)


def _to_binary(kind: Kind, value: Any) -> bytes:  # noqa: ANN401 - as SQLite keeps it
    if kind.oid in _PACKED:
        return struct.pack(_PACKED[kind.oid], float(value) if kind in {FLOAT4, FLOAT8} else int(value))
    writers: dict[int, Callable[[Any], bytes]] = {
        BOOL.oid: lambda raw: b"\1" if raw else b"\0",
        BYTEA.oid: bytes,
        UUID.oid: lambda raw: uuid.UUID(raw).bytes,
        JSONB.oid: lambda raw: b"\1" + raw.encode(),
        DATE.oid: lambda raw: struct.pack("!i", (date.fromisoformat(raw) - _EPOCH.date()).days),
        TIMESTAMP.oid: _microseconds,
        TIMESTAMPTZ.oid: _microseconds,
        NUMERIC.oid: _decimal,
    }
    return writers.get(kind.oid, lambda raw: raw if isinstance(raw, bytes) else str(raw).encode())(value)


def _microseconds(text: str) -> bytes:
    parsed = datetime.fromisoformat(text)
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return struct.pack("!q", (aware - _EPOCH) // _MICROSECOND)


def _numeric(data: bytes) -> float | int:
    count, weight, sign, _ = struct.unpack_from("!hhHh", data)
    digits = struct.unpack_from(f"!{count}h", data, 8)
    total = sum(Decimal(digit) * Decimal(_DIGIT) ** (weight - place) for place, digit in enumerate(digits))
    value = -total if sign else total
    return int(value) if value == int(value) else float(value)


def _decimal(value: Any) -> bytes:  # noqa: ANN401 - int, float or text
    number = Decimal(str(value))
    exponent = number.as_tuple().exponent
    scale = max(0, -exponent) if isinstance(exponent, int) else 0
    whole, fraction = divmod(abs(number), 1)
    left: list[int] = []
    rest = int(whole)
    while rest:
        rest, digit = divmod(rest, _DIGIT)
        left.insert(0, digit)
    padded = str(fraction.quantize(Decimal(1).scaleb(-scale)) if scale else "").partition(".")[2]
    padded += "0" * (-len(padded) % 4)
    right = [int(padded[i : i + 4]) for i in range(0, len(padded), 4)]
    digits = [*left, *right]
    head = struct.pack("!hhHh", len(digits), len(left) - 1, 0x4000 if number < 0 else 0, scale)
    return head + struct.pack(f"!{len(digits)}h", *digits)
