"""The release's own copy of the source tree, and what identifies its content."""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mainstay.model.errors import MainstayError
from mainstay.model.intent import Build
from mainstay.model.value import encode

# Never part of a release: history, our own folder, and what installers and interpreters make themselves.
SKIPPED = frozenset({".git", ".mainstay", "node_modules", ".venv", "__pycache__", ".pytest_cache"})

# A virtual environment by whatever name; its programs point to the folder it was made in.
_ENVIRONMENT_MARK = "pyvenv.cfg"


@dataclass(frozen=True)
class Item:
    """One file, folder or link of a source tree. `name` is relative to its root, `link` where a link leads to."""

    name: str
    path: str
    mode: int
    link: str = ""


def source_digest(source: Path, builds: Sequence[Build]) -> str:
    """What identifies a release before it is built: the tree as it would be copied, and how it is built.

    Content, names, links and executable bits count; times, owners and other permissions do not. 32 hexadecimal
    digits. Raises `MainstayError` where something cannot be read.
    """
    whole = hashlib.sha256(encode(tuple(builds)))
    try:
        for item in _items(source):
            whole.update(_identity(item))
    except OSError as error:
        raise unusable(error, source) from error
    return whole.hexdigest()[:32]


def copy_tree(source: Path, target: Path) -> None:
    """Copy what belongs to a release into the new folder `target`; symbolic links stay links.

    Sockets, pipes and devices are left out. Raises `OSError`, and `MainstayError` where `source` is no folder.
    """
    if not source.is_dir():
        found = "it is a file" if source.exists() else "it does not exist"
        raise MainstayError(str(source), "the source must be a folder", found, hint="name the folder of the repository")
    target.mkdir(parents=True)
    for item in _items(source):
        _copy(item, target / item.name)


def _copy(item: Item, place: Path) -> None:
    if item.link:
        place.symlink_to(item.link)
    elif stat.S_ISDIR(item.mode):
        place.mkdir()
    else:
        # Never a hard link: the user goes on editing the source while the release runs.
        shutil.copyfile(item.path, place)
        place.chmod(stat.S_IMODE(item.mode) | stat.S_IRUSR | stat.S_IWUSR)
        times = Path(item.path).stat()
        os.utime(place, ns=(times.st_atime_ns, times.st_mtime_ns))


def _items(source: Path) -> Iterator[Item]:
    """All that belongs to a release, folders before their content, in the order of their names."""
    yield from _below(str(source), "", os.path.realpath(source))


def _below(folder: str, prefix: str, root: str) -> Iterator[Item]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda e: os.fsencode(e.name))
    for entry in found:
        if entry.name in SKIPPED:
            continue
        name = prefix + entry.name
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            yield Item(name, entry.path, mode, _link(entry.path, root))
        elif stat.S_ISREG(mode):
            yield Item(name, entry.path, mode)
        elif stat.S_ISDIR(mode) and not Path(entry.path, _ENVIRONMENT_MARK).exists():
            yield Item(name, entry.path, mode)
            yield from _below(entry.path, name + "/", root)


def _link(path: str, root: str) -> str:
    """Where a link leads to; an absolute one into the tree becomes relative, so that a release keeps its own file."""
    to = os.readlink(path)  # noqa: PTH115 - its very text; a path would drop a leading ./
    if not os.path.isabs(to):  # noqa: PTH117 - a link's text is no path of ours
        return to
    inside = os.path.normpath(to)
    if inside != root and not inside.startswith(root + "/"):
        return to
    return os.path.relpath(inside, os.path.realpath(os.path.dirname(path)))  # noqa: PTH120 - as above


def _identity(item: Item) -> bytes:
    name = os.fsencode(item.name)
    if item.link:
        return b"link\0" + name + b"\0" + os.fsencode(item.link) + b"\0"
    if stat.S_ISDIR(item.mode):
        return b"folder\0" + name + b"\0"
    kind = b"program\0" if item.mode & stat.S_IXUSR else b"file\0"
    with open(item.path, "rb") as file:  # noqa: PTH123 - the name may hold bytes that are no text
        return kind + name + b"\0" + hashlib.file_digest(file, "sha256").digest()


def unusable(error: OSError, place: Path) -> MainstayError:
    """What to tell the user about a disk that is full or a path that may not be used."""
    where = str(error.filename or place)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        hint = "free some space (`mainstay` keeps releases and environments below .mainstay/), then build again"
        return MainstayError(where, "there must be room on the disk", "it is full", hint=hint)
    if error.errno == errno.EROFS:
        hint = "copy the repository to a disk that can be written to"
        return MainstayError(where, "must be on a disk that can be written to", "it is read-only", hint=hint)
    if error.errno in {errno.EACCES, errno.EPERM}:
        hint = "give your user permission to it, or remove it from the repository"
        return MainstayError(where, "must be readable, and `.mainstay` writable", "permission was denied", hint=hint)
    found = error.strerror or str(error)
    return MainstayError(where, "must be usable", found, hint="look at this path, then build again")
