"""Symbols of our own, drawn by us: one for each category, as strokes on a grid of 24 by 24.

One drawing serves both forms: strokes become an SVG path, or are painted dot by dot into a PNG.
"""

import math
import struct
import zlib
from itertools import pairwise, product

from mainstay.render.picture.category import Category

Point = tuple[float, float]
Strokes = tuple[tuple[Point, ...], ...]

GRID = 24
STROKE_WIDTH = 2.0

COLOURS = {
    Category.COMPUTE: "#0a5a9c",
    Category.DATA: "#8f4300",
    Category.QUEUE: "#7b2d74",
    Category.STORAGE: "#5c5200",
    Category.SECRET: "#3d3d3d",
    Category.EDGE: "#a4133c",
    Category.NETWORK: "#00665a",
    Category.IDENTITY: "#4b4a8f",
    Category.MONITOR: "#33691e",
}
"""Dark enough for text on white (at least 5.5:1, WCAG 2.1 §1.4.3 asks 4.5:1); hues after Okabe and Ito (2008)."""


def _ring(x: float, y: float, across: float, down: float, *, first: int = 0, last: int = 360) -> tuple[Point, ...]:
    """An arc of an ellipse around (x, y), from `first` to `last` degrees (0 is right, 90 is down)."""
    turns = [math.radians(first + (last - first) * step / 20) for step in range(21)]
    return tuple((round(x + across * math.cos(turn), 2), round(y + down * math.sin(turn), 2)) for turn in turns)


def _rectangle(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))


_DRAWINGS: dict[Category, Strokes] = {
    Category.COMPUTE: (
        _rectangle(6, 6, 18, 18),
        _rectangle(10, 10, 14, 14),
        *(((x, 2.5), (x, 6)) for x in (9.0, 15.0)),
        *(((x, 18), (x, 21.5)) for x in (9.0, 15.0)),
        *(((2.5, y), (6, y)) for y in (9.0, 15.0)),
        *(((18, y), (21.5, y)) for y in (9.0, 15.0)),
    ),
    Category.DATA: (
        _ring(12, 5.5, 8, 3),
        ((4, 5.5), (4, 18.5)),
        ((20, 5.5), (20, 18.5)),
        _ring(12, 12, 8, 3, last=180),
        _ring(12, 18.5, 8, 3, last=180),
    ),
    Category.QUEUE: (
        _rectangle(2.5, 7, 6.5, 17),
        _rectangle(9, 7, 13, 17),
        ((15.5, 12), (21.5, 12)),
        ((18.5, 9), (21.5, 12), (18.5, 15)),
    ),
    Category.STORAGE: (
        _ring(12, 6, 9, 3),
        ((3, 6), (6, 20)),
        ((21, 6), (18, 20)),
        _ring(12, 20, 6, 2, last=180),
    ),
    Category.SECRET: (
        _ring(7.5, 15.5, 4.5, 4.5),
        ((10.8, 12.2), (20.5, 2.5)),
        ((16, 7), (19.5, 10.5)),
        ((19, 4), (21.5, 6.5)),
    ),
    Category.EDGE: (
        _ring(12, 12, 9.5, 9.5),
        _ring(12, 12, 4, 9.5),
        ((2.5, 12), (21.5, 12)),
    ),
    Category.NETWORK: (
        _rectangle(9, 2.5, 15, 8),
        _rectangle(2.5, 16, 8.5, 21.5),
        _rectangle(15.5, 16, 21.5, 21.5),
        ((12, 8), (12, 12)),
        ((5.5, 16), (5.5, 12), (18.5, 12), (18.5, 16)),
    ),
    Category.IDENTITY: (
        _ring(12, 7.5, 4.5, 4.5),
        _ring(12, 21.5, 8.5, 7.5, first=180, last=360),
        ((3.5, 21.5), (20.5, 21.5)),
    ),
    Category.MONITOR: (
        ((2.5, 2.5), (2.5, 21.5), (21.5, 21.5)),
        ((5.5, 15), (10, 9), (14, 13), (21, 4.5)),
    ),
}


def path(category: Category) -> str:
    """The symbol as the `d` of an SVG path on a grid of 24 by 24."""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) for line in _DRAWINGS[category])


def svg_file(category: Category) -> str:
    """The symbol as an SVG file of its own."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{GRID}" height="{GRID}" viewBox="0 0 {GRID} {GRID}">'
        f"{drawn(category)}</svg>\n"
    )


def drawn(category: Category) -> str:
    """The path element of the symbol, in its colour."""
    return (
        f'<path d="{path(category)}" fill="none" stroke="{COLOURS[category]}" stroke-width="{STROKE_WIDTH:g}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def png_file(category: Category, scale: int = 2) -> bytes:
    """The symbol as a PNG file (RGBA) of 24 * `scale` pixels, for a `dot` that cannot read SVG."""
    size = GRID * scale
    colour = bytes.fromhex(COLOURS[category][1:])
    ink = [bytearray(size) for _ in range(size)]
    for line in _DRAWINGS[category]:
        for start, end in pairwise(line):
            _paint(ink, start, end, scale)
    # Each row begins with filter 0, see PNG (ISO/IEC 15948) §9.2.
    rows = [b"\0" + b"".join(colour + bytes((opaque,)) for opaque in row) for row in ink]
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _paint(ink: list[bytearray], start: Point, end: Point, scale: int) -> None:
    """Draw one line into the dots near it: opaque within the stroke, fading over one pixel."""
    columns, rows = (_near(start[axis], end[axis], len(ink), scale) for axis in (0, 1))
    for y, x in product(rows, columns):
        away = _distance(((x + 0.5) / scale, (y + 0.5) / scale), start, end)
        opaque = round(255 * min(1.0, max(0.0, (STROKE_WIDTH / 2 - away) * scale + 0.5)))
        ink[y][x] = max(ink[y][x], opaque)


def _near(first: float, last: float, size: int, scale: int) -> range:
    """The pixels that a stroke from `first` to `last` can touch."""
    low, high = min(first, last) - STROKE_WIDTH, max(first, last) + STROKE_WIDTH
    return range(max(0, math.floor(low * scale)), min(size, math.ceil(high * scale)))


def _distance(at: Point, start: Point, end: Point) -> float:
    (x, y), (left, top) = at, start
    across, down = end[0] - left, end[1] - top
    length = across * across + down * down
    share = 0.0 if length == 0 else min(1.0, max(0.0, ((x - left) * across + (y - top) * down) / length))
    return math.hypot(x - left - share * across, y - top - share * down)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
