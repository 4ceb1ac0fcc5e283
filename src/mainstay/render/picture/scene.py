"""A picture before it is drawn: cards in boxes, joined by arrows. What every form of a picture is made from."""

from enum import StrEnum

from mainstay.model.value import Value
from mainstay.render.picture.category import Category


class Frame(StrEnum):
    """What a box stands for; it decides how its border looks."""

    LAYER = "layer"
    PROVIDER = "provider"
    NETWORK = "network"
    ZONE = "zone"
    PUBLIC = "public"
    PRIVATE = "private"
    NAMESPACE = "namespace"


class Stroke(StrEnum):
    """What an arrow says: uses it, mentions it, or comes in from outside."""

    USES = "uses"
    REFERS = "refers"
    ENTERS = "enters"


class Card(Value, frozen=True, kw_only=True):
    """One resource, or several of one kind where there are too many.

    `technology` is the id of its kind, `kind` the same with its size; `lines` are what is folded into it, `tip` is
    told where there is room.
    """

    id: str
    title: str
    technology: str
    kind: str
    category: Category
    lines: tuple[str, ...] = ()
    cost: str = ""
    public: bool = False
    tip: str = ""


class Box(Value, frozen=True, kw_only=True):
    """A place or a layer with what is in it. `id` is unique in the scene."""

    id: str
    title: str
    frame: Frame
    cards: tuple[Card, ...] = ()
    boxes: "tuple[Box, ...]" = ()

    def all_cards(self) -> tuple[Card, ...]:
        """Its cards and those of the boxes in it."""
        return self.cards + tuple(card for box in self.boxes for card in box.all_cards())


class Arrow(Value, frozen=True, kw_only=True):
    """`source` leads to `target` (ids of cards, or `WORLD`)."""

    source: str
    target: str
    stroke: Stroke
    label: str = ""


class Scene(Value, frozen=True, kw_only=True):
    """Everything that is drawn, in a stable order. Only where `labelled`, there is room for labels beside arrows."""

    title: str
    subtitle: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    labelled: bool = True

    def cards(self) -> tuple[Card, ...]:
        """All cards."""
        return tuple(card for box in self.boxes for card in box.all_cards())

    def categories(self) -> tuple[Category, ...]:
        """The categories that occur, in the order of the legend."""
        there = {card.category for card in self.cards()}
        return tuple(category for category in Category if category in there)

    def strokes(self) -> tuple[Stroke, ...]:
        """The kinds of arrow that occur, in the order of the legend."""
        there = {arrow.stroke for arrow in self.arrows}
        return tuple(stroke for stroke in Stroke if stroke in there)


WORLD = "(outside)"
"""The id of everybody outside; no resource can be called so."""


def without_empty(boxes: "tuple[Box, ...]") -> "tuple[Box, ...]":
    """The boxes that hold a card somewhere, each without the empty ones in it."""
    kept = (
        Box(id=box.id, title=box.title, frame=box.frame, cards=box.cards, boxes=without_empty(box.boxes))
        for box in boxes
    )
    return tuple(box for box in kept if box.all_cards())
