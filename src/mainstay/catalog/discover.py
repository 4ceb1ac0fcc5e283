"""Which kinds there are: the folders of the target, and what installed packages add."""

import importlib
import pkgutil
import sys
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from mainstay.catalog import aws, kubernetes, local
from mainstay.model.cloud import CloudKind
from mainstay.model.errors import MainstayError
from mainstay.model.kind import Backing, Kind, Target, WorkloadKind

GROUP = "mainstay.kinds"
"""The entry-point group through which an installed package adds a kind: `name = "package.module:Class"`."""

_FOLDERS = {Target.LOCAL: (local,), Target.AWS: (aws, kubernetes), Target.KUBERNETES: (kubernetes,)}
"""Where the kinds of a target stand: on AWS programs can run on EKS, so those of Kubernetes belong to it, too."""
_TARGETS = {
    Target.LOCAL: frozenset({Target.LOCAL}),
    Target.AWS: frozenset({Target.AWS, Target.KUBERNETES}),
    Target.KUBERNETES: frozenset({Target.KUBERNETES}),
}


def kinds(target: Target) -> tuple[type[Kind], ...]:
    """All kinds for `target`, sorted by id.

    Raises `MainstayError` where a folder exports no `KIND`, an installed kind cannot be loaded, or two share an id.
    """
    found = [*_from_folders(target), *_from_packages()]
    by_id: dict[str, type[Kind]] = {}
    for where, kind in found:
        if kind.target not in _TARGETS[target]:
            continue
        if by_id.setdefault(kind.id, kind) is not kind:
            other = by_id[kind.id].__module__
            raise MainstayError(
                where, f"the kind id `{kind.id}` must be unique", f"{other} has it too", hint="give one a new id"
            )
    return tuple(by_id[id_] for id_ in sorted(by_id))


def backing_kinds(target: Target) -> tuple[type[Backing], ...]:
    """The backing services for `target`, sorted by id; raises like `kinds`."""
    return tuple(kind for kind in kinds(target) if issubclass(kind, Backing))


def workload_kinds(target: Target) -> tuple[type[WorkloadKind], ...]:
    """The ways to run programs of the application on `target`, sorted by id; raises like `kinds`."""
    return tuple(kind for kind in kinds(target) if issubclass(kind, WorkloadKind))


def _from_folders(target: Target) -> list[tuple[str, type[Kind]]]:
    """A folder exports its one kind as `KIND`, or several that belong together as `KINDS`."""
    found: list[tuple[str, type[Kind]]] = []
    for package in _FOLDERS[target]:
        names = sorted(module.name for module in pkgutil.iter_modules(package.__path__) if module.ispkg)
        for name in names:
            where = f"{package.__name__}.{name}"
            module = importlib.import_module(where)
            exported = getattr(module, "KINDS", None) or (getattr(module, "KIND", None),)
            found += [(where, _checked(where, kind)) for kind in exported]
    return found


def cloud_kinds(target: Target) -> tuple[type[CloudKind], ...]:
    """All kinds of a cloud `target`, sorted by id; raises like `kinds`."""
    return tuple(kind for kind in kinds(target) if issubclass(kind, CloudKind))


def _from_packages() -> list[tuple[str, type[Kind]]]:
    return [(_where(point), _checked(_where(point), _loaded(point))) for point in _points(tuple(sys.path))]


@cache
def _points(path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """What is installed on this `path`; looked up once, for that reads the metadata of every installed package."""
    del path
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value)))


def _where(point: EntryPoint) -> str:
    return f"entry point {point.name} = {point.value}"


def _loaded(point: EntryPoint) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        package = point.dist.name if point.dist else point.module
        raise MainstayError(
            _where(point),
            "the kind of an installed package must load",
            f"`{error}`",
            hint=f"update or uninstall `{package}`",
        ) from error


def _checked(where: str, exported: object) -> type[Kind]:
    if isinstance(exported, type) and issubclass(exported, Kind) and hasattr(exported, "id"):
        return exported
    raise MainstayError(
        where,
        "the folder of a technology must export `KIND`, a subclass of `mainstay.model.kind.Kind` with an `id`",
        "nothing of that name" if exported is None else f"`{exported!r}`",
        hint="look at mainstay/catalog/local/valkey for an example",
    )
