"""uv.lock, read as far as uv does not do it for us: which packages of the repository are part of the environment."""

from collections.abc import Mapping, Sequence
from typing import Any

from mainstay.run.local.builder.places import joined

Table = Mapping[str, Any]


def local_packages(lock: Table, folder: str, directory: str, extras: Sequence[str] = ()) -> tuple[str, ...]:
    """The folders (relative to the repository) of packages that are installed from the repository itself.

    `folder` is where uv.lock lies, `directory` the project that is built: a member of the workspace or its root.
    Only what that project needs without its groups is listed, itself first where it is a package.
    """
    packages: dict[str, Table] = {package["name"]: package for package in lock.get("package", [])}
    places = {name: _place(package, folder) for name, package in packages.items()}
    start = next((name for name, place in places.items() if place == joined("", directory)), None)
    waiting = [start] if start else []
    seen: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in packages:
            continue
        seen.append(name)
        package = packages[name]
        needs = [*package.get("dependencies", [])]
        for extra in extras if name == start else package.get("optional-dependencies", {}):
            needs += package.get("optional-dependencies", {}).get(extra, [])
        waiting += [need["name"] for need in needs]
    return tuple(places[name] for name in seen if places[name] and not _virtual(packages[name]))


def _source(package: Table) -> Table:
    return package.get("source", {})


def _place(package: Table, folder: str) -> str:
    source = _source(package)
    for kind in ("editable", "virtual", "directory"):
        if kind in source:
            return joined(folder, source[kind])
    return ""


def _virtual(package: Table) -> bool:
    return "virtual" in _source(package)
