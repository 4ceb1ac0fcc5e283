"""The disk of a host: its tree of names, what of it is durable, and what a loss of power leaves."""

import errno
from collections import deque
from typing import TYPE_CHECKING

from mainstay.prove.machine import current
from mainstay.prove.machine.files import below
from mainstay.prove.machine.files.nodes import Device, Directory, File, Link, Node
from mainstay.prove.machine.watched import refuse

if TYPE_CHECKING:
    from mainstay.prove.machine.host import Host

SYNC_NS = 1_000_000  # a flush of a solid-state disk with no battery behind it takes about as long
COMMIT_NS = 5_000_000_000
_MILLISECOND = 1_000_000
_MOST_LINKS = 40  # Linux, path_resolution(7)
_LONGEST_NAME = 255
_PENDING = 256
_FOLDERS = ("/tmp", "/var/tmp", "/var/log", "/var/lib", "/run", "/etc", "/dev/shm", "/opt", "/srv")  # noqa: S108 - simulated
_DEVICES = ("null", "zero", "full", "random", "urandom")


class Spot:
    """Where a path leads: the folder, the name in it, what is there (None: nothing), and the path without links."""

    __slots__ = ("name", "node", "parent", "path")

    def __init__(self, parent: Directory, name: str, node: Node | None, path: str) -> None:
        self.parent, self.name, self.node, self.path = parent, name, node, path


class Change:
    """One change of names that the disk may not have yet; a rename has two entries."""

    __slots__ = ("at_ns", "entries", "number")

    def __init__(self, number: int, at_ns: int, entries: tuple[tuple[Directory, str, Node | None], ...]) -> None:
        self.number, self.at_ns, self.entries = number, at_ns, entries

    def touches(self, folder: Directory) -> bool:
        """Whether a name in `folder` is part of it."""
        return any(parent is folder for parent, _, _ in self.entries)

    def apply(self) -> None:
        """The disk has it now."""
        for parent, name, node in self.entries:
            if parent.applied.get(name, -1) < self.number:
                parent.applied[name] = self.number
                _set(parent, parent.durable, name, node)


class Disk:
    """The files of one host."""

    def __init__(self, host: "Host") -> None:
        self.host = host
        self._numbers = 1
        self._changes = 0
        self._pending: list[Change] = []
        self.dirty: dict[File, None] = {}
        self.locked: dict[Node, None] = {}
        self.shared: dict[object, object] = {}  # memory that processes share and that no loss of power leaves
        self.root = Directory(self, 0o755, real="/")
        self._furnish()

    def _furnish(self) -> None:
        for folder in (*_FOLDERS, f"/home/{self.host.name}"):
            at = self.root
            for part in folder[1:].split("/"):
                if not isinstance(at.child(part), Directory):
                    _add(at, part, Directory(self, 0o755))
                found = at.child(part)
                assert isinstance(found, Directory)  # noqa: S101 - just made
                at = found
        for name in ("tmp", "var/tmp", "dev/shm"):
            self.find(f"/{name}").node.mode = 0o1777  # type: ignore[union-attr] # just made
        devices, etc = self.find("/dev").node, self.find("/etc").node
        assert isinstance(devices, Directory)  # noqa: S101 - just made
        assert isinstance(etc, Directory)  # noqa: S101 - just made
        for name in _DEVICES:
            _add(devices, name, Device(self, name))
        for name, text in (("hostname", self.host.name), ("hosts", "127.0.0.1 localhost")):
            made = File(self, 0o644, f"/etc/{name}")
            made.content.data.extend(f"{text}\n".encode())
            made.content.sync()
            _add(etc, name, made)

    def next_number(self) -> int:
        """The number of a new inode."""
        self._numbers += 1
        return self._numbers

    def now(self) -> int:
        """Simulated nanoseconds."""
        return current.hub.now

    def wall_ns(self) -> int:
        """Nanoseconds since 1970 by the host's clock."""
        return self.host.wall_ns(current.hub.now)

    # -- names

    def find(self, path: str, *, follow: bool = True) -> Spot:
        """Follow an absolute path; raises `OSError` ENOENT where a folder on the way is missing, ENOTDIR, ELOOP."""
        parts = deque(part for part in path.split("/") if part not in {"", "."})
        whole = follow or path.endswith("/")
        stack: list[Directory] = [self.root]
        names: list[str] = []
        node: Node | None = self.root
        links = 0
        while parts:
            part = parts.popleft()
            if part == "..":
                if names:
                    stack.pop()
                    names.pop()
                node = stack[-1]
                continue
            node = self._step(stack[-1], part, path)
            if isinstance(node, Link) and (parts or whole):
                links += 1
                _follow(node, parts, stack, names)
                if links > _MOST_LINKS:
                    raise refuse(errno.ELOOP, path)
                node = stack[-1]
            elif isinstance(node, Directory):
                stack.append(node)
                names.append(part)
            elif parts:
                raise refuse(errno.ENOENT if node is None else errno.ENOTDIR, path)
            else:
                if path.endswith("/") and node is not None:
                    raise refuse(errno.ENOTDIR, path)
                return Spot(stack[-1], part, node, "/" + "/".join([*names, part]))
        if not names:
            return Spot(self.root, "", self.root, "/")
        return Spot(stack[-2], names[-1], node, "/" + "/".join(names))

    def _step(self, folder: Directory, part: str, path: str) -> Node | None:
        if len(part) > _LONGEST_NAME:
            raise refuse(errno.ENAMETOOLONG, path)
        return folder.child(part)

    def change(self, *entries: tuple[Directory, str, Node | None]) -> None:
        """Let names stand for other nodes (None: for nothing), all at once; durable later."""
        self._changes += 1
        for parent, name, node in entries:
            _set(parent, parent.entries, name, node)
            parent.touch()
        self._pending.append(Change(self._changes, self.now(), entries))
        if len(self._pending) > _PENDING:
            self._commit_old()

    def _commit_old(self) -> None:
        before = self.now() - COMMIT_NS
        while self._pending and self._pending[0].at_ns <= before:
            self._pending.pop(0).apply()

    # -- durability

    @property
    def ordered(self) -> bool:
        """Whether changes of names reach the disk in their order, as on ext4."""
        return self.host.machine.faults.disk.ordered

    def flush(self, where: str) -> None:
        """The time that a sync takes, in which the running thread waits."""
        faults = self.host.machine.faults.disk
        delay = SYNC_NS
        key = f"{self.host.name}:{where}"
        if faults.slow and current.hub.chance.strikes("slow sync", key, faults.slow):
            delay += int(current.hub.chance.stream(f"slow {key}").random() * faults.slow_ms * _MILLISECOND)
        if current.thread is not None:
            current.hub.pause(delay)

    def synced(self, file: File) -> None:
        """A file was synced as a whole."""
        self.dirty.pop(file, None)
        if self.ordered:
            self._apply(None)

    def sync_folder(self, folder: Directory) -> None:
        """The names in a folder are durable: fsync of it."""
        self._apply(None if self.ordered else folder)

    def sync_all(self) -> None:
        """All is durable: sync(2)."""
        for file in list(self.dirty):
            file.content.sync()
        self.dirty.clear()
        self._apply(None)

    def _apply(self, folder: Directory | None) -> None:
        later: list[Change] = []
        for change in self._pending:
            if folder is None or change.touches(folder):
                change.apply()
            else:
                later.append(change)
        self._pending = later

    # -- faults

    def spend(self, file: File) -> None:
        """Room is needed; raises `OSError` ENOSPC where chance says that there is none."""
        faults = self.host.machine.faults.disk
        if faults.full and current.hub.chance.strikes("full disk", f"{self.host.name}:{file.label}", faults.full):
            raise refuse(errno.ENOSPC)

    def rotten(self, file: File, data: bytes) -> bytes:
        """`data` as read, one bit of it wrong where chance says so."""
        faults, where = self.host.machine.faults.disk, f"{self.host.name}:{file.label}"
        if not faults.rot or not current.hub.chance.strikes("rot", where, faults.rot):
            return data
        wrong = bytearray(data)
        bit = current.hub.chance.stream(f"rotten {where}").randrange(len(data) * 8)
        wrong[bit // 8] ^= 1 << bit % 8
        return bytes(wrong)

    def crash(self) -> None:
        """Loss of power: become what the disk has."""
        for number, change in enumerate(self._pending):
            fresh = change.at_ns + COMMIT_NS > self.now()
            what = ",".join(name for _, name, _ in change.entries)
            if not (fresh and _Fate(self, "names").lost(what)):
                change.apply()
            elif self.ordered:
                del self._pending[number:]
                break
        self._pending.clear()
        for file in list(self.dirty):
            file.content.crash(self.now(), _Fate(self, file.label))
        for node in self.locked:
            node.locks.clear()
        self.dirty.clear()
        self.locked.clear()
        self.shared.clear()
        _restore(self.root)


class _Fate:
    """What a loss of power takes of one file: drawn, told in the timeline."""

    def __init__(self, disk: Disk, label: str) -> None:
        self._host = disk.host
        self._where = f"{disk.host.name}:{label}"
        self._label = label
        self.ordered = disk.ordered

    def lost(self, what: str) -> bool:
        """Whether one unsynced thing is lost."""
        if not current.hub.chance.strikes("lost", self._where, self._host.machine.faults.disk.lost):
            return False
        self._host.machine.tell(self._host.name, "lost", f"{self._label} {what}")
        return True

    def torn(self, sectors: int) -> list[bool]:
        """Which sectors of a page that is kept are lost after all: not all of them, nor none, where it is torn."""
        chance = current.hub.chance
        if not chance.strikes("torn", self._where, self._host.machine.faults.disk.torn):
            return [False] * sectors
        stream = chance.stream(f"tear {self._where}")
        picked = set(stream.sample(range(sectors), stream.randint(1, sectors - 1)))
        self._host.machine.tell(self._host.name, "torn", f"{self._label} {len(picked)} of {sectors} sectors lost")
        return [number in picked for number in range(sectors)]


def _add(folder: Directory, name: str, node: Node) -> None:
    folder.entries[name] = folder.durable[name] = node


def _set(folder: Directory, table: dict[str, Node | None], name: str, node: Node | None) -> None:
    if node is None and folder.below is None:
        table.pop(name, None)
    else:
        table[name] = node


def _follow(link: Link, parts: deque[str], stack: list[Directory], names: list[str]) -> None:
    if link.target.startswith("/"):
        del stack[1:], names[:]
    parts.extendleft(reversed([part for part in link.target.split("/") if part not in {"", "."}]))


def _restore(folder: Directory) -> None:
    folder.entries = dict(folder.durable)
    for node in folder.entries.values():
        if isinstance(node, Directory):
            _restore(node)


_kept: dict[str, Disk] = {}  # what programs wrote while they were imported is there when the simulation begins


def disk_of(host: "Host") -> Disk:
    """The disk of a host, made when it is first touched."""
    found = host.state.get("disk")
    if found is None:
        found = _kept.get(host.name)
        if found is None:
            found = _kept[host.name] = Disk(host)
        found.host = host
        host.state["disk"] = found
        for folder in host.path:
            below.allow(folder)
        host.on_crash.append(found.crash)
    return found
