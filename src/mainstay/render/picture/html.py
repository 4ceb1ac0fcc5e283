"""Scene → one HTML file that needs nothing else: boxes and cards, and the drawing of Graphviz where there is one."""

from html import escape

from mainstay.render.picture.category import Category
from mainstay.render.picture.dot import STROKE_WORDS
from mainstay.render.picture.icons import COLOURS, GRID, drawn
from mainstay.render.picture.scene import WORLD, Box, Card, Scene

_STYLE = """
body { margin: 2rem; font: 14px/1.4 Arial, "Liberation Sans", Helvetica, sans-serif; color: #1a1a1a; background: #fff; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 0 0 .5rem; font-size: .9rem; font-weight: normal; }
p.subtitle, .card small { color: #545454; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0; padding: 0; list-style: none; }
.legend li, .card { display: flex; align-items: center; gap: .5rem; }
.drawing { overflow: auto; border: 1px solid #c9ced6; border-radius: 8px; }
.box { margin: .5rem 0; padding: .7rem; border: 1px solid #8a8f98; border-radius: 8px; }
.box.network { background: #fbfcfe; border: 2px solid #3f4a5a; }
.box.zone { border-style: dashed; }
.box.public { background: #fdf3e4; border-color: #b26a00; }
.box.private { background: #eaf1f8; border-color: #3a6ea5; }
.box.namespace { background: #f1eff9; border-color: #6a5fb0; }
.box.layer { background: #f5f6f8; border-color: #c9ced6; }
.cards { display: flex; flex-wrap: wrap; gap: .5rem; }
.card { padding: .4rem .7rem; border: 1px solid; border-radius: 8px; background: #fff; }
.card.public { border-width: 3px; }
.card div, .card small { display: block; color: #1a1a1a; }
.card small { color: #545454; }
table { border-collapse: collapse; margin-top: 1rem; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #e2e5ea; }
"""


def html(scene: Scene, drawing: str = "") -> str:
    """The scene as a page; `drawing` is an `<svg>` element that shows it. Nothing is loaded from anywhere."""
    title, subtitle = escape(scene.title), escape(scene.subtitle)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
    ]
    if drawing:  # it has title and legend
        parts.append(f'<div class="drawing">\n{drawing}\n</div>')
    else:
        parts.append(f'<h1>{title}</h1>\n<p class="subtitle">{subtitle}</p>\n{_legend(scene)}')
    parts += [_box(box) for box in scene.boxes]
    return "\n".join([*parts, _arrows(scene), "</body>\n</html>\n"])


def _legend(scene: Scene) -> str:
    items = "".join(f"<li>{_symbol(category)}{category.value}</li>" for category in scene.categories())
    return f'<ul class="legend">{items}</ul>'


def _symbol(category: Category) -> str:
    size = f'width="{GRID}" height="{GRID}" viewBox="0 0 {GRID} {GRID}"'
    return f'<svg {size} aria-hidden="true">{drawn(category)}</svg>'


def _box(box: Box) -> str:
    cards = "".join(_card(card) for card in box.cards)
    inner = "\n".join(_box(one) for one in box.boxes)
    held = f'<div class="cards">{cards}</div>' if cards else ""
    return f'<section class="box {box.frame.value}">\n<h2>{escape(box.title)}</h2>\n{held}{inner}</section>'


def _card(card: Card) -> str:
    public = " public" if card.public else ""
    lines = [card.kind, *card.lines, card.cost, "public: people reach it from outside" if card.public else ""]
    small = "".join(f"<small>{escape(line)}</small>" for line in lines if line)
    style = f"border-color:{COLOURS[card.category]}"
    tip = escape(card.tip or card.title, quote=True)
    return (
        f'<div class="card{public}" style="{style}" title="{tip}">{_symbol(card.category)}'
        f"<div><b>{escape(card.title)}</b>{small}</div></div>"
    )


def _arrows(scene: Scene) -> str:
    """Every arrow as a row: what a drawing shows, for those who cannot see it, and for searching."""
    rows = "".join(
        f"<tr><td>{_end(arrow.source)}</td><td>{STROKE_WORDS[arrow.stroke].partition(': ')[2]}</td>"
        f"<td>{_end(arrow.target)}</td><td>{escape(arrow.label)}</td></tr>\n"
        for arrow in scene.arrows
    )
    head = "<tr><th>from</th><th>how</th><th>to</th><th>access</th></tr>"
    return f"<table>\n{head}\n{rows}</table>" if rows else ""


def _end(name: str) -> str:
    return "people and programs outside" if name == WORLD else escape(name)
