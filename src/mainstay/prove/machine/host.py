"""A simulated host: its name and addresses, its clock, its disk, its processes."""

import functools
import math
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mainstay.model.system import address_of
from mainstay.prove.machine import current
from mainstay.prove.machine.clock import EPOCH_S
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.net.datagram import Datagrams
from mainstay.prove.machine.net.listening import Listener
from mainstay.prove.machine.net.ports import Ports
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.process import Description, Process

if TYPE_CHECKING:
    from mainstay.prove.machine.machine import Machine

_MILLISECOND = 1_000_000
_EPOCH_NS, _BOOT_NS = EPOCH_S * SECOND, 1000 * SECOND
_SIGKILL = 9


class Host:
    """One machine of the simulation. `number` gives it its addresses; `path` are folders of its own Python packages."""

    def __init__(self, machine: "Machine", name: str, number: int, *, path: list[str], environ: dict[str, str]) -> None:
        self.machine, self.name, self.number = machine, name, number
        self.address = address_of(number)
        self.address6 = f"fd00::{number + 1:x}"
        self._own_path = path
        self.path = path
        self._code = ""  # what its code is called, where there is more than one
        self.environ = environ
        self.ports = Ports()
        self.processes: dict[int, Process] = {}
        self.restarting: list[Callable[[], object]] = []  # what its supervisor is about to start again
        self.up = True
        self.spared = False  # whether faults leave its power and its processes alone
        self.boots = 1
        self.skew_ns = 0
        self.drift_ppm = 0.0
        self.throttled_until = 0
        self.booted_at = 0
        self.on_crash: list[Callable[[], None]] = []
        self.state: dict[str, Any] = {}  # what rooms of the machine keep for each host: its disk
        self._pids = 1
        self._calls_left = 0  # uses of files until `_awaited` happens
        self._awaited: Callable[[], None] | None = None
        self._started: dict[str, int] = {}  # code → processes
        self._apart = 0
        self._opened: dict[str, dict[int, Description]] = {}

    # -- code

    def run_code(self, name: str, folders: Sequence[str]) -> None:
        """From the next process on import modules from `folders` first; `name` is that of the code."""
        self._code = name
        self.path = [*folders, *self._own_path]

    def inherit(self, importer: Process) -> None:
        """What modules opened while they were imported, by `importer`, belongs to the process that sees them."""
        importer.host = self
        self._opened[importer.space] = importer.descriptions
        for description in importer.descriptions.values():
            if isinstance(description, Stream | Listener | Datagrams):
                description.host, description.network = self, self.machine.network

    # -- clocks

    def wall_ns(self, now: int) -> int:
        """Nanoseconds since 1970 by its own clock."""
        return _EPOCH_NS + now + self.skew_ns + (int(now * self.drift_ppm / 1e6) if self.drift_ppm else 0)

    def steady_ns(self, now: int) -> int:
        """Nanoseconds since it started, by its own clock. It starts above 0, as no machine was started just now."""
        since = now - self.booted_at
        return _BOOT_NS + since + (int(since * self.drift_ppm / 1e6) if self.drift_ppm else 0)

    def real_ns(self, own_ns: int) -> int:
        """How long `own_ns` of its steady clock take in simulated time."""
        return own_ns if not self.drift_ppm else int(own_ns / (1 + self.drift_ppm / 1e6))

    def stall(self, process: Process) -> int:
        """How many nanoseconds later than it could `process` goes on: 0, unless it is struck by a stall."""
        faults = self.machine.faults.host
        if self.throttled_until > current.hub.now:
            late = current.hub.chance.stream(f"throttled {self.name}").random()
            return int(faults.throttle_ms * _MILLISECOND * late)
        if not faults.stalls:
            return 0
        chance, key = current.hub.chance, f"{self.name}/{process.name}"
        if not chance.strikes("stall", key, faults.stalls):
            return 0
        return self.slowness(f"stalls {key}")

    def slowness(self, stream: str) -> int:
        """How long a stall takes, drawn from the stream with this key, in nanoseconds."""
        # Most stalls are short; a long one now and then is what brings whole bursts into one turn.
        share = current.hub.chance.stream(stream).random() ** 3
        return int(self.machine.faults.host.stall_ms * _MILLISECOND * share)

    def hiccup(self, process: Process) -> int:
        """For how many nanoseconds `process` loses the processor in this call into the kernel: 0 for most of them.

        Calls are many, so what is drawn is how many of them pass until the next one that is struck.
        """
        chance, probability = current.hub.chance, self.machine.faults.host.hiccups
        if not probability or not chance.armed:
            return 0
        process.calls_left -= 1
        if process.calls_left > 0:
            return 0
        key = f"{self.name}/{process.name}"
        first, process.calls_left = process.calls_left < 0, gap(chance.stream(f"calls {key}"), probability)
        return self.slowness(f"hiccups {key}") if not first and chance.strikes("hiccup", key, 1.0) else 0

    # -- processes

    def start(self, main: Callable[[], object], name: str, *, argv: list[str] | None = None, may_fail: bool = False,
              environ: dict[str, str] | None = None, fresh: bool = False) -> Process:  # fmt: skip
        """A new process that runs `main` and then ends.

        One that is `fresh` imports its modules itself, and so does one with an environment of its own: what the host
        imported before the test did not see that.
        """
        self._pids += 1
        process = Process(self, self._pids, name, environ={**self.environ, **(environ or {})}, cwd=f"/home/{self.name}")
        process.space = self._next_space(apart=bool(environ))
        process.argv = argv or [name]
        if not fresh:
            process.descriptions = self._opened.pop(process.space, {})
        process.state["may fail"] = may_fail
        process.state["start again"] = functools.partial(
            self.start, main, name, argv=argv, may_fail=may_fail, environ=environ
        )
        self.processes[process.pid] = process
        process.main = current.hub.spawn(process, lambda: self.machine.run_main(process, main), f"{self.name}/{name}")
        self.machine.tell(self.name, "started", name)
        for call in self.machine.on_start:
            call(process)
        return process

    def space(self, copy: int) -> str:
        """Whose modules the process with this number (from 1) sees: its own, as every process imports afresh.

        Processes are counted for each code that the host runs.
        """
        owner = f"{self.name}@{self._code}" if self._code else self.name
        return owner if copy == 1 else f"{owner}:{copy}"

    def _next_space(self, *, apart: bool) -> str:
        """Whose modules the next process sees; one that stands `apart` takes none that were imported before it."""
        if apart:
            self._apart += 1
            return f"{self.name}+{self._apart}"
        number = self._started[self._code] = self._started.get(self._code, 0) + 1
        return self.space(number)

    def gone(self, process: Process) -> None:
        """A process has ended."""
        self.processes.pop(process.pid, None)
        self.machine.tell(self.name, "ended", f"{process.name} ({process.status})")

    def kill(self, process: Process) -> None:
        """Kill -9: it stops where it is, the kernel closes what it had open."""
        if process.alive:
            process.held = None
            process.end(-_SIGKILL)

    def crash(self) -> None:
        """Lose power: everything stops, nothing is closed, what was not synced may be lost."""
        if not self.up:
            return
        self.machine.tell(self.name, "crash", "")
        self.up = False
        for process in list(self.processes.values()):
            process.status = -_SIGKILL
            for thread in list(process.threads.values()):
                current.hub.ended(thread)
        self.processes.clear()
        self.restarting.clear()
        self.ports = Ports()
        for call in self.on_crash:
            call()

    def boot(self) -> None:
        """Start again after a crash: a new kernel that knows no connection. Programs are started by who wants them."""
        if self.up:
            return
        self.up = True
        self.boots += 1
        self.booted_at = current.hub.now
        self.machine.tell(self.name, "boot", "")
        self.machine.network.host_is_up(self)

    # -- moments

    def at_file_call(self, number: int, action: Callable[[], None], *, within_ns: int) -> None:
        """Call `action` in the middle of what programs do with their files: at the `number`-th call, or in the end.

        Where another action waits already, this one is called at once.
        """
        if self._awaited is not None:
            action()
            return
        self._calls_left, self._awaited = number, action
        current.hub.after(within_ns, self._happen, action)

    def uses_files(self) -> None:
        """A program asks something of the disk."""
        if self._awaited is not None:
            self._calls_left -= 1
            if self._calls_left <= 0:
                current.hub.after(0, self._happen, self._awaited)

    def _happen(self, action: Callable[[], None]) -> None:
        if self._awaited is action:
            self._awaited = None
            action()

    def pause(self) -> None:
        """Nothing runs on it until `resume`, as if the machine hung."""
        for process in self.processes.values():
            process.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        for process in list(self.processes.values()):
            process.resume()


def gap(stream: random.Random, probability: float) -> int:
    """After how many occasions the next one is struck, where each is with this probability: at least 1."""
    return 1 if probability >= 1 else 1 + int(math.log(1 - stream.random()) / math.log(1 - probability))
