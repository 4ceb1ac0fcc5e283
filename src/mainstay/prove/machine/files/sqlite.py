"""SQLite on simulated disks: an operating system layer of our own in the very library that `sqlite3` uses.

The library is C and would open real files past everything that Python sees. It asks a table of functions (a VFS) for
all that it wants of an operating system; ours answers from the disk, the clock and the entropy of the running host.
"""

import ctypes
import errno
import os
from collections.abc import Callable
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.prove.machine import current, entropy
from mainstay.prove.machine.files import naming, paths, sqlite_guard
from mainstay.prove.machine.files import sqlite_abi as abi
from mainstay.prove.machine.files.disk import disk_of
from mainstay.prove.machine.files.handles import OpenFile
from mainstay.prove.machine.files.nodes import File
from mainstay.prove.machine.files.sqlite_locks import DatabaseLocks, SharedMemory
from mainstay.prove.machine.hub import CALL_NS

_SECTOR = 4096  # what sqlite's own unix layer says
_CONFIG_SINGLETHREAD = 1  # SQLITE_CONFIG_SINGLETHREAD (sqlite3.h)
_LONGEST_PATH = 512
_MILLISECOND = 1_000_000
_DAY_MS = 86_400_000.0
_TEMPORARY_BYTES = 8


class _OpenDatabase:
    """One file that SQLite has open: a database, a journal, a write-ahead log."""

    def __init__(self, number: int, handle: OpenFile, path: str, *, new_journal: bool) -> None:
        self.number, self.handle, self.path = number, handle, path
        self.unsynced_name = new_journal
        self.fd = handle.process.open(handle)
        handle.on_close = self._gone

    @property
    def _shared(self) -> dict[object, object]:
        return self.handle.disk.shared

    @property
    def locks(self) -> DatabaseLocks:
        """The locks on the file, of all connections of the host."""
        found = self._shared.setdefault(("locks", self.handle.node), DatabaseLocks())
        assert isinstance(found, DatabaseLocks)  # noqa: S101 - the key says so
        return found

    @property
    def memory(self) -> SharedMemory:
        """The shared memory of the file, of all connections of the host."""
        found = self._shared.setdefault(("memory", self.handle.node), SharedMemory())
        assert isinstance(found, SharedMemory)  # noqa: S101 - the key says so
        return found

    def _gone(self) -> None:
        """The process closed it, or was killed: the kernel takes its locks."""
        if self.handle.boot == self.handle.disk.host.boots:
            self.locks.unlock(self.number, abi.NONE)
            self.leave_memory()

    def leave_memory(self) -> None:
        """Map it no more."""
        if ("memory", self.handle.node) in self._shared and self.memory.leave(self.number):
            self._shared.pop(("memory", self.handle.node))


_files: dict[int, _OpenDatabase] = {}
_numbers = [0]
_seeded: list[object] = [None]
_library: Any = None


def _file(head: int) -> _OpenDatabase:
    return _files[abi.FileHead.from_address(head).number]


# -- files


def _close(head: int) -> int:
    found = _files.pop(abi.FileHead.from_address(head).number)
    process = found.handle.process
    if process.descriptions.get(found.fd) is found.handle:
        process.close(found.fd)
    return abi.OK


def _read(head: int, buffer: int, size: int, offset: int) -> int:
    current.hub.now += CALL_NS
    data = _file(head).handle.pread(size, offset)
    ctypes.memmove(buffer, data, len(data))
    if len(data) == size:
        return abi.OK
    ctypes.memset(buffer + len(data), 0, size - len(data))
    return abi.IOERR_SHORT_READ


def _write(head: int, buffer: int, size: int, offset: int) -> int:
    current.hub.now += CALL_NS
    data = (ctypes.c_ubyte * size).from_address(buffer)
    _file(head).handle.pwrite(memoryview(data).cast("B"), offset)
    return abi.OK


def _truncate(head: int, size: int) -> int:
    _file(head).handle.truncate(size)
    return abi.OK


def _sync(head: int, flags: int) -> int:
    del flags
    found = _file(head)
    found.handle.sync()
    if found.unsynced_name:  # as sqlite's unix layer does for journals that it has made
        found.unsynced_name = False
        _sync_folder(found.path)
    return abi.OK


def _sync_folder(path: str) -> None:
    disk = disk_of(current.host())
    folder = disk.find(path, follow=False).parent
    disk.flush(path)
    disk.sync_folder(folder)


def _size(head: int, out: Any) -> int:  # noqa: ANN401 - a pointer
    out[0] = _file(head).handle.node.size
    return abi.OK


def _lock(head: int, level: int) -> int:
    found = _file(head)
    found.handle.live()
    return abi.OK if found.locks.lock(found.number, level) else abi.BUSY


def _unlock(head: int, level: int) -> int:
    found = _file(head)
    if found.handle.links > 0:
        found.locks.unlock(found.number, level)
    return abi.OK


def _reserved(head: int, out: Any) -> int:  # noqa: ANN401 - a pointer
    out[0] = int(_file(head).locks.reserved)
    return abi.OK


def _shm_map(*given: Any) -> int:  # noqa: ANN401 - a file, an index, a size, whether to extend, a pointer
    head, index, size, extend, out = given
    found = _file(head)
    found.handle.live()
    found.memory.users.add(found.number)
    out[0] = found.memory.region(index, size, extend=bool(extend))
    return abi.OK


def _shm_lock(head: int, offset: int, count: int, flags: int) -> int:
    found = _file(head)
    slots = range(offset, offset + count)
    if flags & abi.SHM_UNLOCK:
        found.memory.unlock(found.number, slots)
        return abi.OK
    return abi.OK if found.memory.lock(found.number, slots, exclusive=bool(flags & abi.SHM_EXCLUSIVE)) else abi.BUSY


def _shm_unmap(head: int, delete: int) -> int:
    del delete
    _file(head).leave_memory()
    return abi.OK


# -- the system


def _open(*given: Any) -> int:  # noqa: ANN401 - the VFS, a name or None, a file, flags, a pointer
    _, name, head, flags, out_flags = given
    abi.FileHead.from_address(head).methods = None  # until it is open, SQLite must not close it
    _seed()
    temporary = f"/var/tmp/etilqs_{entropy.urandom(_TEMPORARY_BYTES).hex()}"  # noqa: S108 - simulated
    path = temporary if name is None else os.fsdecode(name)
    fresh = disk_of(current.host()).find(path).node is None
    handle = paths.open_description(path, _mode(flags), 0o644)
    if not isinstance(handle.node, File):
        return abi.CANTOPEN
    _numbers[0] += 1
    journal = bool(flags & (abi.OPEN_MAIN_JOURNAL | abi.OPEN_SUPER_JOURNAL | abi.OPEN_WAL))
    made = _OpenDatabase(_numbers[0], handle, handle.path, new_journal=fresh and journal)
    _files[made.number] = made
    if flags & abi.OPEN_DELETEONCLOSE:
        naming.unlink(path)
    if out_flags:
        out_flags[0] = flags
    filled = abi.FileHead.from_address(head)
    filled.methods, filled.number = ctypes.addressof(_methods), made.number
    return abi.OK


def _mode(flags: int) -> int:
    """The flags of open(2) for SQLite's."""
    mode = os.O_RDWR if flags & abi.OPEN_READWRITE else os.O_RDONLY
    mode |= os.O_CREAT if flags & abi.OPEN_CREATE else 0
    return mode | (os.O_EXCL if flags & abi.OPEN_EXCLUSIVE else 0)


def _seed() -> None:
    """Each simulation seeds the library's generator anew, through `_randomness`."""
    if _seeded[0] is not current.hub:
        _seeded[0] = current.hub
        _library.sqlite3_randomness(0, None)


def _delete(vfs: int, name: bytes, sync: int) -> int:
    del vfs
    path = os.fsdecode(name)
    try:
        naming.unlink(path)
    except FileNotFoundError:
        return abi.IOERR_DELETE_NOENT
    if sync & 1:
        _sync_folder(path)
    return abi.OK


def _access(vfs: int, name: bytes, flags: int, out: Any) -> int:  # noqa: ANN401 - a pointer
    del vfs
    try:
        node = paths.spot(os.fsdecode(name)).node
    except OSError:
        node = None
    # A journal of no bytes does not exist, as sqlite's unix layer has it.
    empty = flags == abi.ACCESS_EXISTS and isinstance(node, File) and node.size == 0
    out[0] = int(node is not None and not empty)
    return abi.OK


def _full_path(vfs: int, name: bytes, size: int, out: int) -> int:
    del vfs
    found = os.fsencode(paths.spot(os.fsdecode(name)).path) + b"\0"
    if len(found) > size:
        return abi.CANTOPEN
    ctypes.memmove(out, found, len(found))
    return abi.OK


def _randomness(vfs: int, size: int, out: int) -> int:
    del vfs
    ctypes.memmove(out, entropy.urandom(size), size)
    return size


def _sleep(vfs: int, microseconds: int) -> int:
    del vfs
    if current.thread is not None:
        current.hub.pause(max(microseconds, 1) * 1000)
    return microseconds


def _milliseconds() -> int:
    return abi.JULIAN_EPOCH_MS + current.host().wall_ns(current.hub.now) // _MILLISECOND


def _julian_day(vfs: int, out: Any) -> int:  # noqa: ANN401 - a pointer
    del vfs
    out[0] = _milliseconds() / _DAY_MS
    return abi.OK


def _julian_ms(vfs: int, out: Any) -> int:  # noqa: ANN401 - a pointer
    del vfs
    out[0] = _milliseconds()
    return abi.OK


def _answers(call: Callable[..., int], failed: int) -> Callable[..., int]:
    """`call` as C may call it: no exception leaves it."""

    def called(*args: Any) -> int:  # noqa: ANN401 - of C
        try:
            return call(*args)
        except OSError as trouble:
            return abi.FULL if trouble.errno == errno.ENOSPC else failed
        except Exception as trouble:  # noqa: BLE001 - an exception in C would be lost
            current.hub.interrupt(trouble)
            return abi.IOERR

    return called


_METHODS: dict[str, Callable[..., Any]] = {
    "close": _close, "read": _read, "write": _write, "truncate": _truncate, "sync": _sync, "size": _size,
    "lock": _lock, "unlock": _unlock, "reserved": _reserved, "control": lambda *_: abi.NOTFOUND,
    "sector_size": lambda *_: _SECTOR, "characteristics": lambda *_: abi.IOCAP_POWERSAFE_OVERWRITE,
    "shm_map": _shm_map, "shm_lock": _shm_lock, "shm_barrier": lambda *_: None, "shm_unmap": _shm_unmap,
}  # fmt: skip
_SYSTEM: dict[str, Callable[..., Any]] = {
    "open": _open, "delete": _delete, "access": _access, "full_path": _full_path, "dl_open": lambda *_: None,
    "dl_error": lambda *_: None, "dl_sym": lambda *_: None, "dl_close": lambda *_: None,
    "randomness": _randomness, "sleep": _sleep, "julian_day": _julian_day, "last_error": lambda *_: 0,
    "julian_ms": _julian_ms,
}  # fmt: skip
_FAILED = {"open": abi.CANTOPEN, "full_path": abi.CANTOPEN}
_methods = abi.Methods()
_system = abi.System()


def _fill(table: Any, functions: dict[str, Callable[..., Any]]) -> None:  # noqa: ANN401 - a structure
    kinds: dict[str, Any] = {name: kind for name, kind, *_ in table._fields_}
    for name, function in functions.items():
        setattr(table, name, kinds[name](_answers(function, _FAILED.get(name, abi.IOERR))))


_THEIRS = (b"unix", b"unix-none", b"unix-dotfile", b"unix-excl", b"unix-namedsem")


def install() -> None:
    """Put our layer under the library of the `sqlite3` module, and take the library's own away."""
    global _library  # noqa: PLW0603 - one interpreter, one library
    try:
        import _sqlite3 as module  # noqa: PLC0415 - an interpreter may have none
    except ImportError:
        return
    library = _found(getattr(module, "__file__", None))
    if library is None:
        _refuse(module)
        return
    _library = library
    _without_mutexes(library)
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    _fill(_methods, _METHODS)
    _methods.version = 2
    _fill(_system, _SYSTEM)
    _system.version, _system.file_size, _system.longest_path, _system.name = 2, abi.HEAD_SIZE, _LONGEST_PATH, b"unix"
    for name in _THEIRS:
        found = library.sqlite3_vfs_find(name)
        if found:
            library.sqlite3_vfs_unregister(ctypes.c_void_p(found))
    library.sqlite3_vfs_register(ctypes.byref(_system), 1)
    sqlite_guard.install(module)


def _without_mutexes(library: Any) -> None:  # noqa: ANN401 - a library
    """Let SQLite run without mutexes: all simulated threads are one thread of the system.

    Who held one when a snapshot was forked, or was killed with it, would never let go.
    """
    library.sqlite3_shutdown()
    library.sqlite3_config(_CONFIG_SINGLETHREAD)
    library.sqlite3_initialize()


def _found(file: str | None) -> Any:  # noqa: ANN401 - a library
    """The library that the module is linked to; None where its functions are hidden."""
    library = ctypes.PyDLL(file)
    return library if hasattr(library, "sqlite3_vfs_register") else None


def _refuse(module: Any) -> None:  # noqa: ANN401 - a module
    def connect(*_: object, **__: object) -> None:
        raise MainstayError(
            "sqlite3.connect",
            "must reach a shared libsqlite3, which can be given a simulated disk",
            "this interpreter has it built in and hides its functions",
            hint="use an interpreter that is linked to libsqlite3, as distributions and pyenv build it",
        )

    module.connect = connect
