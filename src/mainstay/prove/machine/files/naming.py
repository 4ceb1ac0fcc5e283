"""Names that are given, moved and taken away: folders and links, and the part of `os` for them."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from mainstay.prove.machine.files.disk import Spot
from mainstay.prove.machine.files.nodes import Directory, Link
from mainstay.prove.machine.files.paths import Path, changing, disk, masked, spot, text, there
from mainstay.prove.machine.watched import refuse

_NEW_FOLDER = 0o777


def mkdir(path: Path, mode: int = _NEW_FOLDER, *, dir_fd: int | None = None) -> None:
    """os.mkdir."""
    changing()
    where = spot(path, follow=False, dir_fd=dir_fd)
    if where.node is not None:
        raise refuse(errno.EEXIST, path)
    own = disk()
    where.parent.links += 1
    own.change((where.parent, where.name, Directory(own, mode & ~masked(), at_ns=own.wall_ns())))


def rmdir(path: Path, *, dir_fd: int | None = None) -> None:
    """os.rmdir."""
    changing()
    if _last(path) in {".", ".."}:
        raise refuse(errno.EINVAL if _last(path) == "." else errno.ENOTEMPTY, path)
    where = spot(path, follow=False, dir_fd=dir_fd)
    if where.node is None:
        raise refuse(errno.ENOENT, path)
    if not isinstance(where.node, Directory):
        raise refuse(errno.ENOTDIR, path)
    if where.node.names():
        raise refuse(errno.ENOTEMPTY, path)
    if not where.name:
        raise refuse(errno.EBUSY, path)
    where.parent.links -= 1
    where.node.links = 0
    disk().change((where.parent, where.name, None))


def unlink(path: Path, *, dir_fd: int | None = None) -> None:
    """os.unlink and os.remove."""
    changing()
    where = spot(path, follow=False, dir_fd=dir_fd)
    if where.node is None:
        raise refuse(errno.ENOENT, path)
    if isinstance(where.node, Directory):
        raise refuse(errno.EISDIR, path)
    where.node.links -= 1
    disk().change((where.parent, where.name, None))


def rename(src: Path, dst: Path, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None) -> None:
    """os.rename and os.replace: one change, which is durable as a whole or not at all."""
    changing()
    with _telling(src, dst):
        source = spot(src, follow=False, dir_fd=src_dir_fd)
        target = spot(dst, follow=False, dir_fd=dst_dir_fd)
        if {_last(src), _last(dst)} & {"", ".", ".."}:
            raise refuse(errno.EBUSY)
        if source.node is None:
            raise refuse(errno.ENOENT)
        if not isinstance(source.node, Directory) and (text(src).endswith("/") or text(dst).endswith("/")):
            raise refuse(errno.ENOTDIR)
        if source.node is not target.node:
            _check_rename(source, target)
            _count_links(source, target)
            disk().change((source.parent, source.name, None), (target.parent, target.name, source.node))


@contextmanager
def _telling(src: Path, dst: Path) -> Generator[None]:
    """Errors name both paths, as they were given."""
    try:
        yield
    except OSError as trouble:
        raise OSError(trouble.errno, trouble.strerror, src, None, dst) from None


def _free(path: Path, dir_fd: int | None) -> Spot:
    """Where a new name will be that is no folder's; raises `OSError` EEXIST, and ENOENT where only one could be."""
    where = spot(path, follow=False, dir_fd=dir_fd)
    if where.node is not None or text(path).endswith("/"):
        raise refuse(errno.ENOENT if where.node is None else errno.EEXIST)
    return where


def _last(path: Path) -> str:
    """The last name of a path; empty for the root."""
    return text(path).rstrip("/").rpartition("/")[2]


def _check_rename(source: Spot, target: Spot) -> None:
    if isinstance(source.node, Directory):
        if f"{target.path}/".startswith(f"{source.path}/"):
            raise refuse(errno.EINVAL)
        if target.node is not None and not isinstance(target.node, Directory):
            raise refuse(errno.ENOTDIR)
        if isinstance(target.node, Directory) and target.node.names():
            raise refuse(errno.ENOTEMPTY)
        if source.node.below is not None:
            raise refuse(errno.EXDEV)  # as overlayfs answers; shutil.move copies then
    elif isinstance(target.node, Directory):
        raise refuse(errno.EISDIR)


def _count_links(source: Spot, target: Spot) -> None:
    """What a rename does to numbers of links: a folder has one from each folder in it, and one from itself."""
    folder = isinstance(source.node, Directory)
    if target.node is not None:
        target.node.links = 0 if folder else target.node.links - 1
    if folder:
        source.parent.links -= 1
        target.parent.links += target.node is None


def link(src: Path, dst: Path, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None,
         follow_symlinks: bool = True) -> None:  # fmt: skip
    """os.link."""
    changing()
    with _telling(src, dst):
        # Links are followed only where linkat(2) is called, not link(2).
        follow = follow_symlinks and (src_dir_fd, dst_dir_fd) != (None, None)
        node = there(src, follow=follow, dir_fd=src_dir_fd)
        target = _free(dst, dst_dir_fd)
        if isinstance(node, Directory):
            raise refuse(errno.EPERM)
        node.links += 1
        disk().change((target.parent, target.name, node))


def symlink(src: Path, dst: Path, target_is_directory: bool = False, *, dir_fd: int | None = None) -> None:
    """os.symlink."""
    del target_is_directory
    changing()
    with _telling(src, dst):
        if not text(src):
            raise refuse(errno.ENOENT)
        where, own = _free(dst, dir_fd), disk()
        own.change((where.parent, where.name, Link(own, text(src), at_ns=own.wall_ns())))
