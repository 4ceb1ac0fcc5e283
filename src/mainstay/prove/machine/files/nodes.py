"""Inodes: files, folders, symbolic links and devices."""

import errno
import os
import stat
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mainstay.prove.machine import accounts, entropy
from mainstay.prove.machine.clock import EPOCH_S
from mainstay.prove.machine.files import below
from mainstay.prove.machine.files.content import PAGE, Content
from mainstay.prove.machine.files.locks import Locks
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.watched import refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.files.disk import Disk

_PERMISSIONS = 0o7777
_LISTED = frozenset({"dev", "etc", "home", "opt", "run", "srv", "tmp", "var"})  # what every host's root shows
_DEVICE = 0x801  # 8:1, as the first partition of a first disk


class Node:
    """What a name stands for. `made_ns` and the other times are nanoseconds since 1970 by the host's clock."""

    kind = 0

    def __init__(self, disk: "Disk", mode: int, *, at_ns: int = EPOCH_S * SECOND, number: int = 0) -> None:
        self.disk = disk
        self.number = number or disk.next_number()
        self.mode = mode & _PERMISSIONS
        self.owner = self.group = 0 if number else accounts.USER  # all that was there before is root's
        self.links = 1
        self.accessed_ns = self.modified_ns = self.changed_ns = at_ns
        self.locks = Locks()

    @property
    def size(self) -> int:
        """As stat tells it."""
        return 0

    def stat(self) -> os.stat_result:
        """As os.stat."""
        accessed, modified, changed, size = self.accessed_ns, self.modified_ns, self.changed_ns, self.size
        head = (self.kind | self.mode, self.number, _DEVICE, self.links, self.owner, self.group, size)
        exact = {
            "st_atime": accessed / SECOND, "st_mtime": modified / SECOND, "st_ctime": changed / SECOND,
            "st_atime_ns": accessed, "st_mtime_ns": modified, "st_ctime_ns": changed,
            "st_blksize": PAGE, "st_blocks": -(-size // 512), "st_rdev": 0,
        }  # fmt: skip
        return os.stat_result((*head, accessed // SECOND, modified // SECOND, changed // SECOND), exact)

    def touch(self) -> None:
        """It was changed now."""
        self.modified_ns = self.changed_ns = self.disk.wall_ns()

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`."""
        del offset, size
        raise refuse(errno.EINVAL)

    def write(self, offset: int, data: memoryview) -> None:
        """Put `data` at `offset`."""
        del offset, data
        raise refuse(errno.EINVAL)

    def truncate(self, size: int) -> None:
        """Cut, or lengthen with zeros."""
        del size
        raise refuse(errno.EINVAL)

    def sync(self) -> None:
        """Make it durable."""


class File(Node):
    """A regular file. `label` is the path that it was made at, which names it in decisions of chance."""

    kind = stat.S_IFREG

    def __init__(self, disk: "Disk", mode: int, label: str, *, at_ns: int = EPOCH_S * SECOND, number: int = 0) -> None:
        super().__init__(disk, mode, at_ns=at_ns, number=number)
        self.label = label
        self.below: str | None = None
        self._below_size = 0
        self._content: Content | None = None

    @classmethod
    def real(cls, disk: "Disk", path: str, mode: int, size: int) -> "File":
        """A file of the real layer; its bytes are read when they are wanted."""
        made = cls(disk, mode, path, number=_real_number(path))
        made.below, made._below_size = path, size
        return made

    @property
    def content(self) -> Content:
        """Its bytes."""
        if self._content is None:
            self._content = Content(b"" if self.below is None else below.read(self.below))
        return self._content

    @property
    def size(self) -> int:
        """Bytes."""
        return self._below_size if self._content is None and self.below else len(self.content.data)

    def read(self, offset: int, size: int) -> bytes:
        """Up to `size` bytes from `offset`; one bit of them may be wrong (`DiskFaults.rot`)."""
        data = self.content.read(offset, size)
        return data if self.below is not None or not data else self.disk.rotten(self, data)

    def write(self, offset: int, data: memoryview) -> None:
        """Put `data` at `offset`; raises `OSError` ENOSPC where the disk is full."""
        self.disk.spend(self)
        content, self.below = self.content, None  # what is written to lies in the host's own layer
        content.write(offset, data, self.disk.now())
        self._changed()

    def truncate(self, size: int) -> None:
        """Cut, or lengthen with zeros."""
        if size != self.size:
            content, self.below = self.content, None
            content.truncate(size, self.disk.now())
            self._changed()

    def _changed(self) -> None:
        self.disk.dirty[self] = None
        self.touch()

    def sync(self) -> None:
        """Make its bytes durable."""
        self.content.sync()
        self.disk.synced(self)


class Directory(Node):
    """A folder. Names that are in neither dictionary are looked up in the real folder `below`, if there is one.

    `entries` is what programs see, `durable` what the disk has; None stands for a real name that was removed. `applied`
    has the number of the last durable change of a name, so that no older one is applied over it.
    """

    kind = stat.S_IFDIR

    def __init__(self, disk: "Disk", mode: int, *, real: str | None = None, at_ns: int = EPOCH_S * SECOND) -> None:
        super().__init__(disk, mode, at_ns=at_ns, number=_real_number(real) if real else 0)
        self.below = real
        self.links = 2
        self.entries: dict[str, Node | None] = {}
        self.durable: dict[str, Node | None] = {}
        self.applied: dict[str, int] = {}

    @property
    def size(self) -> int:
        """One block, as on ext4."""
        return PAGE

    def child(self, name: str) -> Node | None:
        """What `name` stands for; None where it is not there."""
        if name in self.entries:
            return self.entries[name]
        if self.below is None:
            return None
        found = _real_node(self.disk, f"{self.below.rstrip('/')}/{name}")
        if found is not None:
            self.entries[name] = self.durable[name] = found
        return found

    def names(self) -> list[str]:
        """All names, in the order of a hash, as ext4 has it: a program may rely on no order."""
        found = {name for name, node in self.entries.items() if node is not None}
        if self.below is not None:
            found.update(name for name in below.names(self.below) if name not in self.entries)
            # Folders on the way to what is visible exist, and are not listed.
            found.difference_update(name for name in list(found) if self._hidden(name))
        return sorted(found, key=lambda name: (zlib.crc32(os.fsencode(name)), name))

    def _hidden(self, name: str) -> bool:
        """Whether it is there only because something visible lies below it, which depends on the checkout."""
        real = (self.below or "").rstrip("/")
        node = self.entries.get(name)
        found = isinstance(node, Directory) and node.below == f"{real}/{name}"
        return found and below.place(real or "/") is not below.Place.INSIDE and (bool(real) or name not in _LISTED)

    def children(self) -> Iterator[tuple[str, Node]]:
        """Names and nodes, of those that can be looked at."""
        for name in self.names():
            node = self.child(name)
            if node is not None:
                yield name, node


class Link(Node):
    """A symbolic link."""

    kind = stat.S_IFLNK

    def __init__(self, disk: "Disk", target: str, *, at_ns: int = EPOCH_S * SECOND) -> None:
        super().__init__(disk, 0o777, at_ns=at_ns)
        self.target = target

    @property
    def size(self) -> int:
        """The length of the target."""
        return len(os.fsencode(self.target))


class Door(Node):
    """The file of a local socket. `bound` answers there, as long as the host has not started again since `boot`."""

    kind = stat.S_IFSOCK

    def __init__(self, disk: "Disk", mode: int, *, at_ns: int = EPOCH_S * SECOND) -> None:
        super().__init__(disk, mode, at_ns=at_ns)
        self.bound: object = None
        self.boot = 0


class Device(Node):
    """null, zero, full, random and urandom."""

    kind = stat.S_IFCHR

    def __init__(self, disk: "Disk", name: str) -> None:
        super().__init__(disk, 0o666)
        self.name = name

    def read(self, offset: int, size: int) -> bytes:
        """Nothing, zeros, or randomness of the seed."""
        del offset
        if self.name in {"random", "urandom"}:
            return entropy.urandom(size)
        return b"" if self.name == "null" else bytes(size)

    def write(self, offset: int, data: memoryview) -> None:
        """Forget it."""
        del offset, data
        if self.name == "full":
            raise refuse(errno.ENOSPC)

    def truncate(self, size: int) -> None:
        """Nothing to cut."""
        del size


def _real_number(path: str) -> int:
    """Numbers of real files follow from their paths, so that those of the host's own depend on no checkout."""
    return 1 << 32 | zlib.crc32(os.fsencode(path))


def _real_node(disk: "Disk", path: str) -> Node | None:
    found = below.look(path)
    if found is None:
        return None
    mode, size, target = found
    if stat.S_ISLNK(mode):
        return Link(disk, target)
    if stat.S_ISDIR(mode):
        return Directory(disk, mode, real=path)
    return File.real(disk, path, mode, size) if stat.S_ISREG(mode) else None
