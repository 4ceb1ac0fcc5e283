"""A simulated process: its descriptors, environment, signals and threads; and what it has written."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from mainstay.prove.machine import current

if TYPE_CHECKING:
    from mainstay.prove.machine.green import Thread, Woken
    from mainstay.prove.machine.host import Host


class Description(Protocol):
    """What a file descriptor refers to. `links` counts the descriptors that share it."""

    links: int

    def readiness(self) -> int:
        """The poll(2) bits that hold now."""
        ...

    def watch(self, call: Callable[[], None]) -> None:
        """Call `call` whenever `readiness` may have changed."""
        ...

    def unwatch(self, call: Callable[[], None]) -> None:
        """Stop calling."""
        ...

    def close(self) -> None:
        """The last descriptor is gone."""
        ...


class Killed(BaseException):
    """Ends a thread of a process that calls `os._exit`; nothing may catch it, so it is no Exception."""


class Process:
    """One process of one host.

    `held` collects what would run while the process is paused (None: it is not); `stalled_until` is the end of a stall.
    """

    def __init__(self, host: "Host", pid: int, name: str, *, environ: dict[str, str], cwd: str) -> None:
        self.host, self.pid, self.name = host, pid, name
        self.environ = environ
        self.cwd = cwd
        self.space = host.space(1)  # whose copies of modules it has
        self.argv: list[str] = [name]
        self.descriptions: dict[int, Description] = {}
        self.threads: dict[int, Thread] = {}
        self.held: list[tuple[Thread, int, Woken]] | None = None
        self.stalled_until = 0
        # Calls into the kernel until the next hiccup, and of functions until the next preemption; 0 before it is drawn.
        self.calls_left = 0
        self.functions_left = 0.0
        self.stopped: dict[Thread, int] = {}  # threads that lost the processor → until others had so many turns
        self.functions: dict[tuple[str, int], int] = {}  # where a function is → how often it was called, up to a few
        self.status: int | None = None  # exit status; negative is the signal that killed it
        self.failure: BaseException | None = None
        self.on_exit: list[Callable[[], None]] = []
        self.main: Thread | None = None
        self.state: dict[str, object] = {}  # what rooms of the machine keep for each process: signals, timers

    # -- descriptors

    def open(self, description: Description, lowest: int = 3) -> int:
        """The lowest free descriptor from `lowest`, as POSIX has it, now referring to `description`."""
        fd = lowest
        while fd in self.descriptions:
            fd += 1
        self.descriptions[fd] = description
        description.links += 1
        return fd

    def close(self, fd: int) -> None:
        """Close a descriptor; raises `KeyError` where none is open."""
        description = self.descriptions.pop(fd)
        description.links -= 1
        if description.links == 0:
            description.close()

    # -- running

    def ready_at(self) -> int:
        """The earliest nanosecond at which a thread of this process may go on: later than now in a stall."""
        now = current.hub.now
        return max(now, self.stalled_until) + self.host.stall(self)

    def pause(self) -> None:
        """SIGSTOP: nothing of it runs until `resume`."""
        if self.held is None:
            self.held = []

    def resume(self) -> None:
        """SIGCONT."""
        held, self.held = self.held, None
        current.hub.release(held or [])

    def thread_failed(self, thread: "Thread", trouble: BaseException) -> None:
        """A thread ended with an exception that nothing caught."""
        if isinstance(trouble, Killed):
            return
        self.failure = trouble
        self.host.machine.failed(self, thread, trouble)

    def end(self, status: int) -> None:
        """The process is gone: no thread of it runs any more, its descriptors are closed by the kernel."""
        if self.status is not None:
            return
        self.status = status
        for thread in list(self.threads.values()):
            current.hub.ended(thread)
        for fd in sorted(self.descriptions):
            if fd in self.descriptions:
                self.close(fd)
        self.host.gone(self)
        for call in self.on_exit:
            call()

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self.status is None
