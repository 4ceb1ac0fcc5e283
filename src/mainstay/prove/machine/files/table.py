"""What of Python's surface becomes simulated files, and what importing goes on to use."""

import _frozen_importlib_external
import _posixshmem  # pyright: ignore[reportMissingImports] # it has no stubs
import builtins
import fcntl
import io
import mmap
import os
import termios
from types import ModuleType
from typing import Any

from mainstay.prove.machine import refuse
from mainstay.prove.machine.files import below, control, descriptors, mapping, naming, paths, raw, scan, shared

_OPEN: dict[str, Any] = {"open": raw.open_file, "open_code": raw.open_code, "FileIO": raw.FileIO}
_NAMES: dict[str, Any] = {
    "open": paths.open_fd, "stat": paths.stat, "lstat": paths.lstat, "access": paths.access,
    "readlink": paths.readlink, "statvfs": paths.statvfs, "fstatvfs": paths.statvfs, "listdir": paths.listdir,
    "scandir": scan.scandir, "DirEntry": scan.Entry, "getcwd": paths.getcwd, "getcwdb": paths.getcwdb,
    "chdir": paths.chdir, "fchdir": paths.fchdir, "mkdir": naming.mkdir, "rmdir": naming.rmdir, "unlink": naming.unlink,
    "remove": naming.unlink, "rename": naming.rename, "replace": naming.rename, "link": naming.link,
    "symlink": naming.symlink, "truncate": paths.truncate, "chmod": paths.chmod, "fchmod": paths.chmod,
    "chown": paths.chown, "fchown": paths.chown, "lchown": paths.lchown, "utime": paths.utime, "umask": paths.umask,
    "getxattr": paths.getxattr, "setxattr": paths.getxattr, "listxattr": paths.getxattr, "removexattr": paths.getxattr,
}  # fmt: skip
_DESCRIPTORS: dict[str, Any] = {
    "read": descriptors.read, "write": descriptors.write, "readv": descriptors.readv, "writev": descriptors.writev,
    "pread": descriptors.pread, "pwrite": descriptors.pwrite, "preadv": descriptors.preadv,
    "pwritev": descriptors.pwritev, "sendfile": descriptors.sendfile, "copy_file_range": descriptors.copy_file_range,
    "close": descriptors.close, "closerange": descriptors.closerange, "dup": descriptors.dup,
    "dup2": descriptors.dup2, "lseek": descriptors.lseek, "fsync": descriptors.fsync, "fdatasync": descriptors.fsync,
    "sync": descriptors.sync, "ftruncate": descriptors.ftruncate, "posix_fallocate": descriptors.posix_fallocate,
    "posix_fadvise": descriptors.posix_fadvise, "fstat": descriptors.fstat, "isatty": descriptors.isatty,
    "ttyname": descriptors.ttyname, "get_terminal_size": descriptors.get_terminal_size,
    "pipe": descriptors.pipe_of_two, "pipe2": descriptors.pipe2, "set_blocking": descriptors.set_blocking,
    "get_blocking": descriptors.get_blocking, "get_inheritable": descriptors.get_inheritable,
    "set_inheritable": descriptors.set_inheritable, "memfd_create": descriptors.memfd_create,
    "lockf": control.posix_lockf,
}  # fmt: skip
_FCNTL: dict[str, Any] = {
    "flock": control.flock, "lockf": control.lockf, "fcntl": control.fcntl, "ioctl": control.ioctl
}  # fmt: skip
# What would reach the real file system, and that no disk here has.
_ABSENT = (
    "mkfifo", "mknod", "chroot", "openpty", "splice", "login_tty", "pathconf", "fpathconf", "eventfd", "eventfd_read",
    "eventfd_write", "unshare", "setns",
)  # fmt: skip


def _absent(name: str) -> Any:  # noqa: ANN401 - a function
    def refused(*_: object, **__: object) -> None:
        raise refuse.escape(f"os.{name}", "use files, pipes or sockets")

    return refused


OS: dict[str, Any] = {**_NAMES, **_DESCRIPTORS, **{name: _absent(name) for name in _ABSENT}, **shared.OS}

SURFACE: tuple[tuple[ModuleType, dict[str, Any]], ...] = (
    (builtins, {"open": raw.open_file}),
    (io, _OPEN),
    (fcntl, _FCNTL),
    (mmap, {"mmap": mapping.Mapping}),
    (_posixshmem, shared.MEMORY),
    (termios, shared.TERMINALS),
)


def prepare() -> None:
    """Called on the real surface, before it is replaced."""
    below.prepare()
    _keep_importing()


def adapt(replaced: dict[int, Any]) -> None:
    """`os.supports_fd` and its like hold functions: they hold what replaces them."""
    for table in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        for function in list(table):
            substitute = replaced.get(id(function))
            if substitute is not None:
                table.discard(function)
                table.add(substitute)


def _keep_importing() -> None:
    """Imports read the real files as before, with their compiled forms; what only the host has, they find there."""
    importing: Any = _frozen_importlib_external
    system, files = ModuleType("posix"), ModuleType("_io")
    system.__dict__.update(importing._os.__dict__)  # noqa: SLF001 - a module's own name for posix
    files.__dict__.update(importing._io.__dict__)  # noqa: SLF001 - a module's own name for _io
    real: Any = dict(system.__dict__)
    made: dict[str, tuple[Any, Any]] = {"stat": (real["stat"], paths.stat), "listdir": (real["listdir"], paths.listdir)}
    for name, (original, simulated) in made.items():
        setattr(system, name, _either(original, simulated))
    for name, simulated in (("open_code", raw.open_code), ("FileIO", raw.FileIO)):
        setattr(files, name, _either(files.__dict__[name], simulated))
    setattr(system, "getcwd", paths.getcwd)  # noqa: B010 - no attribute that a ModuleType is known to have
    importing._os, importing._io = system, files  # noqa: SLF001 - as above


def _either(original: Any, simulated: Any) -> Any:  # noqa: ANN401 - two functions of one signature
    def called(path: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the originals
        if not isinstance(path, str) or below.place(path) is below.Place.INSIDE:
            return original(path, *args, **options)
        try:
            return simulated(path, *args, **options)
        except FileNotFoundError:
            if not below.importable(path):
                raise
            return original(path, *args, **options)

    return called
