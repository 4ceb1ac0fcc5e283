"""Paths of an application that outlive its releases: each release's tree links to the one place that has them."""

import shutil
from pathlib import Path

from mainstay.model.errors import MainstayError

_FILE_SUFFIXES = frozenset({".db", ".sqlite", ".sqlite3", ".db3", ".json", ".txt"})


def link_persistent(tree: Path, kept: Path, paths: tuple[str, ...]) -> None:
    """Replace each of `paths` (relative to `tree`) by a link into `kept`.

    What the first release brings along becomes the first content. A path that is nowhere yet is a file where its
    name says so (`app.db`), else a folder. Raises `MainstayError` for a path that leads out of the tree.
    """
    for path in paths:
        inside, home = tree / path, kept / path
        if not inside.parent.resolve().is_relative_to(tree.resolve()):
            raise MainstayError(
                path, "a persistent path must lie in the repository", "it leads out of it", hint="make it relative"
            )
        home.parent.mkdir(parents=True, exist_ok=True)
        inside.parent.mkdir(parents=True, exist_ok=True)
        _settle(inside, home)
        inside.symlink_to(home)


def _settle(inside: Path, home: Path) -> None:
    """Move what is in the tree to its home, unless the home has something already."""
    if inside.is_symlink():
        inside.unlink()
    elif inside.exists() and not home.exists():
        shutil.move(inside, home)
    elif inside.is_dir():
        shutil.rmtree(inside)
    elif inside.exists():
        inside.unlink()
    if not home.exists() and home.suffix not in _FILE_SUFFIXES:
        home.mkdir(parents=True)
