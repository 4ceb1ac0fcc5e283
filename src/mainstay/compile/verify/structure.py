"""Structure: everything refers to something that exists, has one name and a reason, and can be made in some order."""

from collections import defaultdict
from collections.abc import Iterator

from mainstay.compile.verify.finding import Finding
from mainstay.compile.verify.view import View
from mainstay.model.graph import Graph


def structure(graph: Graph, view: View) -> Iterator[Finding]:
    """What is wrong with the Graph as a graph."""
    yield from _names(graph, view)
    yield from _references(graph, view)
    yield from _components(graph, view)
    circle = _circle(view)
    if circle:
        said = " → ".join(f"`{name}`" for name in (*circle, circle[0]))
        yield Finding(resource=circle[0], must="must be possible to create before what refers to it", found=said)


def _names(graph: Graph, view: View) -> Iterator[Finding]:
    if len(view.by_name) != len(graph.resources):
        seen: set[str] = set()
        for resource in graph.resources:
            if resource.name in seen:
                yield Finding(resource=resource.name, must="must be the name of one resource", found="two have it")
            seen.add(resource.name)
    for resource in graph.resources:
        if not resource.why:
            yield Finding(resource=resource.name, must="must have a reason", found="it has none")


def _references(graph: Graph, view: View) -> Iterator[Finding]:
    for name, refs in view.refs.items():
        for ref in refs:
            if ref.resource not in view.by_name:
                yield Finding(
                    resource=name, must=f"`{ref.resource}` must exist", found=f"`{name}` refers to its {ref.attribute}"
                )
    for relation in graph.relations:
        for end in (relation.source, relation.target):
            if end not in view.by_name:
                yield Finding(resource=end, must="must exist", found=f"`{relation.source}` {relation.link} it")


def _components(graph: Graph, view: View) -> Iterator[Finding]:
    for component in graph.intent.components:
        main = view.by_name.get(component.name)
        if main is None or main.component != component.name:
            yield Finding(resource=component.name, must="must be realised", found="no resource does")
    for resource in graph.resources:
        if resource.component and resource.component not in view.components:
            yield Finding(
                resource=resource.name,
                must="must serve something that the intent asks for",
                found=f"there is no `{resource.component}`",
            )


def _circle(view: View) -> tuple[str, ...]:
    """A circle of references, () where there is none: whatever depends on nothing is taken away until nothing is."""
    waits = {name: {r.resource for r in refs if r.resource in view.by_name} for name, refs in view.refs.items()}
    users: dict[str, list[str]] = defaultdict(list)
    for name, targets in waits.items():
        for target in targets:
            users[target].append(name)
    left = {name: len(targets) for name, targets in waits.items()}
    ready = [name for name, count in left.items() if not count]
    while ready:
        done = ready.pop()
        for user in users.get(done, ()):
            left[user] -= 1
            if not left[user]:
                ready.append(user)
    stuck = sorted(name for name, count in left.items() if count)
    return _walk(stuck[0], waits, frozenset(stuck)) if stuck else ()


def _walk(start: str, waits: dict[str, set[str]], stuck: frozenset[str]) -> tuple[str, ...]:
    """From what waits to what it waits for, until a name comes again."""
    path = [start]
    while True:
        following = min(waits[path[-1]] & stuck)
        if following in path:
            return tuple(path[path.index(following) :])
        path.append(following)
