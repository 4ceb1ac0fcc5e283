"""Procfile: every process type. `release` runs before a release, `web` is public."""

import re

from mainstay.detect.facts import in_file
from mainstay.detect.servers import looks_serving
from mainstay.detect.sources.declared import Declared, Part, Process, Rank
from mainstay.detect.tree import Tree
from mainstay.model.errors import MainstayError

_LINE = re.compile(r"^([A-Za-z0-9][A-Za-z0-9_-]*)\s*:\s*(.+?)\s*$")


def read(tree: Tree) -> Declared:
    """The processes of the Procfile. Raises `MainstayError` where two are named alike."""
    path = tree.first(".", "Procfile", "procfile")
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(tree.text(path).splitlines() if path else [], 1):
        match = _LINE.match(line)
        if match is None:
            continue
        name = match.group(1)
        if name in found:
            raise MainstayError(
                f"{path}:{number}",
                "every process type must have a name of its own",
                f"`{name}` is already defined in line {found[name][1]}",
                hint=f"rename or remove one of the two `{name}:` lines",
            )
        found[name] = (match.group(2), number)
    has_web = "web" in found
    processes = [_process(n, c, (path, line), has_web=has_web) for n, (c, line) in found.items()]
    return Declared(processes=processes)


def _process(name: str, command: str, place: tuple[str, int], *, has_web: bool) -> Process:
    serving = name == "web" or looks_serving(command)
    part = Part.RELEASE if name == "release" else Part.WEB if serving else Part.WORKER
    return Process(
        name,
        part,
        in_file(*place),
        Rank.PROCFILE,
        command=command,
        public=part is Part.WEB and (name == "web" or not has_web),
        listens=part is Part.WEB,
    )
