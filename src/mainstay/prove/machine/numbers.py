"""Hashes of what programs keep in sets without saying so: threads, locks, tasks and futures, by number, not by address.

The standard library goes through sets of them: workers of executors are joined, what `asyncio.wait` waits for is looked
at, tasks are cancelled at the end of a loop. With the hash that objects have by themselves, their address, that would
happen in another order wherever objects lie elsewhere.
"""

import _asyncio
import concurrent.futures
import itertools
import threading
from typing import Any

from mainstay.prove.machine import slots
from mainstay.prove.machine.threads.locks import Lock, RLock

_KINDS: tuple[type, ...] = (
    _asyncio.Task,
    _asyncio.Future,
    concurrent.futures.Future,
    threading.Thread,
    threading.Event,
    Lock,
    RLock,
)
_next = itertools.count(1).__next__


def _number(self: Any) -> int:  # noqa: ANN401 - an object of one of the kinds
    """The same number each time, given when it is first asked for."""
    try:
        return self._mainstay_number
    except AttributeError:
        number = _next()
        object.__setattr__(self, "_mainstay_number", number)
        return number


def install() -> None:
    """Give the hashes, for good."""
    for kind in _KINDS:
        slots.replace(kind, "__hash__", _number)
