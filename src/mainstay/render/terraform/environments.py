"""Several environments in one root: what differs between them becomes a variable, or the environment's own name in it.

They share one root where they have the same resources with the same references and policies, and differ in plain
values only (a size, a number of days). Anything else (another kind, one zone more) is another structure, and each
environment gets a folder of its own.
"""

import re
from collections.abc import Sequence
from typing import cast

import msgspec

from mainstay.model.told import Base64, Joined, Json, PolicyDocument, Ref, Statement, Variable
from mainstay.render.terraform.frame import Setting
from mainstay.render.terraform.item import Item, Leaf, Tree

ENVIRONMENT = Variable(name="environment", description="The environment that is applied.")
REGION = Variable(name="region", description="The AWS region that it stands in.")

_TYPES = ((bool, "bool"), (int, "number"), (float, "number"), (str, "string"))


class Differs(Exception):  # noqa: N818 - not an error: the answer that no common root exists
    """The environments are no variations of one structure."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """One environment: its name, its region, and what there is to write."""

    name: str
    region: str
    items: tuple[Item, ...]
    tags: dict[str, Tree]


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """What all environments have in common, with variables where they differ."""

    items: tuple[Item, ...]
    tags: dict[str, Tree]
    settings: tuple[Setting, ...]


def shared(environments: tuple[Environment, ...]) -> Shared | None:
    """The common root of `environments`; None where they have none."""
    merger = _Merger(environments)
    try:
        items = tuple(merger.item(versions) for versions in _aligned([e.items for e in environments]))
        tags = merger.merged([e.tags for e in environments], ("tags",))
    except Differs:
        return None
    return Shared(items=items, tags=cast("dict[str, Tree]", tags), settings=merger.settings())


def _aligned(many: list[tuple[Item, ...]]) -> list[tuple[Item, ...]]:
    if len({len(items) for items in many}) > 1:
        raise Differs
    return list(zip(*many, strict=True))


class _Merger:
    """Merges the values of environments in the same order, and collects the variables that this takes."""

    def __init__(self, environments: tuple[Environment, ...]) -> None:
        self._names = [environment.name for environment in environments]
        regions = [environment.region for environment in environments]
        self._regions = regions if len(set(regions)) > 1 else ["" for _ in regions]
        self._found: dict[str, Setting] = {}

    def item(self, versions: tuple[Item, ...]) -> Item:
        first = versions[0]
        if len({(item.name, item.type, item.block, item.stateful, item.ignored) for item in versions}) > 1:
            raise Differs
        merged = self.merged([item.arguments for item in versions], (first.label,))
        return msgspec.structs.replace(first, arguments=cast("dict[str, Tree]", merged))

    def merged(self, values: Sequence[Tree], path: tuple[str, ...], *, fixed: bool = False) -> Tree:
        """One value for all; `fixed` where only names of environments may differ (policies, texts)."""
        first = values[0]
        if all(_same(value, first) for value in values):
            return first
        if all(isinstance(value, str | Ref | Joined) for value in values):
            return self._text([_parts(value) for value in values], values, path, fixed=fixed)
        if all(isinstance(value, dict) for value in values):
            return self._mapping(cast("Sequence[dict[str, Tree]]", values), path, fixed=fixed)
        if all(isinstance(value, tuple) for value in values):
            return self._sequence(cast("Sequence[tuple[Tree, ...]]", values), path, fixed=fixed)
        if isinstance(first, msgspec.Struct) and len({type(value) for value in values}) == 1:
            return self._struct(cast("Sequence[msgspec.Struct]", values), path, fixed=fixed)
        return self._variable(values, path, fixed=fixed)

    def _mapping(self, values: Sequence[dict[str, Tree]], path: tuple[str, ...], *, fixed: bool) -> Tree:
        names = list(dict.fromkeys(name for value in values for name in value))
        return {name: self.merged([value.get(name) for value in values], (*path, name), fixed=fixed) for name in names}

    def _sequence(self, values: Sequence[tuple[Tree, ...]], path: tuple[str, ...], *, fixed: bool) -> Tree:
        if len({len(value) for value in values}) > 1:
            return self._variable(values, path, fixed=fixed)
        rows = enumerate(zip(*values, strict=True), start=1)
        return tuple(self.merged(row, (*path, str(number)), fixed=fixed) for number, row in rows)

    def _struct(self, values: Sequence[msgspec.Struct], path: tuple[str, ...], *, fixed: bool) -> Tree:
        """Policies are the same everywhere but for names; so are their statements."""
        first = values[0]
        if not isinstance(first, PolicyDocument | Statement | Json | Base64):
            raise Differs
        fixed = fixed or not isinstance(first, Json)
        changes = {
            name: self.merged([cast("Tree", getattr(value, name)) for value in values], path, fixed=fixed)
            for name in first.__struct_fields__
        }
        return cast("Leaf", msgspec.structs.replace(first, **changes))

    def _text(
        self,
        many: list[tuple[str | Ref | Variable, ...]],
        values: Sequence[Tree],
        path: tuple[str, ...],
        *,
        fixed: bool,
    ) -> Tree:
        """The same text for all, with the environment's name and region in it, else a variable."""
        rows = zip(self._names, self._regions, many, strict=True)
        found = [self._parametrised(parts, name, region) for name, region, parts in rows]
        if all(parts == found[0] for parts in found):
            self._need(found[0])
            return found[0][0] if len(found[0]) == 1 and not isinstance(found[0][0], str) else Joined(parts=found[0])
        return self._variable(values, path, fixed=fixed)

    def _parametrised(
        self, parts: tuple[str | Ref | Variable, ...], name: str, region: str
    ) -> tuple[str | Ref | Variable, ...]:
        found: list[str | Ref | Variable] = []
        for part in parts:
            found += _split(part, {name: ENVIRONMENT, region: REGION}) if isinstance(part, str) else [part]
        return tuple(found)

    def _need(self, parts: tuple[str | Ref | Variable, ...]) -> None:
        for variable, values in ((ENVIRONMENT, self._names), (REGION, self._regions)):
            if variable in parts and "" not in values:
                known = dict(zip(self._names, values, strict=True))
                self._add(Setting(name=variable.name, description=variable.description, values={**known}))

    def _variable(self, values: Sequence[Tree], path: tuple[str, ...], *, fixed: bool) -> Tree:
        kinds = {_type(value) for value in values if value is not None}
        if fixed or len(kinds) != 1 or "" in kinds or "depends_on" in path:
            raise Differs
        variable = Variable(name=_variable_name(path), description=f"{path[0]}: {'.'.join(path[1:])}.")
        known = dict(zip(self._names, values, strict=True))
        nullable = None in values
        self._add(
            Setting(
                name=variable.name,
                description=variable.description,
                type=kinds.pop(),
                nullable=nullable,
                values={name: value for name, value in known.items() if value is not None},
            )
        )
        return variable

    def _add(self, setting: Setting) -> None:
        if self._found.setdefault(setting.name, setting) != setting:
            raise Differs

    def settings(self) -> tuple[Setting, ...]:
        return tuple(self._found[name] for name in sorted(self._found))


def _same(one: Tree, other: Tree) -> bool:
    return type(one) is type(other) and one == other


def _parts(value: Tree) -> tuple[str | Ref | Variable, ...]:
    if isinstance(value, Joined):
        return value.parts
    if isinstance(value, Ref):
        pieces = (value.prefix, msgspec.structs.replace(value, prefix="", suffix=""), value.suffix)
        return tuple(piece for piece in pieces if piece != "")
    return (str(value),)


def _split(text: str, tokens: dict[str, Variable]) -> list[str | Ref | Variable]:
    """`text` with each token, where it stands as a word, replaced; a letter may follow a region (`eu-west-1a`)."""
    words = {
        token: rf"(?<![a-z0-9]){re.escape(token)}" + ("(?![a-z0-9])" if variable is ENVIRONMENT else "(?![0-9])")
        for token, variable in tokens.items()
        if token
    }
    if not words:
        return [text]
    pieces = re.split(f"({'|'.join(words[token] for token in sorted(words, key=len, reverse=True))})", text)
    return [tokens.get(piece, piece) if index % 2 else piece for index, piece in enumerate(pieces) if piece]


def _type(value: Tree) -> str:
    for kind, written in _TYPES:
        if isinstance(value, kind):
            return written
    if isinstance(value, tuple) and value:
        inner = {_type(item) for item in value}
        return f"list({inner.pop()})" if len(inner) == 1 and "" not in inner else ""
    return ""


def _variable_name(path: tuple[str, ...]) -> str:
    return re.sub(r"[^a-z0-9_]", "_", "_".join(path).lower())
