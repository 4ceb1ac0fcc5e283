"""The real file system below that of each host: read only, and only where programs and their data must be read.

Programs see the size and the bytes of its files, and constant times, so that nothing depends on the checkout. All else
does not exist. What programs write lies in the host's own layer.
"""

import os
import ssl
import stat
import sys
import sysconfig
import zoneinfo
from enum import Enum

# Kept from before the surface is replaced.
_lstat, _listdir, _readlink, _open, _read, _close = os.lstat, os.listdir, os.readlink, os.open, os.read, os.close
_stat = os.stat
_CHUNK = 1 << 20
_OWN = ("/dev/", "/etc/", "/proc/", "/run/", "/sys/", "/var/")  # what the real machine has there is no package
_roots: dict[str, None] = {}
_above: set[str] = {"/"}


class Place(Enum):
    """How a real path lies to what is visible."""

    INSIDE = 1
    ABOVE = 2
    OUTSIDE = 3


def allow(folder: str) -> None:
    """Let programs read `folder` (an absolute path) and all below it."""
    folder = folder.rstrip("/")
    if not folder or folder in _roots:
        return
    _roots[folder] = None
    while (cut := folder.rfind("/")) > 0:
        folder = folder[:cut]
        _above.add(folder)


def prepare() -> None:
    """Allow what every program needs: the interpreter, packages, time zones, certificates. For the real surface."""
    here = str(os.getcwd())  # noqa: PTH109 - pathlib would be replaced as well
    sys.path[:] = [entry if entry.startswith("/") else f"{here}/{entry}".rstrip("/") for entry in sys.path]
    certificates = ssl.get_default_verify_paths()
    found = [
        *sys.path, sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), *zoneinfo.TZPATH,
        certificates.cafile or "", certificates.capath or "", "/etc/ssl",
    ]  # fmt: skip
    for folder in found:
        if folder not in {"", "/", "/usr"}:
            allow(folder)
            allow(os.path.realpath(folder))


def place(path: str) -> Place:
    """How `path` (absolute, normal) lies."""
    if path in _roots:
        return Place.INSIDE
    at = path
    while (cut := at.rfind("/")) > 0:
        at = at[:cut]
        if at in _roots:
            return Place.INSIDE
    return Place.ABOVE if path in _above else Place.OUTSIDE


def importable(path: str) -> bool:
    """Whether `path` is visible; it becomes so where a program has put its folder into `sys.path`."""
    if place(path) is Place.INSIDE:
        return True
    for entry in sys.path:
        # Not for `/tmp` and its like: the real ones are nobody's package.
        if entry.count("/") > 1 and f"{path}/".startswith(f"{entry.rstrip('/')}/") and look_real(entry):
            allow(entry)
            return True
    return False


def look_real(path: str) -> bool:
    """Whether there is a real folder."""
    try:
        return stat.S_ISDIR(_lstat(path).st_mode)
    except OSError:
        return False


def look(path: str) -> tuple[int, int, str] | None:
    """Mode, size and, of a symbolic link, target of what is visible at `path`; None where nothing is.

    A visible link to what is not visible is shown as what it leads to: installers link to what they keep elsewhere.
    """
    where = place(path)
    if where is Place.OUTSIDE:
        return None
    try:
        found = _lstat(path)
        target = _readlink(path) if stat.S_ISLNK(found.st_mode) else ""
    except OSError:
        return None
    if target and where is Place.INSIDE and (kept := _kept_elsewhere(path, target)) is not None:
        found, target = kept, ""
    if where is Place.ABOVE and not (target or stat.S_ISDIR(found.st_mode)):
        return None
    return found.st_mode, found.st_size, target


def _kept_elsewhere(path: str, target: str) -> os.stat_result | None:
    """The file or folder that a link leads to, out of what is visible; None for what each host has of its own."""
    end = os.path.normpath(os.path.join(os.path.dirname(path), target))  # noqa: PTH118, PTH120 - of names alone
    if place(end) is not Place.OUTSIDE or end.startswith(_OWN) or end.count("/") == 1:
        return None
    try:
        found = _stat(path)
    except OSError:
        return None
    return found if stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode) else None


def names(path: str) -> list[str]:
    """The names in a visible folder. Compiled files are left out: whether they are there depends on who ran what."""
    if place(path) is not Place.INSIDE:
        return []
    try:
        return sorted(name for name in _listdir(path) if name != "__pycache__")
    except OSError:
        return []


def read(path: str) -> bytes:
    """All bytes of a visible file."""
    fd = _open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts: list[bytes] = []
        while part := _read(fd, _CHUNK):
            parts.append(part)
        return b"".join(parts)
    finally:
        _close(fd)
