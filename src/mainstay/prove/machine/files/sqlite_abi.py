"""The C side of SQLite's interface to an operating system (sqlite3.h: sqlite3_vfs, sqlite3_io_methods), as ctypes."""

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int, c_int64, c_void_p

# sqlite3.h, "Result Codes" and "Extended Result Codes"
OK, ERROR, BUSY, NOTFOUND, FULL, CANTOPEN = 0, 1, 5, 12, 13, 14
IOERR, IOERR_SHORT_READ, IOERR_DELETE_NOENT = 10, 10 | 2 << 8, 10 | 23 << 8
# "Flags For File Open Operations"
OPEN_READONLY, OPEN_READWRITE, OPEN_CREATE, OPEN_DELETEONCLOSE, OPEN_EXCLUSIVE = 0x1, 0x2, 0x4, 0x8, 0x10
OPEN_MAIN_JOURNAL, OPEN_SUPER_JOURNAL, OPEN_WAL = 0x800, 0x4000, 0x80000
# "File Locking Levels", "Flags for the xShmLock VFS method", "Flags for the xAccess VFS method"
NONE, SHARED, RESERVED, PENDING, EXCLUSIVE = range(5)
SHM_UNLOCK, SHM_LOCK, SHM_SHARED, SHM_EXCLUSIVE, SHM_SLOTS = 1, 2, 4, 8, 8
ACCESS_EXISTS = 0
# A write damages no byte beside it: sectors are whole or old here.
IOCAP_POWERSAFE_OVERWRITE = 0x1000
JULIAN_EPOCH_MS = 24_405_875 * 8_640_000  # 1970 in milliseconds of the Julian calendar, as sqlite's unix layer has it

_METHODS = (
    ("close", CFUNCTYPE(c_int, c_void_p)),
    ("read", CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)),
    ("write", CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)),
    ("truncate", CFUNCTYPE(c_int, c_void_p, c_int64)),
    ("sync", CFUNCTYPE(c_int, c_void_p, c_int)),
    ("size", CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))),
    ("lock", CFUNCTYPE(c_int, c_void_p, c_int)),
    ("unlock", CFUNCTYPE(c_int, c_void_p, c_int)),
    ("reserved", CFUNCTYPE(c_int, c_void_p, POINTER(c_int))),
    ("control", CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)),
    ("sector_size", CFUNCTYPE(c_int, c_void_p)),
    ("characteristics", CFUNCTYPE(c_int, c_void_p)),
    ("shm_map", CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, POINTER(c_void_p))),
    ("shm_lock", CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int)),
    ("shm_barrier", CFUNCTYPE(None, c_void_p)),
    ("shm_unmap", CFUNCTYPE(c_int, c_void_p, c_int)),
)
_SYSTEM = (
    ("open", CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p, c_int, POINTER(c_int))),
    ("delete", CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)),
    ("access", CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, POINTER(c_int))),
    ("full_path", CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, c_void_p)),
    ("dl_open", CFUNCTYPE(c_void_p, c_void_p, c_char_p)),
    ("dl_error", CFUNCTYPE(None, c_void_p, c_int, c_void_p)),
    ("dl_sym", CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_char_p)),
    ("dl_close", CFUNCTYPE(None, c_void_p, c_void_p)),
    ("randomness", CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)),
    ("sleep", CFUNCTYPE(c_int, c_void_p, c_int)),
    ("julian_day", CFUNCTYPE(c_int, c_void_p, POINTER(c_double))),
    ("last_error", CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)),
    ("julian_ms", CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))),
)


class Methods(Structure):
    """sqlite3_io_methods, version 2."""

    _fields_ = [("version", c_int), *_METHODS]


class System(Structure):
    """sqlite3_vfs, version 2."""

    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p),
        ("data", c_void_p), *_SYSTEM,
    ]  # fmt: skip


class FileHead(Structure):
    """What lies in the memory that SQLite sets aside for each of its files: sqlite3_file, and which of ours it is."""

    _fields_ = [("methods", c_void_p), ("number", c_int64)]


HEAD_SIZE = ctypes.sizeof(FileHead)
