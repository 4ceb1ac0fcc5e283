"""Graph + Graph → what differs between them, in words: what a reviewer reads before the change is made.

Pure and deterministic. What matters to security comes first; renamed components are recognised and not told as new.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

import msgspec

from mainstay.compile.differences.access import access_differences
from mainstay.compile.differences.cost import cost_differences
from mainstay.compile.differences.difference import SECURITY as SECURITY
from mainstay.compile.differences.difference import Concern as Concern
from mainstay.compile.differences.difference import Difference as Difference
from mainstay.compile.differences.difference import ordered
from mainstay.compile.differences.protection import guarding, guards, weaker
from mainstay.compile.differences.renames import Renames, renames
from mainstay.model.graph import Graph, Resource
from mainstay.model.told import PolicyDocument, Ref
from mainstay.model.value import to_builtins

_TOLD_ELSEWHERE = frozenset({"aws.ingress_rule", "aws.egress_rule", "aws.iam_role_policy"})
"""Kinds whose whole meaning is who reaches whom and who may do what."""
_LONGEST = 60
"""Characters of a value that are shown."""


def differences(before: Graph, after: Graph) -> tuple[Difference, ...]:
    """All that differs between two architectures, what weakens and what concerns security first."""
    renamed = renames(before, after)
    old = {renamed.resource(resource.name): resource for resource in before.resources}
    new = {resource.name: resource for resource in after.resources}
    found = [_renaming(was, name) for was, name in sorted(renamed.names.items())]
    found += access_differences(before, after, renamed)
    found += _comings(new.keys() - old.keys(), new, old)
    found += _goings(old.keys() - new.keys(), old, new, renamed)
    for name in sorted(old.keys() & new.keys()):
        found += _changes(old[name], new[name], renamed)
    found += cost_differences(before, after, renamed)
    components = after.intent.names | {renamed.resource(name) for name in before.intent.names}
    return ordered([_owned(one, components) for one in found])


def _owned(one: Difference, components: frozenset[str]) -> Difference:
    """What belongs to no component of the intent (the network, the provider's own services) is shared by all."""
    return one if one.component in components else msgspec.structs.replace(one, component="")


def _renaming(was: str, name: str) -> Difference:
    return Difference(
        concern=Concern.RESOURCE,
        says=f"{was} is called {name} now",
        component=name,
        resource=name,
        before=was,
        after=name,
    )


# What comes and goes


def _comings(names: set[str], new: dict[str, Resource], old: dict[str, Resource]) -> Iterator[Difference]:
    for lead, parts in _gathered(names, new, old):
        resource = new[lead]
        yield Difference(
            concern=Concern.PROTECTION if guarding(resource.kind.id) else Concern.RESOURCE,
            says=f"adds {resource.kind.id} `{lead}`{_with(parts)}",
            component=resource.component,
            resource=lead,
            because=_reason(resource),
        )


def _goings(
    names: set[str], old: dict[str, Resource], new: dict[str, Resource], renamed: Renames
) -> Iterator[Difference]:
    for lead, parts in _gathered(names, old, new):
        resource = old[lead]
        guarded = lead.rpartition(".")[0] in new  # what it guarded is still there
        weakens = guarding(resource.kind.id) and guarded
        yield Difference(
            concern=Concern.PROTECTION if weakens else Concern.RESOURCE,
            says=f"removes {resource.kind.id} `{lead}`{_with(parts)}",
            component=renamed.resource(resource.component),
            resource=lead,
            weakens=weakens,
        )


def _gathered(names: set[str], here: dict[str, Resource], there: dict[str, Resource]) -> list[tuple[str, list[str]]]:
    """Names by what they belong to: parts of something that comes or goes itself are told with it.

    What moved to another technology takes its parts with it; that is told there.
    """
    told = {name for name in names if here[name].kind.id not in _TOLD_ELSEWHERE}
    leads: dict[str, list[str]] = defaultdict(list)
    for name in sorted(told):
        owner = next((o for o in _owners(name, here[name]) if o in told), "")
        if not owner and here[name].component and _moved_kind(here[name].component, here, there):
            continue
        leads[owner or name] += [name] if owner else []
    return sorted(leads.items())


def _moved_kind(component: str, here: dict[str, Resource], there: dict[str, Resource]) -> bool:
    both = component in here and component in there
    return both and here[component].kind.id != there[component].kind.id


def _owners(name: str, resource: Resource) -> Iterator[str]:
    """What a resource may belong to, the most far-reaching first."""
    if resource.component != name:
        yield resource.component
    parts = name.split(".")
    yield from (".".join(parts[:length]) for length in range(1, len(parts)))


def _with(parts: list[str]) -> str:
    return f" with {len(parts)} part{'' if len(parts) == 1 else 's'}" if parts else ""


def _reason(resource: Resource, name: str = "") -> str:
    return next((reason.says for reason in resource.why if reason.property == name), "")


# What changes


def _changes(old: Resource, new: Resource, renamed: Renames) -> Iterator[Difference]:
    if old.kind.id != new.kind.id:
        yield Difference(
            concern=Concern.TECHNOLOGY,
            says=f"{new.name} moves from {old.kind.id} to {new.kind.id}",
            component=new.component,
            resource=new.name,
            before=old.kind.id,
            after=new.kind.id,
            because=_reason(new),
        )
        return
    if new.kind.id in _TOLD_ELSEWHERE:
        return
    for name in new.kind.__struct_fields__:
        yield from _property(old, new, name, renamed)


def _property(old: Resource, new: Resource, name: str, renamed: Renames) -> Iterator[Difference]:
    was, now = getattr(old.kind, name), getattr(new.kind, name)
    if was == now or isinstance(now, PolicyDocument) or renamed.text(_text(was)) == _text(now):
        return
    guard = guards(name)
    weakens = guard is not None and weaker(guard.better, was, now)
    for path, one, other in _leaves(name, was, now):
        before, after = _of_both(one, other)
        if renamed.text(_text(one)) != _text(other):
            yield Difference(
                concern=guard.concern if guard else Concern.PROPERTY,
                says=f"{new.name}.{path}: {before} → {after}",
                component=new.component,
                resource=new.name,
                field=path,
                before=before,
                after=after,
                weakens=weakens,
                because=_reason(new, name),
            )


def _leaves(name: str, was: object, now: object) -> Iterator[tuple[str, object, object]]:
    """Mappings differ by key, everything else as a whole."""
    if not (isinstance(was, dict) and isinstance(now, dict)):
        yield name, was, now
        return
    old, new = cast("dict[str, object]", was), cast("dict[str, object]", now)
    for key in sorted(old.keys() | new.keys()):
        yield f"{name}.{key}", old.get(key), new.get(key)


def _text(value: object) -> str:
    return json.dumps(to_builtins(value), sort_keys=True)


def _shown(value: object) -> str:
    """A value in words. It holds no secret: those travel by reference."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            text = str(value)
        case Ref():
            text = f"{value.prefix}{value.resource}.{value.attribute}{value.suffix}"
        case _:
            text = _text(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _of_both(was: object, now: object) -> tuple[str, str]:
    """Both values in words; where they begin so alike that they would read the same, from just before they differ."""
    before, after = _shown(was), _shown(now)
    if before != after:
        return before, after
    old, new = _text(was), _text(now)
    alike = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    first = max(0, alike - _LONGEST // 4)
    return f"…{old[first : first + _LONGEST]}…", f"…{new[first : first + _LONGEST]}…"
