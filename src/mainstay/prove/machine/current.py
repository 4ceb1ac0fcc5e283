"""Who is running now: the hub of the simulation and its green thread. Everything below a program asks here.

A simulation owns its whole operating-system process (it lives in a forked child), so these are module globals.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mainstay.prove.machine.green import Thread
    from mainstay.prove.machine.host import Host
    from mainstay.prove.machine.hub import Hub
    from mainstay.prove.machine.process import Process

hub: "Hub" = None  # type: ignore[assignment]  # set before any replaced function can be called
thread: "Thread | None" = None


def process() -> "Process":
    """The simulated process that runs now; the one that boots the simulation while nothing runs."""
    running = thread
    return hub.boot if running is None else running.process


def host() -> "Host":
    """The simulated host that runs now."""
    return process().host


def space() -> str:
    """Whose copies of modules are seen now: those of the running host, or of a process that has its own."""
    running = thread
    return hub.boot.space if running is None else running.process.space
