"""Which component of the one architecture is which of the other, though it is called otherwise."""

import re
from collections.abc import Iterable

from mainstay.model.graph import Graph, Resource
from mainstay.model.value import Value, encode


class Renames(Value, frozen=True, kw_only=True):
    """`names` maps components of the older architecture to their new names."""

    names: dict[str, str] = {}

    def resource(self, name: str) -> str:
        """The new name of a resource: each part between dots that names a renamed component is replaced."""
        return ".".join(self.names.get(part, part) for part in name.split("."))

    def text(self, text: str) -> str:
        """A text with every renamed component by its new name."""
        if not self.names:
            return text
        either = "|".join(re.escape(name) for name in sorted(self.names, key=lambda name: (-len(name), name)))
        return re.sub(rf"(?<![a-z0-9]){_group(either)}(?![a-z0-9])", lambda found: self.names[found[0]], text)


def _group(pattern: str) -> str:
    return f"(?:{pattern})"


def renames(before: Graph, after: Graph) -> Renames:
    """What the lock remembers as moved; else one that is gone and one that is new with equal kind and content."""
    old, new = before.intent.names, after.intent.names
    gone, fresh = sorted(old - new), sorted(new - old)
    found = {was: name for name in fresh if (was := after.lock.moved.get(name, "")) in gone}
    for was in (name for name in gone if name not in found):
        same = (name for name in fresh if name not in found.values() and _alike(before, was, after, name))
        match = next(same, None)
        if match is not None:
            found[was] = match
    return Renames(names=found)


def _alike(before: Graph, was: str, after: Graph, name: str) -> bool:
    """Whether both have the same resources with the same content, but for the two names."""
    both = Renames(names={was: "@", name: "@"})
    old, new = _family(before, was), _family(after, name)
    return bool(old) and _content(old, both) == _content(new, both)


def _family(graph: Graph, component: str) -> list[Resource]:
    return [resource for resource in graph.resources if resource.component == component]


def _content(family: Iterable[Resource], both: Renames) -> list[tuple[str, str, str]]:
    return sorted((both.resource(r.name), r.kind.id, both.text(encode(r.kind).decode())) for r in family)
