"""How values leave: JSON, also where a program wrote what is no valid text."""

import json

import msgspec

from mainstay.model.value import encode


def to_json(value: object) -> bytes:
    """Canonical JSON of `value`. Half characters (a broken mail header) are escaped, which UTF-8 cannot express."""
    try:
        return encode(value)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, order="sorted")
        return json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode()


def to_event(topic: str, data: bytes, cursor: int | None = None) -> bytes:
    """One server-sent event. `data` has no line break, because JSON escapes them; `cursor` becomes its id."""
    mark = b"" if cursor is None else b"id: %d\n" % cursor
    return b"%sevent: %s\ndata: %s\n\n" % (mark, topic.encode(), data)
