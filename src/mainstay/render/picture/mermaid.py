"""Scene → Mermaid, which code hosts draw in a README."""

from collections.abc import Iterator

from mainstay.render.picture.category import Category
from mainstay.render.picture.icons import COLOURS
from mainstay.render.picture.scene import WORLD, Arrow, Box, Card, Scene, Stroke

_SHAPES = {
    Category.DATA: ("[(", ")]"),
    Category.STORAGE: ("[(", ")]"),
    Category.QUEUE: ("[[", "]]"),
    Category.EDGE: ("([", "])"),
    Category.SECRET: ("{{", "}}"),
}
"""Cylinders keep data, double borders messages, round ends let traffic in, hexagons hide something."""
_ARROWS = {Stroke.USES: "-->", Stroke.REFERS: "-.->", Stroke.ENTERS: "==>"}


def mermaid(scene: Scene) -> str:
    """The scene as a Mermaid flowchart. Ids are numbers, because names may hold what Mermaid reserves."""
    ids = {name: f"n{number}" for number, name in enumerate([WORLD, *(card.id for card in scene.cards())])}
    lines = ["---", f"title: {_quoted(f'{scene.title} ({scene.subtitle})')}", "---", "flowchart LR"]
    if any(arrow.source == WORLD for arrow in scene.arrows):
        lines.append(f'  {ids[WORLD]}(("people and programs outside"))')
    numbers = iter(range(len(scene.cards()) + _count(scene.boxes)))
    for box in scene.boxes:
        lines += _box(box, ids, numbers, "  ")
    lines += [f"  {_arrow(arrow, ids)}" for arrow in scene.arrows]
    for category in scene.categories():
        members = ",".join(ids[card.id] for card in scene.cards() if card.category is category)
        lines.append(f"  classDef {category.value} fill:#ffffff,stroke:{COLOURS[category]},color:#1a1a1a")
        lines.append(f"  class {members} {category.value}")
    public = ",".join(ids[card.id] for card in scene.cards() if card.public)
    if public:
        lines += ["  classDef public stroke-width:4px", f"  class {public} public"]
    return "\n".join([*lines, ""])


def _count(boxes: tuple[Box, ...]) -> int:
    return sum(1 + _count(box.boxes) for box in boxes)


def _box(box: Box, ids: dict[str, str], numbers: Iterator[int], indent: str) -> Iterator[str]:
    yield f"{indent}subgraph b{next(numbers)} [{_quoted(box.title)}]"
    yield from (f"{indent}  {ids[card.id]}{_card(card)}" for card in box.cards)
    for inner in box.boxes:
        yield from _box(inner, ids, numbers, f"{indent}  ")
    yield f"{indent}end"


def _card(card: Card) -> str:
    left, right = _SHAPES.get(card.category, ("[", "]"))
    title = f"{card.title} (public)" if card.public else card.title
    told = "<br/>".join(_text(part) for part in (title, f"{card.category.value}: {card.kind}", card.cost) if part)
    return f'{left}"{told}"{right}'


def _arrow(arrow: Arrow, ids: dict[str, str]) -> str:
    label = f'|"{_text(arrow.label)}"|' if arrow.label else ""
    return f"{ids[arrow.source]} {_ARROWS[arrow.stroke]}{label} {ids[arrow.target]}"


def _quoted(text: str) -> str:
    return f'"{_text(text)}"'


def _text(text: str) -> str:
    """Entity codes of Mermaid for what would end a label, or be taken for markup."""
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
