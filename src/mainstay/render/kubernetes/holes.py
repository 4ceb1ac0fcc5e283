"""What a manifest cannot know before other things exist: it gets a name, a placeholder, and later a value."""

import re
from collections.abc import Iterator
from typing import cast

import msgspec

from mainstay.catalog import Document
from mainstay.model.cloud import RELEASE
from mainstay.model.told import Joined, Ref, Told, Variable

Path = tuple[str | int, ...]
_WORD = re.compile(r"[^A-Z0-9]+")


class Hole(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a document that gets the value `key` of `infrastructure.env`.

    In an image (`image`) it is only the repository: the tag belongs to the release.
    """

    path: Path
    key: str
    image: bool = False


class Names:
    """Gives each unknown value one name, however often it is used."""

    def __init__(self) -> None:
        self.values: dict[str, Told] = {}

    def key(self, value: Told, otherwise: str) -> str:
        """The name of `value`: the one that it has already, that of what it refers to, or `otherwise`."""
        for key, known in self.values.items():
            if known == value:
                return key
        name = _named(value) or _upper(otherwise)
        free = (name, *(f"{name}_{number}" for number in range(2, len(self.values) + 3)))
        key = next(key for key in free if key not in self.values)
        self.values[key] = value
        return key


def _named(value: Told) -> str:
    if isinstance(value, Ref) and not (value.prefix or value.suffix):
        return _upper(f"{value.resource}_{value.attribute}")
    return _upper(value.name) if isinstance(value, Variable) else ""


def _upper(text: str) -> str:
    return _WORD.sub("_", text.upper()).strip("_")


def filled(document: Document, owner: str, names: Names) -> tuple[Document, tuple[Hole, ...]]:
    """The document with placeholders for what is unknown, and where they are. `owner` names what has no other name."""
    found: list[Hole] = []
    result = cast("Document", _filled(document, (), _Filling(owner=owner, names=names, found=found)))
    return result, tuple(found)


class _Filling(msgspec.Struct, kw_only=True):
    owner: str
    names: Names
    found: list[Hole]


def _filled(value: object, path: Path, to: _Filling) -> object:
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {key: _filled(inner, (*path, key), to) for key, inner in items}
    if isinstance(value, list | tuple):
        inside = cast("list[object]", value)
        return [_filled(inner, (*path, index), to) for index, inner in enumerate(inside)]
    if not isinstance(value, Ref | Joined | Variable):
        return value
    repository = _repository(value) if path[-1] == "image" else None
    told = value if repository is None else repository
    field = next(step for step in reversed(path) if isinstance(step, str))
    key = to.names.key(told, f"{to.owner}_{field}")
    to.found.append(Hole(path=path, key=key, image=repository is not None))
    return to.owner if repository is not None else f"<{key}>"


def _repository(image: Told) -> Told | None:
    """The image without the tag of the release; None where it has another."""
    if not isinstance(image, Joined) or image.parts[-1] != RELEASE:
        return None
    parts = tuple(_plain(image.parts[:-1]))
    return parts[0] if len(parts) == 1 else Joined(parts=parts)


def _plain(parts: tuple[str | Ref | Variable, ...]) -> Iterator[str | Ref | Variable]:
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        text = part.removesuffix(":") if isinstance(part, str) and last else part
        if text != "":
            yield text


def described(value: Told) -> str:
    """What a value is, for who has to fill it in."""
    if isinstance(value, Ref):
        return f"{value.prefix}{value.attribute} of {value.resource}{value.suffix}"
    if isinstance(value, Variable):
        return value.description.rstrip(".")
    if isinstance(value, Joined):
        return "".join(part if isinstance(part, str) else f"({described(part)})" for part in value.parts)
    return value
