"""What is there for all programs is joined by all that can, where nobody says by which: a mesh of nobody is none."""

from collections.abc import Iterable, Mapping

import msgspec

from mainstay.compile.bind.consistency import place_of
from mainstay.compile.evidence import place_of_field
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.intent import Extra, Intent, Use, Workload
from mainstay.model.origin import Evidence

_Kinds = Mapping[str, type[CloudKind]]


def bind_joined(intent: Intent, kinds: Iterable[type[CloudKind]]) -> Intent:
    """The intent with links to what nobody uses and all join.

    Raises `MainstayError` where nothing can join it: it would protect nothing.
    """
    named = {name: kind for kind in kinds for name in (kind.id, *kind.aliases)}
    for extra in intent.components:
        if isinstance(extra, Extra) and _is_lonely(extra, intent, named):
            intent = _joined(intent, extra, named)
    _check_callers(intent, named)
    return intent


def _check_callers(intent: Intent, named: _Kinds) -> None:
    """What is in a mesh answers its members only: mutual TLS is strict."""
    inside = {one.name: _joined_by(one, intent, named) for one in intent.components if isinstance(one, Workload)}
    for component in intent.components:
        for use in component.uses if component.name in inside else ():
            lacking = inside.get(use.target, frozenset()) - inside[component.name]
            if lacking:
                raise MainstayError(
                    place_of(use.evidence or component.evidence, component.name),
                    f"`{component.name}` must be in the mesh of `{use.target}`, which it uses",
                    f"it is not in {min(lacking)}",
                    hint=f"let both be in it, or none: `{use.target}` answers members only",
                )


def _joined_by(component: Workload, intent: Intent, named: _Kinds) -> frozenset[str]:
    """What it is in, by the last part of the kind's id, which is also how it is set."""
    used = {use.target for use in component.uses}
    joined = [one.kind for one in intent.components if one.name in used and _joins_as(one.kind, named)]
    names = {_joins_as(kind, named) for kind in named}
    stated = {str(component.overrides[name]) for name in names if name in component.overrides}
    return frozenset({*(named[kind].id.rpartition(".")[2] for kind in joined), *stated}) - {"none"}


def _joins_as(name: str, named: _Kinds) -> str:
    return named[name].joined_as if name in named else ""


def _is_lonely(extra: Extra, intent: Intent, named: _Kinds) -> bool:
    """Whether it is something to join that nobody uses, and that nobody is set to be in."""
    name = _joins_as(extra.kind, named)
    used = any(use.target == extra.name for component in intent.components for use in component.uses)
    return bool(name) and not used and not any(name in component.overrides for component in intent.components)


def _joined(intent: Intent, extra: Extra, named: _Kinds) -> Intent:
    joining = {c.name for c in intent.components if isinstance(c, Workload) and _can_join(c, extra, intent, named)}
    if not joining:
        raise MainstayError(
            place_of_field(extra, "", f"`{extra.name}`"),
            f"programs must join `{extra.name}`",
            "none uses it, and none is sure to run in pods and to be in no other",
            hint=f"write `uses: {{{extra.name}: {{}}}}` on those that shall be in it, or leave it out",
        )
    said = tuple(
        Evidence(field="uses", origin=one.origin, says=f"all programs in pods join `{extra.name}`")
        for one in extra.evidence[:1]
    )
    components = tuple(
        msgspec.structs.replace(one, uses=(*one.uses, Use(target=extra.name, evidence=said)))
        if one.name in joining
        else one
        for one in intent.components
    )
    return msgspec.structs.replace(intent, components=components)


def _can_join(component: Workload, extra: Extra, intent: Intent, named: _Kinds) -> bool:
    """Whether all that could realise it can join, and it is in nothing of the sort yet."""
    name = _joins_as(extra.kind, named)
    used = {use.target for use in component.uses}
    if any(_joins_as(one.kind, named) == name for one in intent.components if one.name in used):
        return False
    pinned = [named[component.kind]] if component.kind in named else []
    able = pinned or [kind for kind in named.values() if component.role in kind.realises]
    return all(name in kind.__struct_fields__ for kind in able)
