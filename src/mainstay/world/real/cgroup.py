"""Memory limits by control groups, version 1 or 2 (cgroups(7), `Documentation/admin-guide/cgroup-v2.rst`)."""

import contextlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
PROC_SELF = Path("/proc/self")
_PREFIX = "mainstay-"


@dataclass(frozen=True)
class Layout:
    """Where groups can be made, and what the files are called. `missing` says why not, "" where they can."""

    root: Path = ROOT
    parent: Path = ROOT
    limit: str = ""
    events: str = ""
    missing: str = ""


class Cgroups:
    """Implements `world.ports.MemoryGroups`. Whether there are any is tried once, when first asked.

    Groups are made below our own, so that limits that hold for us hold for them, too. With version 2, a group with
    processes in it may have no limited children: there, the nearest group above us that we may write to is used.
    """

    def __init__(self, root: Path = ROOT, process: Path = PROC_SELF) -> None:
        self._root, self._process = root, process
        self._found: Layout | None = None

    def missing(self) -> str:
        """Why there are no memory limits here; "" where there are."""
        return self._layout().missing

    def make(self, project: str, name: str, memory_mib: int) -> Path:
        """A new group with this limit, or the same group with a new limit. Raises `OSError`."""
        layout = self._layout()
        group = layout.parent / f"{_PREFIX}{project}-{name}"
        group.mkdir(exist_ok=True)
        (group / layout.limit).write_text(str(memory_mib * 1024 * 1024))
        return group

    def kills(self, group: Path) -> int:
        """How many processes of the group were killed because the limit was reached; 0 where the kernel is silent."""
        try:
            pairs = (line.split() for line in (group / self._layout().events).read_text().splitlines())
        except OSError:
            return 0
        return next((int(pair[1]) for pair in pairs if pair and pair[0] == "oom_kill"), 0)

    def drop(self, group: Path) -> bool:
        """Remove a group that no process is in any more; False where one still is."""
        try:
            group.rmdir()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def leftover(self, project: str) -> list[Path]:
        """The groups of `project`, sorted; anywhere, because an earlier supervisor may have been in another group."""
        layout = self._layout()
        return [] if layout.missing else sorted(layout.root.rglob(f"{_PREFIX}{project}-*"))

    def _layout(self) -> Layout:
        if self._found is None:
            self._found = self._probe()
        return self._found

    def _probe(self) -> Layout:
        """The first layout in which a group can be made, limited and joined."""
        reasons = list[str]()
        for layout in (self._first(), self._second()):
            reason = layout.missing or _try(layout)
            if not reason:
                return layout
            reasons.append(reason)
        return Layout(missing="; ".join(dict.fromkeys(reasons)))

    def _first(self) -> Layout:
        own = _own(self._process / "cgroup", "memory")
        if own is None or not (self._root / "memory").is_dir():
            return Layout(missing="there is no memory controller of control groups version 1")
        parent = self._root / "memory" / own.lstrip("/")
        if not os.access(parent, os.W_OK):
            return Layout(missing=f"{parent} may not be written to")
        return Layout(
            root=self._root / "memory", parent=parent, limit="memory.limit_in_bytes", events="memory.oom_control"
        )

    def _second(self) -> Layout:
        """The nearest group from ours upwards that hands the memory controller down and that we may write to."""
        own = _own(self._process / "cgroup", "")
        root = next((r for r in (self._root, self._root / "unified") if (r / "cgroup.controllers").exists()), None)
        if own is None or root is None:
            return Layout(missing="there are no control groups version 2")
        group = root / own.lstrip("/")
        for place in (group, *group.parents):
            if _hands_down_memory(place) and os.access(place, os.W_OK):
                return Layout(root=root, parent=place, limit="memory.max", events="memory.events")
            if place == root:
                break
        return Layout(missing="no control group that we may write to hands its memory controller down")


def _own(table: Path, controller: str) -> str | None:
    """Our group: the path of the line that names `controller` ("" for version 2)."""
    with contextlib.suppress(OSError):
        for line in table.read_text().splitlines():
            _, names, path = line.split(":", 2)
            if controller in names.split(","):
                return path
    return None


def _hands_down_memory(group: Path) -> bool:
    try:
        return "memory" in (group / "cgroup.subtree_control").read_text().split()
    except OSError:
        return False


def _try(layout: Layout) -> str:
    """Make a group, limit it and let a process join it: "" where all of that works, else the reason."""
    group = layout.parent / f"{_PREFIX}probe-{os.getpid()}"
    try:
        group.mkdir()
        (group / layout.limit).write_text(str(64 * 1024 * 1024))
        joined = subprocess.run(
            ["/bin/sh", "-c", 'echo 0 > "$0"', str(group / "cgroup.procs")], capture_output=True, check=False
        )
    except OSError as error:
        return f"{layout.parent} lets no group be made ({error.strerror})"
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()
    return "" if joined.returncode == 0 else f"{layout.parent} lets no process join a group"
