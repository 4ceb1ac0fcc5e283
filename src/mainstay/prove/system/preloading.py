"""What programs of the application import from packages, read from their source: imported once, before simulations.

Only packages: the application's own modules are imported by each of its processes, since they read the environment and
open connections while they are imported.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from mainstay.model.system import Instance, Part, StandIn, System
from mainstay.prove.machine.files import below

_SKIPPED = frozenset({"__pycache__", "node_modules", ".git", ".mainstay", ".venv", "venv"})
_STAND_INS = {
    StandIn.POSTGRES: ("mainstay.prove.standins.postgres.server",),
    StandIn.VALKEY: ("mainstay.prove.standins.valkey.server",),
}


def imports_of(system: System) -> dict[str, list[str]]:
    """Host → the modules of packages that its programs import. Lets programs read the folders that they stand in."""
    below.allow(system.folder)
    for folder in {folder for host in system.hosts for folder in (host.directory, *host.packages)}:
        below.allow(folder)
    known: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for host in system.hosts:
        if host.part in {Part.BACKING, Part.ROUTER}:
            found[host.name] = list(_STAND_INS.get(host.stand_in, _of_command(host)))
            continue
        if host.directory not in known:
            known[host.directory] = sorted(set(_imported(Path(host.directory))))
        found[host.name] = known[host.directory]
    return found


def _of_command(host: Instance) -> tuple[str, ...]:
    """What the stand-alone server of a backing service imports."""
    script = next((Path(word) for word in host.command.split() if word.endswith(".py")), None)
    return () if script is None else tuple(sorted(set(_of_file(script, frozenset()))))


def _imported(folder: Path) -> Iterator[str]:
    own = frozenset(path.stem for path in folder.iterdir() if path.is_dir() or path.suffix == ".py")
    for file in sorted(folder.rglob("*.py")):
        if not _SKIPPED & set(file.relative_to(folder).parts):
            yield from _of_file(file, own)


def _of_file(file: Path, own: frozenset[str]) -> Iterator[str]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        yield from (name for name in names if name.partition(".")[0] not in own | sys.stdlib_module_names)
