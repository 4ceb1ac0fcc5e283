"""pdm.lock: with groups and markers on each package (pdm 2.11 and later), or without."""

from collections.abc import Mapping, Sequence
from typing import Any

from packaging.markers import Environment
from packaging.utils import canonicalize_name

from mainstay.run.local.builder.closure import Node, holds, needed
from mainstay.run.local.builder.pins import Locked, Pin, locked
from mainstay.run.local.builder.poetry import need_of

Table = Mapping[str, Any]


def pdm_locked(lock: Table, project: Table, *, environment: Environment, extras: Sequence[str] = ()) -> Locked:
    """What `pdm install --prod` would install. `lock` and `project` are the parsed TOML files.

    Raises `ValueError` naming a package that the lock file lacks.
    """
    packages: list[Table] = lock.get("package", [])
    if "inherit_metadata" in lock.get("metadata", {}).get("strategy", []):
        groups = {"default", *extras}
        chosen = [p for p in packages if groups & set(p.get("groups", [])) and _here(p, environment)]
    else:
        chosen = _followed(packages, project, environment=environment, extras=extras)
    pins = [pin for package in chosen if (pin := _pin(package, lock))]
    return locked(pins, [str(p["path"]) for p in chosen if _is_folder(p)])


def _here(package: Table, environment: Environment) -> bool:
    return holds(package["marker"], environment) if package.get("marker") else True


def _followed(
    packages: Sequence[Table], project: Table, *, environment: Environment, extras: Sequence[str]
) -> list[Table]:
    standard: Table = project.get("project", {})
    lines = [*standard.get("dependencies", [])]
    for extra in extras:
        lines += standard.get("optional-dependencies", {}).get(extra, [])
    nodes = [_node(package) for package in packages if not package.get("extras")]
    # A package with extras is locked as an entry of its own, which depends on the bare one.
    nodes += [_node(package) for package in packages if package.get("extras")]
    merged = _merged(nodes)
    wanted = {(canonicalize_name(n.name), n.version) for n in needed([need_of(x) for x in lines], merged, environment)}
    return [p for p in packages if (canonicalize_name(p["name"]), p.get("version", "")) in wanted]


def _node(package: Table) -> Node:
    needs = tuple(need_of(line) for line in package.get("dependencies", []))
    return Node(None, package["name"], package.get("version", ""), needs)


def _merged(nodes: Sequence[Node]) -> list[Node]:
    """One node a version, with the needs of all entries: an extra that is locked is one that somebody asked for."""
    result: dict[tuple[str, str], Node] = {}
    for node in nodes:
        key = canonicalize_name(node.name), node.version
        before = result.get(key)
        own = tuple(need for need in node.needs if canonicalize_name(need.name) != key[0])
        result[key] = Node(None, node.name, node.version, (*(before.needs if before else ()), *own))
    return list(result.values())


def _is_folder(package: Table) -> bool:
    return "path" in package and not str(package["path"]).endswith((".whl", ".tar.gz", ".zip"))


def _pin(package: Table, lock: Table) -> Pin | None:
    name, version = package["name"], package.get("version", "")
    if "git" in package:
        path = f"#subdirectory={package['subdirectory']}" if package.get("subdirectory") else ""
        return Pin(name, version, url=f"git+{package['git']}@{package['revision']}{path}")
    if "url" in package:
        return Pin(name, version, url=package["url"])
    if "path" in package:
        return None if _is_folder(package) else Pin(name, version, url=package["path"])
    # Until lock version 4.3 the files of all packages stand in one table at the end.
    late = lock.get("metadata", {}).get("files", {})
    files = package.get("files") or late.get(f"{name} {version}", [])
    return Pin(name, version, tuple(sorted({file["hash"] for file in files})))
