"""A scene that stays readable however large the system is: cards of one kind in one place become one card."""

from itertools import groupby

import msgspec

from mainstay.render.picture.scene import Arrow, Box, Card, Scene

_NAMED = 4
"""How many names a collapsed card tells; the others are counted."""


def collapsed(scene: Scene) -> Scene:
    """The scene with one card for all cards of the same technology in the same box; public ones stay."""
    instead: dict[str, str] = {}
    boxes = tuple(_box(box, instead) for box in scene.boxes)
    arrows = {
        Arrow(source=source, target=target, stroke=arrow.stroke): None
        for arrow in scene.arrows
        if (source := instead.get(arrow.source, arrow.source)) != (target := instead.get(arrow.target, arrow.target))
    }
    return Scene(title=scene.title, subtitle=scene.subtitle, boxes=boxes, arrows=tuple(arrows), labelled=False)


def _box(box: Box, instead: dict[str, str]) -> Box:
    ordered = sorted(box.cards, key=_sort)
    cards: list[Card] = []
    for (public, _, _), same in groupby(ordered, key=_sort):
        group = list(same)
        if public or len(group) == 1:
            cards += group
        else:
            cards.append(_together(box, group))
            instead.update({card.id: cards[-1].id for card in group})
    inner = tuple(_box(one, instead) for one in box.boxes)
    return msgspec.structs.replace(box, cards=tuple(cards), boxes=inner)


def _sort(card: Card) -> tuple[bool, str, str]:
    return card.public, card.category.value, card.technology


def _together(box: Box, group: list[Card]) -> Card:
    names = [card.title for card in group]
    rest = len(names) - _NAMED
    lines = [", ".join(names[index : index + 2]) for index in range(0, min(len(names), _NAMED), 2)]
    return Card(
        id=f"{box.id} {group[0].technology}",
        title=f"{len(group)} x {group[0].technology}",
        kind=group[0].category.value,
        technology=group[0].technology,
        category=group[0].category,
        lines=(*lines, *((f"and {rest} more",) if rest > 0 else ())),
        tip=", ".join(names),
    )
