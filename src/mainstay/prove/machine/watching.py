"""`faulthandler`: it writes stacks to real descriptors, and waits in a thread of C. Here it writes to streams."""

import sys
import traceback
from collections.abc import Callable
from typing import Any

from mainstay.prove.machine import current, refuse

_KEY = "faulthandler"


def enable(file: object = None, all_threads: bool = True) -> None:
    """faulthandler.enable: code in C that crashes ends the simulation, which is told in any case."""
    del file, all_threads
    current.process().state[_KEY] = True


def disable() -> bool:
    """faulthandler.disable."""
    return bool(current.process().state.pop(_KEY, False))


def is_enabled() -> bool:
    """faulthandler.is_enabled."""
    return bool(current.process().state.get(_KEY, False))


def dump_traceback(file: Any = None, all_threads: bool = True) -> None:  # noqa: ANN401 - a stream or a descriptor
    """faulthandler.dump_traceback, of the running thread."""
    del all_threads
    stream = file if hasattr(file, "write") else sys.stderr
    stream.write("Current thread (most recent call last):\n" + "".join(traceback.format_stack()[:-1]))


def dump_traceback_later(*_: object, **__: object) -> None:
    """faulthandler.dump_traceback_later: refused, as its clock is a thread of C."""
    raise refuse.escape("faulthandler.dump_traceback_later", "use threading.Timer and faulthandler.dump_traceback")


def register(*_: object, **__: object) -> None:
    """faulthandler.register: refused, as its handler is the kernel's."""
    raise refuse.escape("faulthandler.register", "use signal.signal and faulthandler.dump_traceback")


def _unset(*_: object) -> bool:
    return False


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "enable": enable,
    "disable": disable,
    "is_enabled": is_enabled,
    "dump_traceback": dump_traceback,
    "dump_traceback_later": dump_traceback_later,
    "cancel_dump_traceback_later": lambda: None,
    "register": register,
    "unregister": _unset,
}
