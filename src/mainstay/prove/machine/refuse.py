"""No silent escape: what would leave the simulation is stopped, told with its place, and fails the test.

Python itself reports what it does to the outside (audit events, PEP 578), also on behalf of extensions that use its
API. While a simulated thread runs, the events of `OUTSIDE` become errors, unless the machine's own code caused them.
"""

# pyright: reportPrivateUsage=false
# ruff: noqa: SLF001, PTH100, PTH120, PLR2004
# sys._getframe is the only way to the line that did it. Paths are compared as the strings that audit events carry.

import ctypes
import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from mainstay.model.errors import MainstayError
from mainstay.prove.machine import current, libraries

_OWN = ("mainstay.prove", "mainstay.model", "greenlet")
# The import system reads modules; that is not the program's doing.
_IMPORTS = ("importlib", "_frozen_importlib", "zipimport", "zipfile")
_STANDARD = os.path.dirname(os.__file__)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
# Data below /etc that systems ship; what it says differs between machines as little as packages do.
_UNCHANGING = ("/etc/ssl/", "/etc/mime.types", "/etc/ld.so", "/etc/localtime")
# Who is told of an escape before the outcome is: the asking side.
report: list[Callable[[str], None]] = []


class Refused(MainstayError):  # noqa: N818 - as the house's own error is named for what happened
    """A program tried to do something that the simulation does not simulate."""


def escape(what: str, hint: str, frame: FrameType | None = None) -> Refused:
    """The error for an attempt to leave, to be raised by the caller; the test fails even if a program catches it."""
    trouble = refused(what, hint, frame or sys._getframe(1))
    note(str(trouble))
    return trouble


def refused(what: str, hint: str, frame: FrameType | None) -> Refused:
    """The error alone, for an attempt made in `frame`."""
    where, package = place(frame)
    return Refused(where, "must stay in the simulation", f"{package} called {what}", hint=hint)


def note(message: str) -> None:
    """Remember an escape for the verdict; told at once too, as C code may end the whole process when it is refused."""
    for tell in report:
        tell(message)
    machine = current.host().machine
    machine.escapes.append(message)
    machine.tell(current.host().name, "escape", message.partition("\n")[0])


def place(frame: FrameType | None) -> tuple[str, str]:
    """`file:line` and package of the innermost code that is neither ours nor the standard library's."""
    first, found = frame, frame
    while found is not None and _is_machine(found):
        found = found.f_back
    found = found or first
    if found is None:
        return "the simulation", "C code"
    name = str(found.f_globals.get("__name__", "?"))
    return f"{found.f_code.co_filename}:{found.f_lineno}", name.partition(".")[0]


def _is_machine(frame: FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return name.startswith(_OWN) or (
        frame.f_code.co_filename.startswith((_STANDARD, "<frozen")) and "site-packages" not in frame.f_code.co_filename
    )


def by_machine(frame: FrameType) -> bool:
    """Whether the machine itself, or the import system, does what is asked in `frame`."""
    return str(frame.f_globals.get("__name__", "")).startswith((*_OWN, *_IMPORTS))


def writes(flags: int) -> bool:
    """Whether what is opened with `flags` can be changed."""
    return bool(flags & _WRITES)


# -- audit events

_FILES = "files are simulated through open and os; keep data below the host's own folders"
_NETWORK = "use socket or a library on top of it; C code that opens connections itself cannot be simulated"
_PROGRAMS = "start Python programs with subprocess or multiprocessing ('spawn')"
_THREADS = "use threading; threads that C code starts cannot be simulated"
_C = "C code that reaches the operating system by itself cannot be simulated; use what Python's standard library offers"
_CLOCK = "use time.sleep"

_PREFIXES = {
    "socket.": _NETWORK,
    "fcntl.": _FILES,
    "syslog.": _C,
    "pty.": _PROGRAMS,
    "_posixsubprocess.": _PROGRAMS,
    "msvcrt.": _C,
}
_NAMES = {
    **dict.fromkeys(("os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty", "os.spawn"), _PROGRAMS),
    **dict.fromkeys(("os.kill", "os.killpg", "signal.pthread_kill"), _PROGRAMS),
    **dict.fromkeys(("_thread.start_new_thread", "_thread.start_joinable_thread"), _THREADS),
    **dict.fromkeys(
        ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink",
         "os.truncate", "os.utime", "os.lockf", "os.chflags", "os.setxattr", "os.removexattr"), _FILES),
    "time.sleep": _CLOCK,
}  # fmt: skip
Check = Callable[[tuple[Any, ...]], str]


def _opened(args: tuple[Any, ...]) -> str:
    """Reading what a package ships is no escape; writing, and asking the system, is."""
    path, flags = args[0], args[2] if len(args) > 2 else 0
    if isinstance(path, int):
        return f"open({path})"
    text = os.fsdecode(path)
    return "" if not writes(flags or 0) and (shipped(text) or _no_file(text)) else f"open({text!r})"


def _no_file(path: str) -> bool:
    """Whether it is what code without a file has instead, `<string>`: errors in it look for its lines all the same."""
    return path.startswith("<") and path.endswith(">")


def shipped(path: str) -> bool:
    """Whether a file belongs to Python, a package or the program, or is data that systems ship and never change."""
    whole = os.path.abspath(path)
    roots = (sys.prefix, sys.base_prefix, _STANDARD, "/usr/share/", "/usr/lib", "/lib", *_UNCHANGING)
    own = [os.path.abspath(folder) for folder in sys.path]
    return whole.startswith((*roots, *own, *current.host().path))


def _listed(args: tuple[Any, ...]) -> str:
    path = args[0]
    if path is None or isinstance(path, int) or not shipped(os.fsdecode(path)):
        return f"a listing of {path!r}"
    return ""


# Functions of the C library that reach outside. Looking one up through ctypes is the attempt.
_SYMBOLS = frozenset(
    [
        "accept",
        "accept4",
        "bind",
        "clock_gettime",
        "clock_nanosleep",
        "clone",
        "connect",
        "creat",
        "execl",
        "execle",
        "execlp",
        "execv",
        "execve",
        "execvp",
        "fork",
        "fopen",
        "getaddrinfo",
        "getentropy",
        "gethostbyname",
        "gethostname",
        "getpid",
        "getrandom",
        "gettimeofday",
        "ioctl",
        "kill",
        "listen",
        "mkdir",
        "mkstemp",
        "nanosleep",
        "open",
        "open64",
        "openat",
        "pipe",
        "poll",
        "popen",
        "posix_spawn",
        "posix_spawnp",
        "prctl",
        "pthread_create",
        "ptrace",
        "raise",
        "rand",
        "random",
        "read",
        "recv",
        "recvfrom",
        "recvmsg",
        "remove",
        "rename",
        "rmdir",
        "select",
        "send",
        "sendmsg",
        "sendto",
        "signal",
        "sigaction",
        "sleep",
        "socket",
        "socketpair",
        "syscall",
        "system",
        "time",
        "timer_create",
        "truncate",
        "unlink",
        "usleep",
        "vfork",
        "write",
    ]
)


# What the library that is loaded before the C library answers. The C library's own are reached through other handles,
# and no filter of system calls sees clocks, which need none.
_ANSWERED = frozenset(
    ["clock", "clock_gettime", "getentropy", "getpid", "gettimeofday", "time", "times", "timespec_get"]
)
guarded = [False]  # whether system calls are filtered; then it is the call that counts, not looking it up


def _looked_up(args: tuple[Any, ...]) -> str:
    if guarded[0] and current.hub.page is not None:
        return _past(*args)
    return f"the C library's {args[1]} through ctypes" if args[1] in _SYMBOLS else ""


def _past(library: object, name: object) -> str:
    handle = getattr(library, "_handle", library)
    return f"the C library's {name} past the simulation" if name in _ANSWERED and handle != _program() else ""


def _program() -> int:
    """The handle of the whole program, where the library loaded before the C library is asked first."""
    return ctypes.pythonapi._handle


def _loaded(args: tuple[Any, ...]) -> str:
    name = args[0]
    text = str(name)
    if (
        name is None
        or text in libraries.OF_C
        or text.startswith(("libc.", "libpython"))
        or ("/" in text and shipped(text))
    ):
        return ""
    return f"ctypes.CDLL({name!r})"


def _mapped(args: tuple[Any, ...]) -> str:
    return f"mmap({args[0]}, …)" if args[0] != -1 else ""


CHECKED: dict[str, tuple[Check, str]] = {
    "open": (_opened, _FILES),
    "os.listdir": (_listed, _FILES),
    "os.scandir": (_listed, _FILES),
    "ctypes.dlsym": (_looked_up, _C),
    "ctypes.dlsym/handle": (_looked_up, _C),
    "ctypes.dlopen": (_loaded, _C),
    "mmap.__new__": (_mapped, _FILES),
}


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if current.thread is None:
        _while_importing(event, args)
        return
    if event in _seen or event not in _watched:
        return
    frame = sys._getframe(1)
    if by_machine(frame):
        return
    check, hint = _watched[event]
    what = check(args)
    if what:
        raise escape(what, hint, frame)


def _while_importing(event: str, args: tuple[Any, ...]) -> None:
    """Before programs run only what would serve them later is looked at: clocks of C that nothing sees."""
    if not event.startswith("ctypes.dlsym"):
        return
    what, frame = _past(*args), sys._getframe(2)
    if what and not by_machine(frame):
        raise refused(what, _C, frame)


class _Watched(dict[str, tuple[Check, str]]):
    """The events to look at; what is not known by its whole name is looked up by its beginning once, and kept out."""

    def __contains__(self, event: object) -> bool:
        return event in self.keys() or self._learn(str(event))

    def _learn(self, event: str) -> bool:
        for prefix, hint in _PREFIXES.items():
            if event.startswith(prefix):
                self[event] = _told(event), hint
                return True
        _seen.add(event)
        return False


def _told(event: str) -> Check:
    """What the message says of an event that is always an escape."""

    def check(args: tuple[Any, ...]) -> str:
        shown = ", ".join(repr(arg)[:60] for arg in args if type(arg) in _SHOWN)
        return f"{event}({shown})"

    return check


_SHOWN = frozenset({str, bytes, int, float, tuple, list})  # what can be read in a message
_seen: set[str] = set()
_watched = _Watched({**{name: (_told(name), hint) for name, hint in _NAMES.items()}, **CHECKED})


def install() -> None:
    """Watch this operating-system process from now on; there is no way back (sys.addaudithook)."""
    sys.addaudithook(_hook)
