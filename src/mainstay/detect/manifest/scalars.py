"""Values as YAML on one line, read back as the same value."""

import re
from collections.abc import Mapping
from typing import cast

from mainstay.detect.manifest.key import plain_number

_PLAIN = re.compile(
    r"[A-Za-z_./$][\w./$=@%+~-]*(?::[\w./$=@%+~-]+)*(?: (?:&&|[\w./$=@%+~-]+(?::[\w./$=@%+~-]+)*))*", re.ASCII
)
_SPECIAL = re.compile(r"(?:y|yes|n|no|true|false|on|off|null|~|\.nan|\.inf|[-+.\d].*)", re.IGNORECASE)
BYTE, BASIC_PLANE = 0xFF, 0xFFFF


def flow(value: object) -> str:
    """A value of any shape on one line."""
    if isinstance(value, dict):
        pairs = cast("Mapping[str, object]", value).items()
        return f"{{{', '.join(f'{scalar(k)}: {flow(v)}' for k, v in sorted(pairs))}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(item) for item in cast('list[object]', value))}]"
    return scalar(value)


def _number(value: float) -> str:
    """YAML 1.1 knows a number with an exponent only by its point."""
    text = plain_number(value)
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}.0e{exponent}" if mark and "." not in mantissa else text


def scalar(value: object) -> str:
    """A YAML scalar that is read back as the same value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and not _SPECIAL.fullmatch(text):
        return text
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    code = ord(char)
    if char.isprintable() and char not in "\u0085\u2028\u2029\ufeff":
        return char
    if code <= BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= BASIC_PLANE else f"\\U{code:08x}"
