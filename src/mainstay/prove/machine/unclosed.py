"""`ResourceWarning`, as the interpreter gives it for what is garbage before it was closed."""

import warnings

from mainstay.prove.machine import current
from mainstay.prove.machine.process import Process


def warn(owner: Process, what: str, source: object, *, callers: int = 0) -> None:
    """Tell the running program that `source` of its own was never closed; `callers` are the frames to look past.

    Garbage of another process may be found while this one runs: its program would not be told here.
    """
    if owner is current.process():
        warnings.warn(f"unclosed {what}", ResourceWarning, stacklevel=callers + 3, source=source)
