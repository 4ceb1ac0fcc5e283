"""Pipfile.lock (JSON) and Pipfile (TOML)."""

from collections.abc import Mapping
from typing import Any

from packaging.markers import Environment

from mainstay.run.local.builder.closure import holds
from mainstay.run.local.builder.pins import Locked, Pin, locked

Table = Mapping[str, Any]

# Keys of an entry that are markers by name: `sys_platform = "== 'linux'"`.
_MARKER_NAMES = (
    "sys_platform",
    "os_name",
    "platform_machine",
    "platform_system",
    "python_version",
    "implementation_name",
)

_DEFAULT_SOURCE = "pypi"
"""The name that pipenv gives to the public registry; the user's own mirror takes its place."""


def pipenv_locked(lock: Table, *, environment: Environment) -> Locked:
    """What `pipenv sync` would install; `lock` is the parsed Pipfile.lock."""
    pins: list[Pin] = []
    local: list[str] = []
    for name, entry in lock.get("default", {}).items():
        marker = entry.get("markers", "")
        if marker and not holds(marker, environment):
            continue
        if "path" in entry:
            local.append(entry["path"])
        else:
            pins.append(_pin(name, entry))
    result = locked(pins, local, _indexes(lock))
    return Locked(result.pins, result.local, result.indexes, replaces_default=_replaces_default(lock))


def pipfile_requirements(pipfile: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The packages of a Pipfile as requirement lines, and the folders of the repository among them."""
    lines: list[str] = []
    local: list[str] = []
    for name, entry in pipfile.get("packages", {}).items():
        if not isinstance(entry, str) and "path" in entry:
            local.append(entry["path"])
        else:
            lines.append(_line(name, {"version": entry} if isinstance(entry, str) else entry))
    return tuple(lines), tuple(local)


def _sources(lock: Table) -> list[Table]:
    return list(lock.get("_meta", {}).get("sources", []))


def _indexes(lock: Table) -> list[str]:
    return [source["url"] for source in _sources(lock) if source.get("name") != _DEFAULT_SOURCE]


def _replaces_default(lock: Table) -> bool:
    sources = _sources(lock)
    return bool(sources) and all(source.get("name") != _DEFAULT_SOURCE for source in sources)


def _pin(name: str, entry: Table) -> Pin:
    if "git" in entry:
        return Pin(name, "", url=_git(entry))
    if "file" in entry:
        return Pin(name, "", url=entry["file"])
    return Pin(name, entry["version"].removeprefix("=="), tuple(sorted(entry.get("hashes", []))))


def _git(entry: Table) -> str:
    reference = f"@{entry['ref']}" if entry.get("ref") else ""
    path = f"#subdirectory={entry['subdirectory']}" if entry.get("subdirectory") else ""
    return f"git+{entry['git']}{reference}{path}"


def _line(name: str, entry: Table) -> str:
    extras = f"[{','.join(sorted(entry['extras']))}]" if entry.get("extras") else ""
    if "git" in entry:
        wanted = f"{name}{extras} @ {_git(entry)}"
    elif "file" in entry:
        wanted = f"{name}{extras} @ {entry['file']}"
    else:
        version = entry.get("version", "*")
        wanted = f"{name}{extras}{'' if version == '*' else version}"
    markers = [f"({entry['markers']})"] if entry.get("markers") else []
    markers += [f"{key} {entry[key]}" for key in _MARKER_NAMES if key in entry]
    return f"{wanted} ; {' and '.join(markers)}" if markers else wanted
