"""The world of an exported test: one clock, and threads that run one at a time, in the order of the recorded run.

Every program is a thread of its own with its own event loop, on real sockets. Time goes on only when all of them wait:
to the next moment at which a thread goes on or a message arrives. When that is comes from the recorded run; where the
program does something else than it did there, the same delays are given in the same order.
"""

import gc
import heapq
import itertools
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

SECOND = 1_000_000_000
LOOK_NS = 1_000  # what a look at a clock, or a call into the kernel, takes
SNAP_NS = 1_000_000  # what is nearer than this to its recorded moment happens exactly then
_NOTHING: dict[str, Any] = {
    "turns": {},
    "jumps": {},
    "collections": {},
    "jobs": {},
    "numbers": {},
    "connections": [],
    "kills": [],
    "seeds": [],
    "seeded": [],
}
_COLLECT_TURNS = 500  # after which garbage is collected where the recorded run is over
_local = threading.local()


def here() -> "Process | None":
    """The process whose thread this is; None outside of all."""
    return getattr(_local, "process", None)


def running() -> "Process":
    """The process whose thread this is."""
    found = here()
    if found is None:
        raise RuntimeError("only programs of the test may ask for this")
    return found


class Broken(AssertionError):  # noqa: N818 - what it says of a property
    """A property does not hold."""

    def __init__(self, name: str, details: dict[str, object]) -> None:
        told = ", ".join(
            value if isinstance(value, str) and "\n" in value else f"{key}={value!r}" for key, value in details.items()
        )
        super().__init__(f"{name}: {told}" if told else name)
        self.name = name


class Turn(NamedTuple):
    """One wait: when it was over, how much later what is ready was looked at, and how much later still it went on."""

    ready: int
    late: int
    later: int

    def looked(self, ready: int) -> int:
        """When to look, where the wait is over at `ready`."""
        return (self.ready if abs(ready - self.ready) < SNAP_NS else ready) + self.late


class World:
    """Everything that happens, in order. `run` is called once, by the thread that owns the test."""

    def __init__(self, schedule: dict[str, Any]) -> None:
        self.schedule = _NOTHING | schedule
        self.now = 0
        self.over = False
        self.broken: Broken | None = None
        self.checks: list[Callable[[], None]] = []  # called after everything that happens
        self.processes: list[Process] = []
        self.enter: Callable[[Process], None] = lambda _: None  # puts what belongs to a process into place
        self._queue: list[tuple[int, int, Callable[..., object], tuple[Any, ...]]] = []
        self._number = itertools.count().__next__
        self._back = threading.Semaphore(0)

    def at(self, moment: int, action: Callable[..., object], *args: Any) -> None:  # noqa: ANN401 - handed on
        """Let `action(*args)` happen then."""
        heapq.heappush(self._queue, (max(moment, self.now), self._number(), action, args))

    def run(self, until: int) -> None:
        """Let everything happen, until the test is over; breaks a property where that is never."""
        while not self.over:
            if not self._queue:
                waiting = [process.name for process in self.processes if process.alive]
                self.fail("no deadlock: somebody can go on", {"waiting": waiting})
                return
            moment, _, action, args = heapq.heappop(self._queue)
            if moment > until:
                self.fail("the test comes to its end", {"seconds": until / SECOND})
                return
            self.now = max(self.now, moment)
            action(*args)
            self._look_around()

    def _look_around(self) -> None:
        for process in self.processes:
            process.look()
        for check in self.checks:
            check()

    def fail(self, name: str, details: dict[str, object]) -> None:
        """Remember the first broken property and end the test."""
        if self.broken is None:
            self.broken = Broken(name, details)
        self.over = True

    def may_run_ahead(self, moment: int) -> bool:
        """Whether nothing else happens before then."""
        return not self.over and not self.checks and (not self._queue or self._queue[0][0] > moment)

    def resume(self, process: "Process") -> None:
        """Let a process run until it waits again."""
        if not process.alive or self.over:
            return
        process.clock = max(process.clock, self.now)
        self.enter(process)
        process.go.release()
        self._back.acquire()

    def give_back(self) -> None:
        """The running process waits, or has ended."""
        self._back.release()


class Process:
    """One program on one host: a thread that runs when the world says so. `space` names it in the schedule."""

    def __init__(self, world: World, host: str, space: str, name: str) -> None:
        self.world, self.host, self.space, self.name = world, host, space, name
        self.alive, self.may_fail, self.working = True, False, False
        self.failure: BaseException | None = None
        self.clock = world.now
        self.go = threading.Semaphore(0)
        self.connected = 0  # how many connections it has begun
        self.state: dict[str, Any] = {}
        self._turns = [Turn(*turn) for turn in world.schedule["turns"].get(space, ())]
        self._jumps = {(turn, look): passed for turn, look, passed in world.schedule["jumps"].get(space, ())}
        self._jobs = list(world.schedule["jobs"].get(space, ()))
        self._collections = [tuple(each) for each in world.schedule["collections"].get(space, ())]
        self._numbers = list(world.schedule["numbers"].get(space, ()))
        self._turn = self._look = self._job = self._numbered = 0
        self._last = world.now
        self._ready: Callable[[], object] | None = None  # what it waits for, and the wait that this is
        self._wait: tuple[int, Turn] = (0, Turn(0, LOOK_NS, 0))

    # -- time

    def tick(self) -> int:
        """Some time passes: as much as it did at this place of the recorded run. The moment afterwards."""
        self.clock += LOOK_NS
        passed = self._jumps.get((self._turn, self._look))
        self._look += 1
        self._collect()
        self.go_on_at(self.clock if passed is None else self._last + passed)
        self._last = self.clock
        return self.clock

    def _collect(self) -> None:
        """Collect garbage where that was done in the recorded run: what ends by it closes connections."""
        while self._collections and self._collections[0][:2] <= (self._turn, self._look):
            gc.collect(self._collections.pop(0)[2])
        if not self._look and self._turn > len(self._turns) and self._turn % _COLLECT_TURNS == 0:
            gc.collect()

    def turn(self) -> Turn:
        """The next wait of the recorded run."""
        turn = self._turns[self._turn] if self._turn < len(self._turns) else Turn(-SECOND, LOOK_NS, 0)
        self._turn += 1
        return turn

    def go_on_at(self, moment: int) -> None:
        """Let others run until then."""
        world = self.world
        if world.may_run_ahead(moment):
            world.now = max(world.now, moment)
        else:
            world.at(moment, world.resume, self)
            self._yield()
        self.clock = max(self.clock, moment)

    def went_on(self) -> None:
        """A wait is over: what passes now is counted from here."""
        self._last, self._look = self.clock, 0
        self._collect()

    def _yield(self) -> None:
        self.world.give_back()
        self.go.acquire()

    def pause(self, for_ns: int) -> None:
        """Sleep."""
        self.tick()
        due = self.clock + for_ns
        self.go_on_at(max(self.turn().looked(due), self.clock))
        self.went_on()

    def job(self) -> int:
        """When a call that is given to another thread now is done."""
        asked, took = self._jobs[self._job] if self._job < len(self._jobs) else (-SECOND, 300 * LOOK_NS)
        self._job += 1
        return (asked if abs(asked - self.clock) < SNAP_NS else self.clock) + took

    def number(self) -> int:
        """The next hash of a task or a future."""
        last, self._numbered = self._numbered, self._numbered + 1
        if last < len(self._numbers):
            return self._numbers[last]
        return last + (self._numbers[-1] - len(self._numbers) + 1 if self._numbers else 0)

    # -- waiting for something

    def wait(self, ready: Callable[[], object], deadline: int | None, turn: Turn) -> None:
        """Wait until `ready()`, or the deadline; go on as late as `turn` says."""
        self._ready = ready
        number = self._number_of(turn)
        if deadline is not None:
            self.world.at(deadline, self._over, number, deadline)
        self._yield()

    def _number_of(self, turn: Turn) -> int:
        self._wait = (self._wait[0] + 1, turn)
        return self._wait[0]

    def look(self) -> None:
        """Go on soon, where what it waits for is there."""
        if self._ready is not None and self.alive and self._ready():
            self._over(self._wait[0], self.world.now)

    def _over(self, number: int, moment: int) -> None:
        """The wait with this number is over."""
        if self._ready is None or number != self._wait[0]:
            return
        self._ready = None
        self.world.at(self._wait[1].looked(moment), self.world.resume, self)

    # -- its life

    def start(self, main: Callable[[], object]) -> None:
        """Begin, when the world comes to it."""
        threading.Thread(target=self._body, args=(main,), daemon=True, name=f"{self.host}/{self.name}").start()
        self.world.processes.append(self)
        self.world.at(self.world.now, self.world.resume, self)

    def _body(self, main: Callable[[], object]) -> None:
        _local.process = self
        self.go.acquire()
        try:
            main()
        except SystemExit:
            pass
        except BaseException as trouble:  # noqa: BLE001 - a program may end with anything
            self.failure = trouble
            self.world.over = self.world.over or not self.may_fail
        self.alive = False
        self.ended()
        self.world.give_back()

    def ended(self) -> None:
        """Told when it has ended by itself; the network closes what it had open."""
        for call in self.state.get("at end", ()):
            call()
