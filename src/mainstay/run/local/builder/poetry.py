"""poetry.lock, and poetry's table of pyproject.toml: formats 1.1 (poetry 1.0) to 2.1 (poetry 2)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from packaging.markers import Environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from mainstay.run.local.builder.closure import Need, Node, holds, needed
from mainstay.run.local.builder.pins import Locked, Pin, locked
from mainstay.run.local.builder.requirement import constraint

Table = Mapping[str, Any]


def poetry_locked(lock: Table, project: Table, *, environment: Environment, extras: Sequence[str] = ()) -> Locked:
    """What `poetry install --only main` would install. `lock` and `project` are the parsed TOML files.

    Since format 2.1 a lock file says which group and environment each package is for. Before, the dependencies are
    followed from the project's own. Raises `ValueError` naming a package that the lock file lacks.
    """
    nodes = [_node(package, lock) for package in lock.get("package", [])]
    if all("groups" in package for package in lock.get("package", [])):
        chosen = [
            node
            for node, package in zip(nodes, lock.get("package", []), strict=True)
            if _is_main(package, environment, extras)
        ]
    else:
        chosen = list(needed(poetry_needs(project, extras), nodes, environment))
    folders = {_place(p): p for p in lock.get("package", []) if _source(p).get("type") == "directory"}
    names = {canonicalize_name(node.name) for node in chosen if node.pin is None}
    local = [place for place, package in sorted(folders.items()) if canonicalize_name(package["name"]) in names]
    indexes = [_source(p)["url"] for p in lock.get("package", []) if _source(p).get("type") == "legacy"]
    return locked((node.pin for node in chosen if node.pin), local, sorted(set(indexes)))


def poetry_needs(project: Table, extras: Sequence[str] = ()) -> tuple[Need, ...]:
    """The project's own dependencies: of poetry's table, and of the standard one that poetry 2 reads as well."""
    poetry: Table = project.get("tool", {}).get("poetry", {})
    tables: list[Table] = [
        poetry.get("dependencies", {}),
        poetry.get("group", {}).get("main", {}).get("dependencies", {}),
    ]
    needs = [need for table in tables for name, value in table.items() for need in _needs(name, value)]
    standard: Table = project.get("project", {})
    lines = [*standard.get("dependencies", [])]
    for extra in extras:
        lines += standard.get("optional-dependencies", {}).get(extra, [])
    needs += [need_of(line) for line in lines]
    wanted = {canonicalize_name(_bare(name)) for extra in extras for name in poetry.get("extras", {}).get(extra, [])}
    return tuple(
        _with(need, optional=need.optional and canonicalize_name(need.name) not in wanted)
        for need in needs
        if canonicalize_name(need.name) != "python"
    )


def poetry_requirements(project: Table, extras: Sequence[str] = ()) -> tuple[str, ...]:
    """The same as requirement lines, for a project without a lock file.

    Raises `ValueError` with the text of a dependency that cannot be written so.
    """
    poetry: Table = project.get("tool", {}).get("poetry", {})
    lines: list[str] = []
    for need in poetry_needs(project, extras):
        value = poetry.get("dependencies", {}).get(need.name)
        if not need.optional:
            lines.append(_line(need, value))
    return tuple(lines)


def need_of(line: str) -> Need:
    """A PEP 508 requirement as a `Need`; raises `ValueError` where it is none."""
    try:
        parsed = Requirement(line)
    except InvalidRequirement as error:
        raise ValueError(line) from error
    marker = str(parsed.marker) if parsed.marker else ""
    return Need(parsed.name, str(parsed.specifier), frozenset(parsed.extras), marker)


def _needs(name: str, value: Any) -> Iterator[Need]:  # noqa: ANN401 - TOML
    """A dependency in poetry's notation: a constraint, a table, or a list of tables for several environments."""
    if isinstance(value, list):
        for one in value:  # pyright: ignore[reportUnknownVariableType] - TOML
            yield from _needs(name, one)
    elif isinstance(value, str):
        yield Need(name, value)
    else:
        marker = " and ".join(
            part
            for part in (f"({value['markers']})" if value.get("markers") else "", _platform(value.get("platform", "")))
            if part
        )
        yield Need(
            name,
            value.get("version", ""),
            frozenset(value.get("extras", [])),
            marker,
            value.get("python", ""),
            optional=value.get("optional", False),
        )


def _platform(platform: str) -> str:
    return f'sys_platform == "{platform}"' if platform else ""


def _with(need: Need, *, optional: bool) -> Need:
    return Need(need.name, need.versions, need.extras, need.marker, need.python, optional=optional)


def _bare(dependency: str) -> str:
    """``psycopg2`` of ``psycopg2 (>=2.9,<3.0)``."""
    match = re.match(r"[\w.-]+", dependency)
    return match.group() if match else dependency


def _node(package: Table, lock: Table) -> Node:
    name: str = package["name"]
    needs = [need for dep, value in package.get("dependencies", {}).items() for need in _needs(dep, value)]
    extras = {extra: frozenset(map(_bare, names)) for extra, names in package.get("extras", {}).items()}
    return Node(_pin(package, lock), name, package["version"], tuple(needs), extras)


def _source(package: Table) -> Table:
    return package.get("source", {})


def _place(package: Table) -> str:
    return str(_source(package).get("url", ""))


def _pin(package: Table, lock: Table) -> Pin | None:
    """None for a folder of the repository, which is no package of the environment."""
    source = _source(package)
    name, version, kind = package["name"], package["version"], source.get("type", "")
    if kind == "directory":
        return None
    if kind == "git":
        path = f"#subdirectory={source['subdirectory']}" if source.get("subdirectory") else ""
        return Pin(name, version, url=f"git+{source['url']}@{source['resolved_reference']}{path}")
    if kind in {"url", "file"}:
        return Pin(name, version, url=source["url"])
    # Until format 1.1 the files of all packages stand in one table at the end.
    files = package.get("files") or lock.get("metadata", {}).get("files", {}).get(name, [])
    return Pin(name, version, tuple(sorted({file["hash"] for file in files})))


def _is_main(package: Table, environment: Environment, extras: Sequence[str]) -> bool:
    if "main" not in package["groups"]:
        return False
    markers = package.get("markers", "")
    marker = markers.get("main", "") if isinstance(markers, dict) else markers  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType] - TOML
    if package.get("optional") and "extra" not in str(marker):  # pyright: ignore[reportUnknownArgumentType] - TOML
        return False
    return not marker or holds(str(marker), environment, extras)  # pyright: ignore[reportUnknownArgumentType] - TOML


def _line(need: Need, value: Any) -> str:  # noqa: ANN401 - TOML
    extras = f"[{','.join(sorted(need.extras))}]" if need.extras else ""
    if isinstance(value, dict) and (url := _url(value)):  # pyright: ignore[reportUnknownArgumentType] - TOML
        line = f"{need.name}{extras} @ {url}"
    elif isinstance(value, dict) and "path" in value:
        raise ValueError(f"{need.name} = {{ path = … }}")  # its own dependencies are known to a lock file only
    else:
        allowed, *others = constraint(need.versions or "*")
        if others:
            raise ValueError(f"{need.name} {need.versions}")
        line = f"{need.name}{extras}{allowed}"
    marker = " and ".join(part for part in (need.marker, _python_marker(need.python)) if part)
    return f"{line} ; {marker}" if marker else line


def _url(value: Table) -> str:
    if "git" in value:
        reference = value.get("rev") or value.get("tag") or value.get("branch") or ""
        return f"git+{value['git']}" + (f"@{reference}" if reference else "")
    return str(value.get("url", ""))


def _python_marker(python: str) -> str:
    if not python:
        return ""
    alternatives = [
        " and ".join(f'python_version {spec.operator} "{spec.version}"' for spec in sorted(allowed, key=str))
        for allowed in constraint(python)
    ]
    return " or ".join(f"({alternative})" for alternative in alternatives if alternative)
