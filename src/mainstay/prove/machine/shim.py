"""The library that is loaded before the C library (`shim.c`): compiled at first use, filled by the hub.

Where there is no C compiler nothing breaks: clocks that C code reads by itself are real then, and `attached` says so.
"""

# pyright: reportPrivateUsage=false
# sys._getframe is the only way to the line that did it.

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mainstay.prove.machine import entropy, refuse
from mainstay.prove.machine.clock import EPOCH_S
from mainstay.prove.machine.hub import SECOND, Hub

_SOURCE = Path(__file__).with_name("shim.c")
_HINT = "C code that sleeps, or starts threads or programs, cannot be simulated; use time, threading or subprocess"
_LIMIT_S = 60


class _Page(ctypes.Structure):
    """`struct page` in shim.c."""

    _fields_ = (
        ("active", ctypes.c_int64),
        ("wall", ctypes.c_int64),
        ("steady", ctypes.c_int64),
        ("seed", ctypes.c_int64),
        ("pid", ctypes.c_int64),
        ("host", ctypes.c_int64),
        ("told", ctypes.c_void_p),
    )


def library(cache: Path) -> Path | None:
    """The compiled library in `cache`, compiled if it is not there; None without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    mark = hashlib.blake2b(_SOURCE.read_bytes(), digest_size=8).hexdigest()
    made = cache / f"shim-{mark}-{os.uname().machine}.so"
    if made.exists() or sys.platform != "linux" or compiler is None:
        return made if made.exists() else None
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cache, suffix=".so", delete=False) as unfinished:
        target = Path(unfinished.name)
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(target), str(_SOURCE), "-ldl"]
    done = subprocess.run(command, capture_output=True, timeout=_LIMIT_S, check=False)
    if done.returncode:
        target.unlink()
        return None
    target.replace(made)  # several may compile at once; each puts a whole file there
    return made


def cache_folder(environ: dict[str, str]) -> Path:
    """Where compiled libraries are kept: the user's cache, or the system's folder for temporary files."""
    home = environ.get("XDG_CACHE_HOME") or (
        f"{environ['HOME']}/.cache" if environ.get("HOME") else tempfile.gettempdir()
    )
    return Path(home) / "mainstay"


_callbacks: list[Any] = []  # C refers to them


def attach(hub: Hub) -> bool:
    """Let the library answer from `hub` from now on; False where it is not loaded into this process."""
    try:
        page = _Page.in_dll(ctypes.CDLL(None), "mainstay_page")
    except ValueError:
        return False

    def told(name: bytes) -> None:
        frame = sys._getframe(1)  # noqa: SLF001 - the Python code that called into C
        refuse.note(str(refuse.refused(f"{name.decode()} from C", _HINT, frame)))

    signature = ctypes.CFUNCTYPE(None, ctypes.c_char_p)
    _callbacks.append(signature(told))
    page.told = ctypes.cast(_callbacks[-1], ctypes.c_void_p).value
    page.seed = int.from_bytes(entropy.urandom(7), "little")
    page.wall, page.steady = EPOCH_S * SECOND, 1000 * SECOND
    hub.page = memoryview(page).cast("B").cast("q")
    return True
