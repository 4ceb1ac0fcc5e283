"""Exceptions that no action translated: the machine is in trouble, or mainstay itself is at fault."""

import contextlib
import errno
import os
import tempfile
import traceback
from pathlib import Path
from typing import cast

from mainstay.cli.terminal import Terminal
from mainstay.model.errors import ExitCode, MainstayError

_AGAIN = "run the same command again: it picks up what was left"
_TROUBLE = {
    errno.ENOSPC: ("must have room", "the disk is full", f"free some space, then {_AGAIN}"),
    errno.EDQUOT: ("must have room", "the disk quota is used up", f"free some space, then {_AGAIN}"),
    errno.EROFS: ("must be writable", "the file system is read-only", f"mount it for writing, then {_AGAIN}"),
    errno.EACCES: ("must be accessible", "permission is denied", f"give yourself access to it, then {_AGAIN}"),
    errno.EPERM: ("must be permitted", "the system refuses it", f"give yourself access to it, then {_AGAIN}"),
    errno.EMFILE: (
        "must be able to open files",
        "too many are open",
        f"raise the limit with `ulimit -n`, then {_AGAIN}",
    ),
}


def user_error(error: Exception, project: Path) -> MainstayError | None:
    """What the user must be told about `error`, where it is the machine's trouble or hidden in a group; else None."""
    if isinstance(error, MainstayError):
        return error
    if isinstance(error, ExceptionGroup):
        group = cast("ExceptionGroup[Exception]", error)
        parts = (user_error(part, project) for part in group.exceptions)
        return next((part for part in parts if part), None)
    if isinstance(error, OSError) and error.errno in _TROUBLE:
        must, found, hint = _TROUBLE[error.errno]
        return MainstayError(str(error.filename or project), must, found, hint=hint)
    return None


def tell_crash(error: Exception, screen: Terminal, project: Path, *, debug: bool) -> int:
    """Tell that an unexpected exception is our mistake and where its traceback is; returns the exit code.

    The file is readable by its owner only and does not hold the command line, which may have secrets in it.
    With `debug` the traceback itself is shown.
    """
    trace = "".join(traceback.format_exception(error))
    if debug:
        screen.tell(trace.rstrip())
    kept = _kept(trace, project)
    where = f"The details are in {kept}." if kept else "The details could not be written to a file."
    screen.tell(
        f"mainstay: this is a mistake in mainstay, not in your application ({type(error).__name__}). {where} "
        "What was under way may be half-done; the same command again picks it up.\n\n"
        "hint: report it with that file, or see the details at once with MAINSTAY_DEBUG=1"
    )
    return ExitCode.FAILED


def _kept(trace: str, project: Path) -> Path | None:
    home = project / ".mainstay"
    for folder in (home if home.is_dir() else None, None):
        with contextlib.suppress(OSError):
            handle, name = tempfile.mkstemp(prefix="mainstay-crash-", suffix=".txt", dir=folder)
            with os.fdopen(handle, "w") as file:
                file.write(trace)
            return Path(name)
    return None
