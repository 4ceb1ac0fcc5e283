"""What Graphviz needs beside DOT, and what is done to the SVG that it writes."""

import re
from enum import StrEnum

from mainstay.render.picture.category import Category
from mainstay.render.picture.icons import GRID, drawn, png_file, svg_file

_IMAGE = re.compile(r'<image xlink:href="([a-z]+)\.svg" ([^>]*?)/>')
_SIZE = re.compile(r'\b(x|y|width|height)="(-?[0-9.]+)(?:px)?"')
_FAMILY = 'font-family="Arial"'
_FAMILIES = 'font-family="Arial,Liberation Sans,Helvetica,sans-serif"'


class Symbols(StrEnum):
    """The form of symbol that a drawing takes: PNG drawings cannot hold SVG symbols everywhere."""

    SVG = "svg"
    PNG = "png"


def symbol_files(symbols: Symbols) -> dict[str, bytes]:
    """File name → content, for the folder that Graphviz runs in."""
    if symbols is Symbols.SVG:
        return {f"{category.value}.svg": svg_file(category).encode() for category in Category}
    return {f"{category.value}.png": png_file(category) for category in Category}


def finished(svg: str) -> str:
    """What Graphviz wrote as one `<svg>` element that needs no other file: symbols are put in where it names them."""
    start = svg.index("<svg")
    inside = _IMAGE.sub(_inlined, svg[start:])
    return re.sub(r"<!--.*?-->\n?", "", inside, flags=re.DOTALL).replace(_FAMILY, _FAMILIES)


def _inlined(found: re.Match[str]) -> str:
    place = " ".join(f'{name}="{value}"' for name, value in _SIZE.findall(found[2]))
    return f'<svg {place} viewBox="0 0 {GRID} {GRID}">{drawn(Category(found[1]))}</svg>'
