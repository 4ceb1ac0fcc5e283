"""Where paths lead: what of `os` opens, looks and describes; a descriptor where the real function takes one."""

import errno
import os
import stat as kinds
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.files import descriptors
from mainstay.prove.machine.files.disk import Disk, Spot, disk_of
from mainstay.prove.machine.files.handles import OpenFile, kernel
from mainstay.prove.machine.files.nodes import Directory, Door, File, Link, Node
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.threads.locks import preempt
from mainstay.prove.machine.watched import refuse

Path = Any  # str, bytes or os.PathLike, and where the real function takes one, a descriptor
_NEW_FILE, _UMASK = 0o777, 0o022


def disk() -> Disk:
    """The disk of the running host."""
    return disk_of(current.host())


def text(path: Path) -> str:
    """A path as text; raises `TypeError` and `ValueError` as the real functions do."""
    plain = os.fsdecode(path)
    if "\0" in plain:
        message = "embedded null byte"
        raise ValueError(message)
    return plain


def absolute(path: Path, dir_fd: int | None = None) -> str:
    """The path from the root; raises `FileNotFoundError` for an empty one."""
    plain = text(path)
    if not plain:
        raise refuse(errno.ENOENT, plain)
    if plain.startswith("/"):
        return plain
    if dir_fd is None:
        return f"{current.process().cwd}/{plain}"
    folder = descriptors.described(dir_fd)
    if not isinstance(folder, OpenFile) or not isinstance(folder.node, Directory):
        raise refuse(errno.ENOTDIR, plain)
    return f"{folder.path}/{plain}"


def spot(path: Path, *, follow: bool = True, dir_fd: int | None = None) -> Spot:
    """Where a path leads; errors name the path as it was given."""
    try:
        return disk().find(absolute(path, dir_fd), follow=follow)
    except OSError as trouble:
        raise OSError(trouble.errno, trouble.strerror, path) from None


def there(path: Path, *, follow: bool = True, dir_fd: int | None = None) -> Node:
    """The node at a path, or behind a descriptor; raises `FileNotFoundError`."""
    if isinstance(path, int):
        return descriptors.node_of(path)
    node = spot(path, follow=follow, dir_fd=dir_fd).node
    if node is None:
        raise refuse(errno.ENOENT, path)
    return node


def changing() -> None:
    """A call that changes names: where faults say so, somebody else runs first."""
    kernel()
    preempt()


# -- opening


def open_description(path: Path, flags: int, mode: int = _NEW_FILE, *, dir_fd: int | None = None) -> OpenFile:
    """open(2)."""
    if flags & (os.O_CREAT | os.O_TRUNC):
        changing()
    else:
        kernel()
    made_new = os.O_CREAT | os.O_EXCL
    follow = not flags & os.O_NOFOLLOW and flags & made_new != made_new
    found = spot(path, follow=follow, dir_fd=dir_fd)
    if flags & os.O_CREAT and text(path).endswith("/"):
        raise refuse(errno.EISDIR, path)
    node = _created(found, path, flags, mode) if found.node is None else found.node
    if found.node is not None and flags & made_new == made_new:
        raise refuse(errno.EEXIST, path)
    if isinstance(node, Link):
        raise refuse(errno.ELOOP, path)
    if isinstance(node, Door):
        raise refuse(errno.ENXIO, path)
    writing = flags & os.O_ACCMODE != os.O_RDONLY
    if isinstance(node, Directory) and (writing or flags & os.O_CREAT):
        raise refuse(errno.EISDIR, path)
    if flags & os.O_DIRECTORY and not isinstance(node, Directory):
        raise refuse(errno.ENOTDIR, path)
    if flags & os.O_TRUNC and writing and found.node is not None:
        node.truncate(0)
    return OpenFile(node.disk, node, flags, found.path)


def _created(where: Spot, path: Path, flags: int, mode: int) -> Node:
    if flags & os.O_TMPFILE == os.O_TMPFILE:
        raise refuse(errno.EOPNOTSUPP, path)
    if not flags & os.O_CREAT:
        raise refuse(errno.ENOENT, path)
    own = disk()
    made = File(own, mode & ~masked(), where.path, at_ns=own.wall_ns())
    own.spend(made)
    own.change((where.parent, where.name, made))
    return made


def open_fd(path: Path, flags: int, mode: int = _NEW_FILE, *, dir_fd: int | None = None) -> int:
    """os.open."""
    if flags & os.O_TMPFILE == os.O_TMPFILE and isinstance(there(path, dir_fd=dir_fd), Directory):
        raise refuse(errno.EOPNOTSUPP, path)
    return current.process().open(open_description(path, flags, mode, dir_fd=dir_fd))


def masked() -> int:
    """The bits that new files of the running process do not get."""
    found = current.process().state.get("umask", _UMASK)
    return found if isinstance(found, int) else _UMASK


def umask(mask: int, /) -> int:
    """os.umask."""
    before = masked()
    current.process().state["umask"] = mask & 0o777
    return before


# -- looking


def stat(path: Path, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
    """os.stat."""
    kernel()
    if isinstance(path, int):
        return descriptors.fstat(path)
    return there(path, follow=follow_symlinks, dir_fd=dir_fd).stat()


def lstat(path: Path, *, dir_fd: int | None = None) -> os.stat_result:
    """os.lstat."""
    return stat(path, dir_fd=dir_fd, follow_symlinks=False)


def access(path: Path, mode: int, *, dir_fd: int | None = None, effective_ids: bool = False,
           follow_symlinks: bool = True) -> bool:  # fmt: skip
    """os.access: programs may do everything that the bits of somebody allow."""
    del effective_ids
    kernel()
    try:
        found = there(path, follow=follow_symlinks, dir_fd=dir_fd)
    except OSError:
        return False
    return not mode & os.X_OK or isinstance(found, Directory) or bool(found.mode & 0o111)


def readlink(path: Path, *, dir_fd: int | None = None) -> Any:  # noqa: ANN401 - as the path: text or bytes
    """os.readlink."""
    kernel()
    node = there(path, follow=False, dir_fd=dir_fd)
    if not isinstance(node, Link):
        raise refuse(errno.EINVAL, path)
    return os.fsencode(node.target) if isinstance(os.fspath(path), bytes) else node.target


def statvfs(path: Path) -> os.statvfs_result:
    """os.statvfs and os.fstatvfs: 64 GiB, half of them free, on every disk."""
    there(path)
    blocks = 64 * 2**30 // 4096
    return os.statvfs_result((4096, 4096, blocks, blocks // 2, blocks // 2, 4_000_000, 3_000_000, 3_000_000, 4096, 255))


def listdir(path: Path = ".") -> list[Any]:
    """os.listdir."""
    kernel()
    names = folder(path).names()
    return [os.fsencode(name) for name in names] if isinstance(path, bytes) else names


def folder(path: Path) -> Directory:
    """The folder at a path, or behind a descriptor; raises `NotADirectoryError`."""
    found = there(path)
    if not isinstance(found, Directory):
        raise refuse(errno.ENOTDIR, path)
    return found


def getcwd() -> str:
    """os.getcwd."""
    return current.process().cwd


def getcwdb() -> bytes:
    """os.getcwdb."""
    return os.fsencode(getcwd())


def chdir(path: Path) -> None:
    """os.chdir."""
    folder(path)
    opened = descriptors.described(path) if isinstance(path, int) else spot(path)
    current.process().cwd = opened.path


def fchdir(fd: Any) -> None:  # noqa: ANN401 - a descriptor, or anything with fileno()
    """os.fchdir."""
    opened = descriptors.opened(fd)
    if not isinstance(opened.node, Directory):
        raise refuse(errno.ENOTDIR)
    current.process().cwd = opened.path


# -- changing


def truncate(path: Path, length: int) -> None:
    """os.truncate."""
    kernel()
    node = there(path)
    if isinstance(node, Directory):
        raise refuse(errno.EISDIR, path)
    if length < 0:
        raise refuse(errno.EINVAL, path)
    node.truncate(length)


def chmod(path: Path, mode: int, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> None:
    """os.chmod and os.fchmod."""
    node = there(path, follow=follow_symlinks, dir_fd=dir_fd)
    node.mode = kinds.S_IMODE(mode)
    node.changed_ns = node.disk.wall_ns()


def chown(path: Path, uid: int, gid: int, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> None:
    """os.chown and os.fchown."""
    node = there(path, follow=follow_symlinks, dir_fd=dir_fd)
    node.owner, node.group = (uid if uid >= 0 else node.owner), (gid if gid >= 0 else node.group)


def lchown(path: Path, uid: int, gid: int) -> None:
    """os.lchown."""
    chown(path, uid, gid, follow_symlinks=False)


def utime(path: Path, times: tuple[float, float] | None = None, *, ns: tuple[int, int] | None = None,
          dir_fd: int | None = None, follow_symlinks: bool = True) -> None:  # fmt: skip
    """os.utime."""
    try:
        node = there(path, follow=follow_symlinks, dir_fd=dir_fd)
    except OSError as trouble:
        raise refuse(trouble.errno or 0) from None  # the real one does not name the path
    if ns is not None:
        node.accessed_ns, node.modified_ns = ns
    elif times is not None:
        node.accessed_ns, node.modified_ns = (int(moment * SECOND) for moment in times)
    else:
        node.accessed_ns = node.modified_ns = node.disk.wall_ns()


def getxattr(*_: object, **__: object) -> bytes:
    """os.getxattr and the other functions of extended attributes: the file system has none."""
    raise refuse(errno.ENOTSUP)
