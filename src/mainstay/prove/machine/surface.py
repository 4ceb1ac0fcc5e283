"""The surface between Python and the operating system: which names are replaced, and how.

A name may have been imported by others before (`from time import monotonic`), so after the replacement every module
that exists is swept: whatever is the original, in a module, in a class or in a default argument, becomes the
replacement.
"""

import _multiprocessing  # pyright: ignore[reportMissingImports] # it has no stubs
import _posixsubprocess
import _random
import _signal  # pyright: ignore[reportMissingImports] # it has no stubs
import _socket
import _thread
import atexit
import concurrent.futures
import copyreg
import ctypes
import ctypes.util
import faulthandler
import gc
import grp
import importlib
import os
import platform
import posix
import pwd
import queue
import random
import resource
import select
import selectors
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import uuid
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from mainstay.prove.machine import (
    accounts,
    children,
    clock,
    entropy,
    inside,
    leaving,
    libraries,
    modules,
    numbers,
    output,
    poll,
    programs,
    refuse,
    scheduling,
    semaphores,
    signals,
    timers,
    tls,
    uncaught,
    watching,
)
from mainstay.prove.machine.files import descriptors, sqlite
from mainstay.prove.machine.files import table as files
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.net import handle, interfaces, names, sockets
from mainstay.prove.machine.threads import start
from mainstay.prove.machine.threads.locks import Lock, RLock

_SOCKET: dict[str, Any] = {
    "socket": sockets.Socket,
    "SocketType": sockets.Socket,
    "socketpair": sockets.socketpair,
    "fromfd": sockets.fromfd,
    "create_server": sockets.create_listener,
    "setdefaulttimeout": handle.set_default_timeout,
    "getdefaulttimeout": handle.default_timeout,
    "getaddrinfo": names.getaddrinfo,
    "gethostbyname": names.gethostbyname,
    "gethostbyname_ex": names.gethostbyname_ex,
    "gethostbyaddr": names.gethostbyaddr,
    "gethostname": names.gethostname,
    "getfqdn": names.getfqdn,
    "getnameinfo": names.getnameinfo,
    "getservbyname": names.getservbyname,
    "getservbyport": names.getservbyport,
    "getprotobyname": names.getprotobyname,
    "sethostname": names.sethostname,
    "close": descriptors.close,
    "dup": descriptors.dup,
    **interfaces.FUNCTIONS,
}
_SELECT: dict[str, Any] = {"epoll": poll.Epoll, "poll": poll.Poll, "select": poll.select}
_OS: dict[str, Any] = {
    "urandom": entropy.urandom,
    "getrandom": entropy.getrandom,
    "putenv": inside.putenv,
    "unsetenv": inside.unsetenv,
    "kill": signals.kill,
    "setpgrp": lambda: children.setpgid(0, 0),
    "killpg": signals.killpg,
    **accounts.OS,
    **scheduling.OS,
    **files.OS,
    **children.OS,
    **programs.OS,
}
_SIGNAL: dict[str, Any] = {
    name: call for name, call in (signals.FUNCTIONS | timers.FUNCTIONS).items() if name not in signals.WRAPPED
}

# One row for each module: the module, and what replaces which of its names.
SURFACE: tuple[tuple[ModuleType, dict[str, Any]], ...] = (
    (time, dict(clock.FUNCTIONS)),
    (_thread, start.THREAD_FUNCTIONS),
    (threading, start.THREADING_FUNCTIONS),
    (queue, {"SimpleQueue": start.SIMPLE_QUEUE}),
    (_socket, _SOCKET),
    (socket, _SOCKET),
    (select, _SELECT),
    (os, _OS),
    (posix, _OS),
    *files.SURFACE,
    (ctypes.util, {"find_library": libraries.find_library}),
    (pwd, accounts.PASSWORDS),
    (grp, accounts.GROUPS),
    (faulthandler, watching.FUNCTIONS),
    (atexit, dict(children.ATEXIT)),
    (resource, {"getrusage": children.getrusage, **scheduling.RESOURCE}),
    (_posixsubprocess, {"fork_exec": programs.fork_exec}),
    (uuid, {"getnode": entropy.node}),
    (ssl, dict(tls.FUNCTIONS)),
    (_multiprocessing, dict(semaphores.FUNCTIONS)),
    (platform, {"processor": lambda: ""}),
    (_signal, {"pidfd_send_signal": children.pidfd_send_signal, **signals.FUNCTIONS, **timers.FUNCTIONS}),
    (signal, {"pidfd_send_signal": children.pidfd_send_signal, **_SIGNAL}),
    (sys, dict(uncaught.SYS)),
    (threading, dict(uncaught.THREADING)),
)

_LOCKS = {type(_thread.allocate_lock()): Lock, type(_thread.RLock()): RLock}
_OWN = "mainstay.prove"


def install(machine: Machine) -> None:
    """Put the simulated machine under every program of this operating-system process. There is no way back."""
    files.prepare()
    replaced = _replace()
    files.adapt(replaced)
    _sweep(replaced)
    copyreg.pickle(staticmethod, _pickled)
    _replace_methods()
    sqlite.install()
    _hide_native_loops()
    output.install()
    inside.install()
    _settle_programs()
    start.know_main()
    numbers.install()
    modules.install(machine.modules)
    leaving.install()
    tls.seed_openssl()
    refuse.install()
    random.seed(machine.hub.chance.seed)


def _replace() -> dict[int, Any]:
    """Replace the names; the originals by identity, with what replaces them."""
    replaced: dict[int, Any] = {}
    for module, table in SURFACE:
        for name, substitute in table.items():
            original = getattr(module, name, None)
            if original is None or original is substitute:
                continue
            made = _as_builtin(substitute, module, name) if isinstance(original, BuiltinFunctionType) else substitute
            replaced[id(original)] = made
            _kept.append(original)
            setattr(module, name, made)
    return replaced


def _as_builtin(substitute: Any, module: ModuleType, name: str) -> Any:  # noqa: ANN401 - a function
    """`substitute` for a function written in C: such a one does not become a method where a class holds it.

    `logging.Formatter.converter` is `time.localtime`, and is called without the formatter.
    """
    if not isinstance(substitute, FunctionType):
        return substitute
    made = _unbound.setdefault(id(substitute), staticmethod(substitute))
    _places.setdefault(id(made), (module.__name__, name))
    return made


_unbound: dict[int, Any] = {}  # one for each function, as names of two modules are the same object
_places: dict[int, tuple[str, str]] = {}  # where each is found again


def named(module: str, name: str) -> Any:  # noqa: ANN401 - a function
    """A function by the name of its module and its own; what pickles of them say."""
    return getattr(sys.modules[module], name)


def _pickled(function: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a staticmethod
    place = _places.get(id(function))
    if place is None:
        message = f"cannot pickle {type(function).__name__!r} object"
        raise TypeError(message)
    return named, place


_kept: list[Any] = []  # originals must live on: a freed identity could be given to something else


def _sweep(replaced: dict[int, Any]) -> None:
    for name, module in list(sys.modules.items()):
        if type(module) is not ModuleType or (module.__package__ or name).startswith(_OWN):
            continue
        _sweep_names(module.__dict__, module, replaced)


def _sweep_names(table: dict[str, Any], owner: Any, replaced: dict[int, Any]) -> None:  # noqa: ANN401 - module or class
    for name, value in list(table.items()):
        substitute = replaced.get(id(value))
        if substitute is None and type(value) in _LOCKS:
            substitute = _LOCKS[type(value)]()
        if substitute is not None:
            setattr(owner, name, substitute)
        elif isinstance(value, type) and isinstance(owner, ModuleType) and value.__module__ == owner.__name__:
            if value.__flags__ & (1 << 9):  # Py_TPFLAGS_HEAPTYPE: the others cannot be changed
                _sweep_names(dict(value.__dict__), value, replaced)
        elif isinstance(value, FunctionType) and value.__defaults__:
            value.__defaults__ = tuple(replaced.get(id(default), default) for default in value.__defaults__)


def _replace_methods() -> None:
    """Methods of types written in C: changed in the type's own dictionary, past its protection."""
    methods: list[tuple[type, str, Any]] = [(kind, name, classmethod(made)) for kind, name, made in clock.METHODS]
    for kind, name, method in (*methods, (_random.Random, "seed", entropy.seed_generator)):
        table = gc.get_referents(kind.__dict__)[0]
        table[name] = method
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def _settle_programs() -> None:
    """What the standard library keeps about starting programs, and about the machine that it is on."""
    subprocess._USE_POSIX_SPAWN = False  # type: ignore[attr-defined] # noqa: SLF001 - its own switch
    uuid._generate_time_safe = None  # type: ignore[attr-defined] # noqa: SLF001 - a C library with its own clock
    platform._uname_cache = None  # type: ignore[attr-defined] # noqa: SLF001 - of the real machine
    platform._Processor.get = staticmethod(str)  # type: ignore[attr-defined] # noqa: SLF001 - would start a program
    concurrent.futures.__getattr__ = _of_futures  # type: ignore[attr-defined] # its own keeps one host's for all
    futures: Any = concurrent.futures
    futures.__dict__.pop("process", None)
    futures.__class__ = _Futures


class _Futures(ModuleType):
    """`concurrent.futures`: one for all processes, but each has its own part of it that starts programs."""

    @property
    def process(self) -> ModuleType:
        """Set by whoever imports it, and yet everybody sees its own."""
        found = sys.modules.get("concurrent.futures.process")
        if found is None:
            return self.__getattr__("process")
        return found

    @process.setter
    def process(self, module: ModuleType) -> None:
        del module


def _of_futures(name: str) -> Any:  # noqa: ANN401 - a class
    places = {"ProcessPoolExecutor": "concurrent.futures.process", "ThreadPoolExecutor": "concurrent.futures.thread"}
    if name not in places:
        message = f"module 'concurrent.futures' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(places[name]), name)


def _hide_native_loops() -> None:
    for name in modules.HIDDEN:
        dict.__setitem__(sys.modules, name, None)  # type: ignore[assignment] # importing it is an ImportError
    selectors.DefaultSelector = selectors.EpollSelector
