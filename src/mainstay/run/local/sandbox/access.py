"""How an unprivileged user gets at folders below others that are closed to it (`/root` has mode 0700)."""

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

Modes = Callable[[str], int]
"""The mode bits of a folder; raises `OSError`."""


def mode_of(path: str) -> int:
    """The mode bits of a folder of this machine."""
    return os.stat(path).st_mode  # noqa: PTH116 - a plain function that tests replace


def closed_ancestor(path: str, modes: Modes) -> str:
    """The topmost folder above `path` that not everybody may pass through; "" where there is none."""
    for folder in reversed(PurePosixPath(path).parents):
        if not modes(str(folder)) & stat.S_IXOTH:
            return str(folder)
    return ""


def openings(writable: Sequence[str], readable: Sequence[str], modes: Modes) -> list[str]:
    """Arguments of bubblewrap that make these folders reachable at their own paths.

    Each closed ancestor is covered by an empty folder that everybody may pass, in the sandbox's view alone, and what
    is needed is put back into it. No permission of the machine is changed, and the rest of the closed folder cannot
    be seen. Folders that are reachable anyway are left as they are, but for one covered by another's closed ancestor.
    """
    needed = dict.fromkeys(sorted(set(readable)), "--ro-bind") | dict.fromkeys(sorted(set(writable)), "--bind")
    covers = _topmost({cover for path in needed if (cover := closed_ancestor(path, modes))})
    arguments = [word for cover in covers for word in ("--tmpfs", cover)]
    made = {*covers, *needed}
    for path, bind in sorted(needed.items()):
        cover = next((cover for cover in covers if _inside(path, cover)), None)
        if cover is None or (bind == "--ro-bind" and _bound_already(path, needed)):
            continue
        for folder in _between(cover, path):
            if folder not in made and not _bound_already(folder, needed):
                arguments += ["--dir", folder]
            made.add(folder)
        arguments += [bind, path, path]
    return arguments


def _topmost(paths: set[str]) -> list[str]:
    return sorted(path for path in paths if not any(_inside(path, other) for other in paths))


def _inside(path: str, folder: str) -> bool:
    return PurePosixPath(folder) in PurePosixPath(path).parents


def _bound_already(path: str, needed: dict[str, str]) -> bool:
    """Whether a folder above it, or it itself, is put back as a whole."""
    return any(_inside(path, other) for other in needed)


def _between(cover: str, path: str) -> list[str]:
    parents = reversed(PurePosixPath(path).parents)
    return [str(folder) for folder in parents if _inside(str(folder), cover)]
