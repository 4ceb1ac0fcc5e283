"""Circles among links, in time linear in their number."""

from collections.abc import Iterable, Mapping, Sequence


def groups_in_order(names: Sequence[str], targets: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Names that reach each other in both directions, together; each group after all that lead to it.

    Tarjan's algorithm (1972), with a stack of its own because systems may be deeper than Python's. Equal input
    gives equal order.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: dict[str, None] = {}
    groups: list[tuple[str, ...]] = []
    for root in names:
        if root not in index:
            _visit(root, targets, (index, low, open_), groups)
    return tuple(reversed(groups))


_Marks = tuple[dict[str, int], dict[str, int], dict[str, None]]


def _visit(root: str, targets: Mapping[str, Sequence[str]], marks: _Marks, groups: list[tuple[str, ...]]) -> None:
    index, low, open_ = marks
    work = [(root, iter(_entered(root, targets, marks)))]
    while work:
        name, rest = work[-1]
        target = next(rest, None)
        if target is None:
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == index[name]:
                groups.append(_closed(name, open_))
        elif target not in index:
            work.append((target, iter(_entered(target, targets, marks))))
        elif target in open_:
            low[name] = min(low[name], index[target])


def _entered(name: str, targets: Mapping[str, Sequence[str]], marks: _Marks) -> Iterable[str]:
    index, low, open_ = marks
    index[name] = low[name] = len(index)
    open_[name] = None
    return targets.get(name, ())


def _closed(name: str, open_: dict[str, None]) -> tuple[str, ...]:
    members: list[str] = []
    while name in open_:
        members.append(open_.popitem()[0])
    return tuple(sorted(members))


def cycle(members: Iterable[str], targets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A shortest circle through the first of `members`, which all reach each other."""
    inside = set(members)
    start = min(inside)
    came_from: dict[str, str] = {}
    layer = [start]
    while layer:
        steps = [(name, target) for name in layer for target in sorted(set(targets.get(name, ())) & inside)]
        closing = [name for name, target in steps if target == start]
        if closing:
            return _back(closing[0], came_from)
        fresh = {target: name for name, target in reversed(steps) if target not in came_from}
        came_from.update(fresh)
        layer = sorted(fresh)
    return (start,)


def _back(name: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    path = [name]
    while path[-1] in came_from:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
