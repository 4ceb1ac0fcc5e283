"""Which packages of a lock file a program needs, where the lock file does not say so itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from packaging.markers import Environment, InvalidMarker, Marker
from packaging.utils import canonicalize_name
from packaging.version import Version

from mainstay.run.local.builder.pins import Pin
from mainstay.run.local.builder.requirement import constraint


@dataclass(frozen=True)
class Need:
    """One dependency: `versions` is a constraint (`""`: any), `marker` a PEP 508 marker, `python` a constraint too."""

    name: str
    versions: str = ""
    extras: frozenset[str] = frozenset()
    marker: str = ""
    python: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Node:
    """One package of a lock file with what it needs; `extras` names the optional needs that each extra turns on."""

    pin: Pin | None
    name: str
    version: str
    needs: tuple[Need, ...] = ()
    extras: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])


def needed(roots: Sequence[Need], nodes: Sequence[Node], environment: Environment) -> tuple[Node, ...]:
    """All nodes that the roots need in this environment, sorted by name and version.

    A package may be locked in several versions, for several environments: the one that the constraint admits is
    taken. Raises `ValueError` naming a package that the lock file lacks.
    """
    by_name: dict[str, list[Node]] = {}
    for node in nodes:
        by_name.setdefault(canonicalize_name(node.name), []).append(node)
    waiting = [need for need in roots if not need.optional and applies(need, environment)]
    seen: set[Need] = set()
    result: dict[tuple[str, str], Node] = {}
    while waiting:
        need = waiting.pop()
        if need in seen:
            continue
        seen.add(need)
        for node in _serving(need, by_name):
            result[canonicalize_name(node.name), node.version] = node
            waiting += [n for n in _turned_on(node, need.extras) if applies(n, environment, need.extras)]
    return tuple(result[key] for key in sorted(result))


def applies(need: Need, environment: Environment, extras: Collection[str] = ()) -> bool:
    """Whether a dependency exists in this environment, where whoever has it is wanted with these extras."""
    if need.python and not _admits(need.python, str(environment["python_full_version"])):
        return False
    return not need.marker or holds(need.marker, environment, extras)


def holds(marker: str, environment: Environment, extras: Collection[str] = ()) -> bool:
    """Whether a marker is true here, with any of these extras. One nobody understands counts as true."""
    try:
        parsed = Marker(marker)
    except InvalidMarker:
        return True
    given = {name: str(value) for name, value in environment.items()}
    return any(parsed.evaluate({**given, "extra": extra}) for extra in ("", *sorted(extras)))


def _serving(need: Need, by_name: Mapping[str, Sequence[Node]]) -> list[Node]:
    candidates = by_name.get(canonicalize_name(need.name))
    if not candidates:
        raise ValueError(need.name)
    fitting = [node for node in candidates if _admits(need.versions, node.version)]
    return (
        [max(fitting or candidates, key=lambda node: Version(node.version))]
        if len(candidates) > 1
        else list(candidates)
    )


def _turned_on(node: Node, extras: frozenset[str]) -> list[Need]:
    wanted = {canonicalize_name(name) for extra in extras for name in node.extras.get(extra, frozenset())}
    return [need for need in node.needs if not need.optional or canonicalize_name(need.name) in wanted]


def _admits(versions: str, version: str) -> bool:
    try:
        return any(allowed.contains(version, prereleases=True) for allowed in constraint(versions or "*"))
    except ValueError:
        return True
