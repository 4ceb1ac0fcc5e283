"""Threads that share a connection of `sqlite3` wait for each other, as they would for its mutex, if they may share it.

All simulated threads are one thread of the operating system, so SQLite runs without mutexes. They could be replaced by
green ones, but SQLite takes them for every column of every row: ten times the cost of a row, measured. So it is the
methods of `sqlite3` that are guarded.
"""

import ctypes
import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from mainstay.prove.machine import current
from mainstay.prove.machine.green import Thread
from mainstay.prove.machine.watched import Watched

_IMMUTABLE = 1 << 8  # Py_TPFLAGS_IMMUTABLETYPE
_FLAGS_OFFSET = 168  # of tp_flags in PyTypeObject on 64-bit builds (cpython/object.h), the same from 3.8 to 3.13
_CONNECTION = (
    "cursor", "execute", "executemany", "executescript", "commit", "rollback", "close", "backup", "iterdump",
    "__exit__", "create_function", "create_aggregate", "create_collation", "deserialize", "serialize", "blobopen",
)  # fmt: skip
_CURSOR = ("execute", "executemany", "executescript", "fetchone", "fetchmany", "fetchall", "close", "__next__")


_SAME_THREAD = 4  # where `check_same_thread` stands among the arguments of `connect`

_owners: dict[int, int] = {}  # connections that only one thread may use, and which
_inside: dict[int, Thread] = {}  # which thread is inside which connection
_waiting: dict[int, Watched] = {}


def _begins(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def begin(self: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as the original
        _owners.pop(id(self), None)
        me = current.thread
        if me is not None and options.get("check_same_thread", args[_SAME_THREAD] if args[_SAME_THREAD:] else True):
            _owners[id(self)] = me.ident
        original(self, *args, **options)

    return begin


def _guarded(original: Callable[..., Any], error: type[Exception], *, cursor: bool) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - as the original
        me = current.thread
        key = id(self.connection if cursor else self)
        holder = _inside.get(key)
        if me is None:
            return original(self, *args, **options)
        owner = _owners.get(key)
        if owner is not None and owner != me.ident:
            raise error(
                "SQLite objects created in a thread can only be used in that same thread. The object was created in "
                f"thread id {owner} and this is thread id {me.ident}."
            )
        if holder is me:
            return original(self, *args, **options)
        if holder is not None:
            _wait(key)
        _inside[key] = me
        try:
            return original(self, *args, **options)
        finally:
            del _inside[key]
            if key in _waiting:
                _waiting.pop(key).changed()

    return call


def _wait(key: int) -> None:
    """Until nobody is inside; who was killed there is not."""
    while (holder := _inside.get(key)) is not None and holder.alive:
        _waiting.setdefault(key, Watched()).wait(None, "a connection of sqlite3 that another thread uses")


def install(module: ModuleType) -> None:
    """Guard the connections and cursors of the C module."""
    for kind, names, cursor in ((module.Connection, _CONNECTION, False), (module.Cursor, _CURSOR, True)):
        flags = ctypes.c_ulong.from_address(id(kind) + _FLAGS_OFFSET)
        before = flags.value
        flags.value = before & ~_IMMUTABLE
        for name in names:
            original = getattr(kind, name, None)
            if original is not None:
                setattr(kind, name, _guarded(original, module.ProgrammingError, cursor=cursor))
        if kind is module.Connection:
            kind.__init__ = _begins(kind.__init__)
        flags.value = before
