"""Text for terminals: widths, alignment, and no control characters that a program's output could smuggle in."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.actions.results import Cell, Table

_GAP = "  "
_NARROWEST = 8
_COLOR = re.compile(r"\x1b\[[0-9;:]*m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RESET = "\x1b[0m"


def width(text: str) -> int:
    """How many cells of a terminal `text` fills: wide characters count two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def shortened(text: str, cells: int) -> str:
    """The text, cut to at most `cells` with an ellipsis at its end where it is longer."""
    if width(text) <= cells:
        return text
    kept, used = "", 0
    for character in text:
        used += _cells(character)
        if used > cells - 1:
            break
        kept += character
    return kept + "…"


def harmless(text: str, *, color: bool = False) -> str:
    r"""The text with control characters shown as `\x1b`, so that it cannot move the cursor or set the title.

    Colours are removed, or with `color` kept and ended at the end of the text. Line breaks and tabs stay.
    """
    if not _CONTROL.search(text):
        return text
    if not color:
        return _CONTROL.sub(_visible, _COLOR.sub("", text))
    colors = _COLOR.findall(text)
    parts = [_CONTROL.sub(_visible, part) for part in _COLOR.split(text)]
    mixed = parts[0] + "".join(c + part for c, part in zip(colors, parts[1:], strict=True))
    return mixed + _RESET if colors else mixed


def table_lines(table: Table, limit: int | None) -> list[str]:
    """The aligned lines of a table, heading first; none where it has no rows.

    With a `limit` (cells of the terminal) the widest columns are shortened until it fits; whole ones never are.
    """
    if not table.rows:
        return []
    columns = [_laid_out(table, index) for index in range(len(table.columns))]
    widths = _fitting(columns, limit)
    lines: list[str] = []
    for row in zip(*(column.texts for column in columns), strict=True):
        cells = [_aligned(text, w, right=c.right) for text, w, c in zip(row, widths, columns, strict=True)]
        lines.append(_GAP.join(cells).rstrip())
    return lines


@dataclass(frozen=True)
class _Column:
    texts: Sequence[str]
    whole: bool
    right: bool

    @property
    def width(self) -> int:
        return max(width(text) for text in self.texts)


def _laid_out(table: Table, index: int) -> _Column:
    column = table.columns[index]
    values = [row[index] for row in table.rows]
    shown = [harmless(column.show(v) if column.show else _plain(v)).replace("\n", " ") for v in values]
    heading = (column.heading or column.key.replace("_", " ")).upper()
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values if v is not None)
    right = numbers and any(v is not None for v in values)
    return _Column(texts=[heading, *shown], whole=column.whole, right=right)


def _plain(value: Cell) -> str:
    if value is None or value in ("", ()):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fitting(columns: Sequence[_Column], limit: int | None) -> list[int]:
    widths = [column.width for column in columns]
    excess = 0 if limit is None else sum(widths) + len(_GAP) * (len(widths) - 1) - limit
    while excess > 0:
        room, index = max(((w, i) for i, w in enumerate(widths) if not columns[i].whole), default=(0, 0))
        if room <= _NARROWEST:
            break
        widths[index] -= 1
        excess -= 1
    return widths


def _aligned(text: str, cells: int, *, right: bool) -> str:
    cut = shortened(text, cells)
    space = " " * (cells - width(cut))
    return space + cut if right else cut + space


def _cells(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode()
