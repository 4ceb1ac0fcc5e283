"""Pass 5, *lock*: decisions, names and numbers that an edit elsewhere must not disturb."""

from collections.abc import Mapping

import msgspec

from mainstay.compile.decision import Decision
from mainstay.model.graph import Graph, Lock
from mainstay.model.intent import AnyComponent, Intent
from mainstay.model.value import digest


def lock(graph: Graph, previous: Lock) -> Graph:
    """The Graph with its lock. Who had a slot keeps it; others get the lowest that nobody ever had."""
    slots = dict(previous.slots)
    free = max(slots.values(), default=0) + 1
    for resource in graph.resources:
        if resource.name not in slots:
            slots[resource.name] = free
            free += 1
    kinds = {r.component: r.kind.id for r in graph.resources if r.component == r.name}
    return msgspec.structs.replace(graph, lock=Lock(kinds={**previous.kinds, **kinds}, slots=slots))


def held_names(intent: Intent, previous: Lock) -> dict[str, str]:
    """Component → the name that its physical names are made of: its own, or the one it was created with.

    A component that is gone and a new one that asks for exactly the same are one that was renamed, unless several
    could be meant.
    """
    names = {c.name: previous.names.get(c.name, c.name) for c in intent.components}
    return names | {new: previous.names.get(old, old) for new, old in _renamed(intent, previous).items()}


def lock_cloud(graph: Graph, decisions: tuple[Decision, ...], previous: Lock) -> Graph:
    """The Graph with the decisions and names of this compilation; those of components that are gone are forgotten."""
    components = {decision.component.name: decision.component for decision in decisions}
    renamed = _renamed(graph.intent, previous)
    own = Lock(
        kinds={d.component.name: d.offer.kind.id for d in decisions},
        offers={d.component.name: d.offer.label for d in decisions},
        contents={name: content(component) for name, component in components.items()},
        names={d.component.name: d.label for d in decisions if d.label not in ("", d.component.name)},
        moved=_moved(graph, renamed, previous),
    )
    return msgspec.structs.replace(graph, lock=own)


def content(component: AnyComponent) -> str:
    """What a component asks for, without its name and without where that was said."""
    uses = tuple(msgspec.structs.replace(use, evidence=()) for use in component.uses)
    return digest(msgspec.structs.replace(component, name="", evidence=(), uses=uses))


def _renamed(intent: Intent, previous: Lock) -> dict[str, str]:
    """New name → old name."""
    names = intent.names
    gone = {name: found for name, found in previous.contents.items() if name not in names}
    if not gone:
        return {}
    fresh = {c.name: content(c) for c in intent.components if c.name not in previous.contents}
    return {
        new: next(old for old, was in gone.items() if was == found)
        for new, found in sorted(fresh.items())
        if _only(found, gone) and _only(found, fresh)
    }


def _only(found: str, among: Mapping[str, str]) -> bool:
    return sum(found == other for other in among.values()) == 1


def _moved(graph: Graph, renamed: Mapping[str, str], previous: Lock) -> dict[str, str]:
    """Resource → its former name. Earlier moves stay: another environment may not have been applied since."""
    names = {resource.name for resource in graph.resources}
    moved = {new: old for new, old in previous.moved.items() if new in names}
    for resource in graph.resources:
        owner = resource.name.partition(".")[0]
        if owner in renamed:
            moved[resource.name] = renamed[owner] + resource.name[len(owner) :]
    return moved
