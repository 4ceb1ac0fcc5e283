"""Memory that processes of a host share by name (`multiprocessing.shared_memory`), and terminals, which none has."""

import errno
import os
import termios
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mainstay.prove.machine.files import naming, paths

_FOLDER = "/dev/shm"  # noqa: S108 - where Linux keeps it (shm_overview(7))


def shm_open(path: str, flags: int, mode: int = 0o777) -> int:
    """_posixshmem.shm_open: a file in the folder for it, on the host's own disk."""
    with suppress(FileExistsError):
        naming.mkdir("/dev")
    with suppress(FileExistsError):
        naming.mkdir(_FOLDER)
    return paths.open_fd(_place(path), flags, mode)


def shm_unlink(path: str) -> None:
    """_posixshmem.shm_unlink."""
    naming.unlink(_place(path))


def _place(path: str) -> str:
    return f"{_FOLDER}/{path.lstrip('/')}"


def _no_terminal(*_: object) -> None:
    raise termios.error(errno.ENOTTY, os.strerror(errno.ENOTTY))


def no_terminal(*_: object) -> None:
    """os.tcgetpgrp and its like."""
    raise OSError(errno.ENOTTY, os.strerror(errno.ENOTTY))


def _no_encoding(fd: int) -> None:
    """os.device_encoding: of terminals only."""
    del fd


MEMORY: dict[str, Callable[..., Any]] = {"shm_open": shm_open, "shm_unlink": shm_unlink}
TERMINALS: dict[str, Callable[..., Any]] = dict.fromkeys(
    ("tcdrain", "tcflow", "tcflush", "tcgetattr", "tcgetwinsize", "tcsendbreak", "tcsetattr", "tcsetwinsize"),
    _no_terminal,
)
OS: dict[str, Callable[..., Any]] = {
    "device_encoding": _no_encoding,
    "tcgetpgrp": no_terminal,
    "tcsetpgrp": no_terminal,
}
