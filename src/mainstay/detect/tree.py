"""The folder under study: which files there are, and their text. Reads files only, never follows links out of it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mainstay.model.errors import MainstayError

MAX_FILE_BYTES = 1024 * 1024
MAX_FILES = 20_000
SKIPPED_FOLDERS = frozenset(
    [
        "node_modules",
        "venv",
        "env",
        "dist",
        "build",
        "__pycache__",
        "bower_components",
        "site-packages",
        "vendor",
        "vendored",
        "third_party",
        "coverage",
        "target",
        "htmlcov",
        "jspm_components",
        "Pods",
        "DerivedData",
    ]
)
ASIDE_FOLDERS = frozenset(
    [
        "tests",
        "test",
        "__tests__",
        "spec",
        "specs",
        "e2e",
        "cypress",
        "playwright",
        "fixtures",
        "docs",
        "doc",
        "examples",
        "example",
        "samples",
        "benchmarks",
        "bench",
        "migrations",
        "versions",
        "alembic",
        "scripts",
        "infra",
        "terraform",
        "k8s",
        "helm",
        "charts",
    ]
)
"""Folders whose code says little about how the application runs: weighed less, and never searched for programs."""


@dataclass
class Tree:
    """All files below `root` that count, as sorted POSIX paths relative to it; `cut` when there were too many."""

    root: Path
    files: tuple[str, ...]
    cut: bool = False
    _texts: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    def __post_init__(self) -> None:
        self._known = frozenset(self.files)
        folders = {f.rpartition("/")[0] for f in self.files}
        self._folders = frozenset(str(p) for f in folders for p in (PurePosixPath(f), *PurePosixPath(f).parents)) | {
            "."
        }

    def has(self, path: str) -> bool:
        """Whether the file is there."""
        return path in self._known

    def has_folder(self, path: str) -> bool:
        """Whether the folder is there and holds a file that counts."""
        return path in self._folders

    def text(self, path: str) -> str:
        """The text of a file; "" where it is missing, too large, unreadable or not UTF-8 text."""
        if path not in self._texts:
            self._texts[path] = _read(self.root / path) if path in self._known else ""
        return self._texts[path]

    def under(self, directory: str) -> Iterator[str]:
        """The files below `directory`, sorted."""
        prefix = "" if directory == "." else f"{directory}/"
        return (f for f in self.files if f.startswith(prefix))

    def folders_in(self, directory: str) -> list[str]:
        """The folders directly below `directory`, sorted."""
        parent = PurePosixPath(directory)
        return sorted(f for f in self._folders if f != "." and PurePosixPath(f).parent == parent)

    def first(self, directory: str, *names: str) -> str:
        """The path of the first of these files that is directly in `directory`; "" for none."""
        return next((p for n in names if self.has(p := inside(directory, n))), "")


def inside(directory: str, name: str) -> str:
    """`name` below `directory`, normalised; "" where it would leave the repository or is absolute."""
    if name.startswith("/"):
        return ""
    path = os.path.normpath(f"{directory}/{name}")
    return "" if path == ".." or path.startswith("../") else path


def is_aside(path: str) -> bool:
    """Whether a file is a test, a document or an example rather than a part of the running program."""
    pure = PurePosixPath(path)
    stem = pure.name.lower()
    return (
        any(part.lower() in ASIDE_FOLDERS for part in pure.parts[:-1])
        or stem.startswith(("test_", "conftest."))
        or any(mark in stem for mark in ("_test.", ".test.", ".spec.", ".stories."))
    )


def scan(directory: Path, most: int = MAX_FILES) -> Tree:
    """Look at all files of a folder, at most at so many.

    Raises `MainstayError` where `directory` is missing, is no folder, may not be read or is empty.
    """
    where = str(directory)
    root = _resolved(directory)
    found: list[str] = []
    try:
        names = _entries(root, top=True)
        cut = _collect(root, found, most)
    except PermissionError:
        raise MainstayError(
            where, "must be a folder that you may read", "permission is denied", hint=f"run `chmod u+rx {where}`"
        ) from None
    if not names:
        raise MainstayError(
            where, "must hold an application", "the folder is empty", hint="give the folder of a repository"
        )
    return Tree(root, tuple(sorted(found)), cut)


def _resolved(directory: Path) -> Path:
    where = str(directory)
    try:
        root = directory.resolve(strict=True)
        is_folder = root.is_dir()
    except FileNotFoundError:
        raise MainstayError(where, "must be a folder", "there is nothing", hint="check the path") from None
    except PermissionError:
        raise MainstayError(
            where, "must be a folder that you may read", "permission is denied", hint="ask the owner of its parent"
        ) from None
    except (OSError, RuntimeError):
        raise MainstayError(where, "must be a folder", "it cannot be opened", hint="check the path") from None
    if not is_folder:
        raise MainstayError(where, "must be a folder", "it is a file", hint="give the folder that the file is in")
    return root


def _collect(root: Path, found: list[str], most: int) -> bool:
    """Fill `found`; true when there were more than `most`. Breadth first, so that what is cut lies deep."""
    waiting: list[tuple[Path, str]] = [(root, "")]
    while waiting:
        folder, prefix = waiting.pop(0)
        entries = _entries(folder, top=not prefix)
        folders = {e for e in entries if e.is_dir(follow_symlinks=False)}
        waiting += [(Path(e.path), f"{prefix}{e.name}/") for e in entries if e in folders and not _skipped(e)]
        found += [f"{prefix}{e.name}" for e in entries if e not in folders and _counts(e, root)]
        if len(found) > most:
            del found[most:]
            return True
    return False


def _entries(folder: Path, *, top: bool) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda e: e.name)
    except OSError:
        if top:
            raise
        return []


def _skipped(entry: os.DirEntry[str]) -> bool:
    return entry.name in SKIPPED_FOLDERS or entry.name.startswith(".") or entry.name.endswith(".egg-info")


def _counts(entry: os.DirEntry[str], root: Path) -> bool:
    """A regular file with a name that can be printed; a link counts only when it ends inside the folder."""
    try:
        entry.name.encode("utf-8")
        if entry.is_symlink() and not Path(entry.path).resolve(strict=True).is_relative_to(root):
            return False
        return entry.is_file()
    except (OSError, RuntimeError, UnicodeEncodeError):
        return False


def _read(path: Path) -> str:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES:
            return ""
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        return ""
