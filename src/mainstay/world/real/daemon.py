"""Programs that outlive the command that started them."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from mainstay.model.errors import MainstayError

_MARKS = ("MAINSTAY_PROJECT", "MAINSTAY_INSTANCE")


def start_daemon(argv: Sequence[str], log: Path) -> None:
    """Start `argv` so that neither the end of this process nor of its terminal ends it.

    It leads a session of its own without a terminal, is nobody's child, stands in `/`, reads nothing, and appends
    what it says to `log` (made with mode 0600). It inherits our environment, but not the marks of a supervised
    program: a supervisor must never take its successor for something it left behind.
    Raises `MainstayError` where the log cannot be written or `setsid` (util-linux) is missing.
    """
    setsid = shutil.which("setsid")
    if setsid is None:
        raise MainstayError(
            "this machine", "`setsid` must be installed", "it is not on PATH", hint="install util-linux"
        )
    environment = {name: value for name, value in os.environ.items() if name not in _MARKS}
    with _log(log) as out:
        # `--fork` makes it the child of a process that has ended: init adopts it, and nobody has to wait for it.
        subprocess.run(
            [setsid, "--fork", *argv],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd="/",
            env=environment,
            check=True,
        )


def _log(path: Path) -> BinaryIO:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
    except OSError as error:
        raise MainstayError(
            str(path),
            "must be writable",
            error.strerror or str(error),
            hint="look at the folder and the free disk space",
        ) from error
