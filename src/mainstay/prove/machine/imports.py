"""The import system's own locks, one for each name of a module, which the interpreter has once for all processes."""

# ruff: noqa: SLF001
# The locks are the import system's private ones (importlib._bootstrap._ModuleLock), 3.11 to 3.13.

import importlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

_bootstrap: Any = importlib._bootstrap  # type: ignore[attr-defined]
_plain: Any = dict  # the table as it is, not as the running host sees it


def abandon(ident: int) -> None:
    """A thread has ended; what it was importing when it was killed can be imported by others, from the beginning."""
    for name, reference in list(_bootstrap._module_locks.items()):
        lock: Any = reference()
        if lock is not None and lock.owner == ident:
            lock.owner, lock.count = None, type(lock.count)()
            if lock.waiters:
                lock.waiters = lock.waiters - 1 if isinstance(lock.waiters, int) else lock.waiters[1:]
                lock.wakeup.release()
            _forget(name)


def wait_for(package: str, group: Mapping[str, ModuleType]) -> None:
    """Go on when nobody imports `package` any more; at once where that would be for ever, as imports do."""
    found = group.get(package)
    if found is not None and getattr(found.__spec__, "_initializing", False):
        _bootstrap._lock_unlock_module(package)


def _forget(name: str) -> None:
    """A module that all hosts share does not stay half imported."""
    module = _plain.get(sys.modules, name)
    if module is not None and getattr(module.__spec__, "_initializing", False):
        table: Any = sys.modules
        table.forget(name)
