"""Green threads, and why they go on."""

from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mainstay.prove.machine.process import Process


class Woken(IntEnum):
    """Why a blocked thread goes on."""

    TIMEOUT = 0
    EVENT = 1
    SIGNAL = 2


class Thread:
    """A green thread: one greenlet of one simulated process. `turn` counts its waits, so that stale wakes are known."""

    __slots__ = (
        "alive",
        "dormant",
        "greenlet",
        "ident",
        "label",
        "left",
        "pending",
        "process",
        "restless",
        "turn",
        "waiting",
        "waits_for",
    )

    def __init__(self, process: "Process", ident: int, label: str) -> None:
        self.process, self.ident, self.label = process, ident, label
        self.greenlet: Any = None
        self.left: Any = None  # where it goes on: a program may run greenlets of its own on it (SQLAlchemy does)
        self.alive = True
        self.waiting = False  # blocked, and nothing has woken it yet
        self.dormant = False  # blocked, and only another thread can wake it
        self.pending = False  # a signal arrived while it was not waiting
        self.turn = 0
        self.restless = 0  # calls into the kernel, and what counts as such, since it has waited last
        self.waits_for: object = ""  # told in reports of deadlocks
