"""Pass 5, *lock*: decisions and numbers that an edit elsewhere must not disturb."""

import msgspec

from mainstay.model.graph import Graph, Lock


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
