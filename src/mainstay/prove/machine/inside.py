"""What every program believes to have for itself although the interpreter has it once: parts of `sys`, `os.environ`.

When the hub goes on with a thread of another process, `enter` puts that process's own objects into `sys`. The
environment needs no switch: `os.environ` looks into the running process each time.
"""

import operator
import os
import sys
import threading
from typing import TYPE_CHECKING, Any

from mainstay.prove.machine import current

if TYPE_CHECKING:
    from mainstay.prove.machine.process import Process

_SYS, _THREADING = sys.__dict__, threading.__dict__
_OWN = ("argv", "path", "stdin", "stdout", "stderr", "excepthook", "unraisablehook", "displayhook")
_HOOK = "excepthook"  # of `threading`
_shown = operator.itemgetter(*_OWN)
_KEY, _ENVIRON = "sys", "environ"

# What modules did to the environment while they were imported, before there was a process: whose copies → environment.
_at_import: dict[str, dict[bytes, bytes]] = {}


def enter(process: "Process", left: "Process | None") -> None:
    """Put the objects of `process` into `sys`; those that are there belong to `left` (None: to nobody yet)."""
    own: Any = process.state.get(_KEY)
    if left is not None:
        left.state[_KEY] = _shown(_SYS), _THREADING[_HOOK]
    in_sys, _THREADING[_HOOK] = own or (_fresh(process), _first[_KEY])
    _SYS.update(zip(_OWN, in_sys, strict=True))


def _fresh(process: "Process") -> tuple[object, ...]:
    path: Any = process.state.get("path")
    _forget_multiprocessing()
    found = [*process.host.path, *_first["path"]] if path is None else list(path)
    return process.argv, found, *(_first[name] for name in _OWN[2:])


def _forget_multiprocessing() -> None:
    """A new process of a host sees the host's copy of `multiprocessing`, but has no children and no tracker yet."""
    tracker: Any = sys.modules.get("multiprocessing.resource_tracker")
    if tracker is not None:
        tracker._resource_tracker._fd = tracker._resource_tracker._pid = None  # noqa: SLF001 - as in a new process
    state: Any = sys.modules.get("multiprocessing.process")
    if state is not None:
        state._children.clear()  # noqa: SLF001 - as in a new process


_first: dict[str, Any] = {}


def install() -> None:
    """Remember what a process starts with, and let `os.environ` follow the running process."""
    _first.update({name: _SYS[name] for name in _OWN} | {_KEY: _THREADING[_HOOK]})
    os.environ.__class__ = Environ
    os.environb.__class__ = Environ


def shared_path() -> list[str]:
    """Where the simulation itself finds modules."""
    return _first["path"]


def shared_stream(name: str) -> Any:  # noqa: ANN401 - our own `Output`
    """The `sys.stdout` or `sys.stderr` that makes lines of the timeline, whichever process runs."""
    return _first[name]


def set_stream(name: str, stream: object) -> None:
    """Give the running process another `sys.stdin`, `sys.stdout` or `sys.stderr` than all share."""
    _SYS[name] = stream


def environ(process: "Process") -> dict[bytes, bytes]:
    """The environment of a process, as `os.environb` shows it; a change of it is a change of the process."""
    found: Any = process.state.get(_ENVIRON)
    if found is None:
        found = process.state[_ENVIRON] = _fresh_environ(process)
    return found


def _fresh_environ(process: "Process") -> dict[bytes, bytes]:
    host = process.host.name
    base = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": f"/home/{host}",
        "USER": host,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOSTNAME": host,
    }
    at_import = _at_import.get(process.space, {})
    return {_encode(key): _encode(value) for key, value in base.items()} | at_import | encoded(process.environ)


def encoded(table: dict[str, str]) -> dict[bytes, bytes]:
    """An environment as the kernel has it."""
    return {_encode(key): _encode(value) for key, value in table.items()}


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


class Environ(os._Environ):  # type: ignore[type-arg] # noqa: SLF001 - the class of os.environ has no public name
    """`os.environ` of whichever process runs."""

    @property
    def _data(self) -> dict[bytes, bytes]:
        if current.thread is not None:
            return environ(current.thread.process)
        boot = current.hub.boot
        found = _at_import.get(boot.space)
        if found is None:
            found = _at_import[boot.space] = _fresh_environ(boot)
        return found


def putenv(key: object, value: object) -> None:
    """os.putenv, which `os.environ` calls for C code: there is none that could ask."""
    del key, value


def unsetenv(key: object) -> None:
    """os.unsetenv, as `putenv`."""
    del key
