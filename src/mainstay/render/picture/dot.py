"""Scene → DOT, the language of Graphviz."""

import math
from collections.abc import Iterator
from itertools import pairwise

from mainstay.render.picture.category import Category
from mainstay.render.picture.icons import COLOURS
from mainstay.render.picture.scene import WORLD, Arrow, Box, Card, Frame, Scene, Stroke

FONT = "Arial"
"""Liberation Sans and Helvetica have the same widths, so cards fit on machines without it, too."""
INK, QUIET, PAPER = "#1a1a1a", "#545454", "#ffffff"
_ICON_POINTS = 24
_LEGEND_POINTS, _LETTER_POINTS = 52, 7
"""What a symbol with its margins takes in the legend, and what each letter beside it takes."""
_IN_A_COLUMN = 12
_LABELLED = 40
"""Up to so many arrows, each has its label; of more, only its tooltip."""
_FRAMES = {
    Frame.LAYER: 'style="rounded,filled", fillcolor="#f5f6f8", color="#c9ced6"',
    Frame.PROVIDER: 'style="rounded", color="#8a8f98"',
    Frame.NETWORK: 'style="rounded,filled", fillcolor="#fbfcfe", color="#3f4a5a", penwidth=1.6',
    Frame.ZONE: 'style="rounded,dashed", color="#6b7686"',
    Frame.PUBLIC: 'style="rounded,filled", fillcolor="#fdf3e4", color="#b26a00"',
    Frame.PRIVATE: 'style="rounded,filled", fillcolor="#eaf1f8", color="#3a6ea5"',
    Frame.NAMESPACE: 'style="rounded,filled", fillcolor="#f1eff9", color="#6a5fb0"',
}
_STROKES = {
    Stroke.USES: f'color="{INK}"',
    Stroke.REFERS: 'color="#6f7782", style=dashed, arrowsize=0.6',
    Stroke.ENTERS: f'color="{COLOURS[Category.EDGE]}", penwidth=2.2',
}
STROKE_WORDS = {
    Stroke.USES: "solid arrow: uses",
    Stroke.REFERS: "dashed arrow: stands with, or refers to",
    Stroke.ENTERS: "thick arrow: comes in from outside",
}
"""The legend of arrows."""


def dot(scene: Scene, icons: str = "") -> str:
    """The scene as DOT. `icons` is the suffix of the files of symbols (`svg`, `png`); without, words stand for them."""
    lines = [
        "digraph mainstay {",
        f'  graph [rankdir=LR, nodesep=0.22, ranksep=0.75, pad=0.3, bgcolor="{PAPER}"];',
        f'  graph [fontname="{FONT}", labelloc=t, labeljust=l, label={_header(scene, icons)}];',
        f'  node [shape=plain, fontname="{FONT}", fontsize=11, fontcolor="{INK}"];',
        f'  edge [fontname="{FONT}", fontsize=9, fontcolor="{INK}", arrowsize=0.7];',
    ]
    if any(arrow.source == WORLD for arrow in scene.arrows):
        label = _quoted("people and programs\noutside")
        lines.append(
            f'  {_quoted(WORLD)} [shape=ellipse, style=filled, fillcolor="{PAPER}", '
            f'color="{COLOURS[Category.EDGE]}", penwidth=2.2, label={label}];'
        )
        lines.append(f"  {{ rank=source; {_quoted(WORLD)} }}")
    connected = {end for arrow in scene.arrows for end in (arrow.source, arrow.target)}
    for box in scene.boxes:
        lines += _box(box, icons, connected, "  ")
    labelled = scene.labelled and len(scene.arrows) <= _LABELLED
    lines += [f"  {_arrow(arrow, labelled)}" for arrow in scene.arrows]
    return "\n".join([*lines, "}", ""])


def _box(box: Box, icons: str, connected: set[str], indent: str) -> Iterator[str]:
    yield f"{indent}subgraph {_quoted('cluster ' + box.id)} {{"
    yield (
        f"{indent}  graph [label={_quoted(box.title)}, labeljust=l, fontsize=12, "
        f'fontcolor="{INK}", margin=12, {_FRAMES[box.frame]}];'
    )
    for card in box.cards:
        yield f"{indent}  {_quoted(card.id)} [tooltip={_quoted(card.tip or card.title)}, label={_card(card, icons)}];"
    for inner in box.boxes:
        yield from _box(inner, icons, connected, f"{indent}  ")
    alone = [card.id for card in box.cards if card.id not in connected]
    tied = [card.id for card in box.cards if card.id in connected]
    pairs = [*_rows(alone, math.ceil(math.sqrt(len(alone)))), *_rows(tied, math.ceil(len(tied) / _IN_A_COLUMN))]
    for left, right in pairs:
        yield f"{indent}  {_quoted(left)} -> {_quoted(right)} [style=invis, weight=10];"
    yield f"{indent}}}"


def _rows(names: list[str], columns: int) -> Iterator[tuple[str, str]]:
    """Pairs that keep cards in rows of so many columns; else they would all stand in one endless column."""
    for index, pair in enumerate(pairwise(names)):
        if (index + 1) % columns:
            yield pair


def _card(card: Card, icons: str) -> str:
    colour = COLOURS[card.category]
    rows = [f'<TR><TD ALIGN="LEFT"><B>{_text(card.title)}</B></TD></TR>']
    rows.append(_row(card.kind))
    rows += [_row(line) for line in card.lines]
    if card.cost:
        rows.append(_row(card.cost))
    if card.public:
        rows.append(
            f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="{COLOURS[Category.EDGE]}"><B>PUBLIC</B></FONT></TD></TR>'
        )
    body = f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">{"".join(rows)}</TABLE>'
    inside = f"<TR>{_symbol(card.category, icons)}<TD>{body}</TD></TR>"
    return (
        f'<<TABLE BORDER="{3 if card.public else 1}" STYLE="ROUNDED" COLOR="{colour}" BGCOLOR="{PAPER}" '
        f'CELLBORDER="0" CELLSPACING="0" CELLPADDING="4">{inside}</TABLE>>'
    )


def _row(text: str) -> str:
    return f'<TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="{QUIET}">{_text(text)}</FONT></TD></TR>'


def _symbol(category: Category, icons: str) -> str:
    if not icons:
        word = category.value.upper()
        return f'<TD><FONT POINT-SIZE="8" COLOR="{COLOURS[category]}"><B>{word}</B></FONT></TD>'
    size = f'FIXEDSIZE="TRUE" WIDTH="{_ICON_POINTS}" HEIGHT="{_ICON_POINTS}"'
    return (
        f'<TD CELLPADDING="6"><TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"><TR><TD {size}>'
        f'<IMG SRC="{category.value}.{icons}" SCALE="TRUE"/></TD></TR></TABLE></TD>'
    )


def _header(scene: Scene, icons: str) -> str:
    """Title, subtitle and legend; the words in the legend carry the meaning, colours only repeat it."""
    cells = "".join(
        (_symbol(category, icons) if icons else "")
        + f'<TD ALIGN="LEFT"><FONT POINT-SIZE="10" COLOR="{COLOURS[category]}"><B>{category.value}</B>  </FONT></TD>'
        for category in scene.categories()
    )
    arrows = ",   ".join(STROKE_WORDS[stroke] for stroke in scene.strokes())
    width = sum(_LEGEND_POINTS + _LETTER_POINTS * len(category.value) for category in scene.categories())
    # Of a fixed width, because Graphviz stretches a narrow table to the width of the widest line.
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{_ICON_POINTS + 16}"'
    legend = (
        f'<TABLE ALIGN="LEFT" BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2" {size}><TR>{cells}</TR></TABLE>'
    )
    rows = [
        f'<FONT POINT-SIZE="18"><B>{_text(scene.title)}</B></FONT>',
        f'<FONT POINT-SIZE="11" COLOR="{QUIET}">{_text(scene.subtitle)}</FONT>',
        *([legend] if cells else []),
        *([f'<FONT POINT-SIZE="10">{arrows}</FONT>'] if arrows else []),
    ]
    inside = "".join(f'<TR><TD ALIGN="LEFT">{row}</TD></TR>' for row in rows)
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2">{inside}</TABLE>>'


def _arrow(arrow: Arrow, labelled: bool) -> str:
    told = f"{arrow.source} {arrow.stroke.value} {arrow.target}" + (f": {arrow.label}" if arrow.label else "")
    label = f", label={_quoted(' ' + arrow.label + ' ')}" if labelled and arrow.label else ""
    style = f"{_STROKES[arrow.stroke]}, tooltip={_quoted(told)}{label}"
    return f"{_quoted(arrow.source)} -> {_quoted(arrow.target)} [{style}];"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
