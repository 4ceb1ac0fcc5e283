"""The hub: one queue of events in simulated time, and the green threads that they wake.

Everything that happens is an event (nanosecond, sequence number, action). A green thread runs until it blocks; nothing
else happens meanwhile, so a simulation is one sequence of events, and the same seed gives the same sequence.
"""

import gc
import hashlib
import heapq
import inspect
import sys
from array import array
from asyncio import _get_running_loop as running_loop
from asyncio import _set_running_loop as set_running_loop
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import greenlet

from mainstay.prove.machine import current, imports, inside
from mainstay.prove.machine.chance import Chance
from mainstay.prove.machine.green import Thread, Woken
from mainstay.prove.machine.limits import BusyLoop

if TYPE_CHECKING:
    from mainstay.prove.machine.files.content import Content
    from mainstay.prove.machine.process import Process

SECOND = 1_000_000_000
# What one call into the simulated kernel costs its caller, so that no loop of calls stands still in time.
CALL_NS = 1_000
_TRACE_CHUNK = 16_384
_RESTLESS = 500_000  # calls into the kernel without waiting once: half a second of a loop that does nothing else
# Garbage is collected every so many events: the young, each tenth time the older too, each hundredth time all. The
# interpreter's own thresholds count allocations, which no two versions of it make alike.
_COLLECT_EVENTS = 500


class OutOfSteps(Exception):  # noqa: N818 - a limit, reported as a broken property
    """The simulation made more events than it may: something goes round in circles."""


class Hub:
    """Time, the queue and the switch. `run` is called once, by whoever owns the operating-system process."""

    def __init__(self, chance: Chance) -> None:
        self.now = 0
        self.events = 0
        self.chance = chance
        self.boot: Process = None  # type: ignore[assignment]  # the machine sets it
        self.steps = self._most = sys.maxsize  # how many events there may be
        self._queue: list[tuple[int, int, Callable[..., object], tuple[Any, ...]]] = []
        self._sequence = 0
        self._idents = 1000
        self._greenlet: Any = None
        self._until = 0
        self.page: memoryview | None = None  # what C code is told: `struct page` of shim.c
        self._inside: Process | None = None  # whose `sys.argv` and the like are in place
        self.shared: list[Content] = []  # files that are mapped more than once: all see what one writes into memory
        self._marks = array("q")
        self._digest = hashlib.blake2b(digest_size=16)
        self.stopped = False
        self.interrupted = False
        self._collections = 0
        self._collect_at = _COLLECT_EVENTS
        self.trouble: BaseException | None = None  # what `run` raises when it was interrupted
        self.abandoned: Thread | None = None  # who has left last
        self.on_resume: Callable[[Thread], None] | None = None  # called by each thread that has waited
        self.latest: Thread | None = None  # who has run last
        self._switches = 0  # how often that was another than before
        self.threads: dict[int, Thread] = {}
        # Killed threads stay referenced: collecting a greenlet would run its `finally` blocks, and kill -9 runs none.
        self.graveyard: list[object] = []
        self.killed: set[int] = set()  # threads whose process has ended under them
        self.every: list[Callable[[], None]] = []  # called after each event: invariants, coverage
        chance.now = lambda: self.now

    # -- events

    def at(self, at_ns: int, action: Callable[..., object], *args: Any) -> None:  # noqa: ANN401 - handed on
        """Call `action(*args)` in the hub at `at_ns` (now, if that has passed)."""
        self._sequence += 1
        if at_ns < self.now:  # noqa: PLR1730 - each event comes here, and calling `max` takes longer
            at_ns = self.now
        heapq.heappush(self._queue, (at_ns, self._sequence, action, args))

    def after(self, delay_ns: int, action: Callable[..., object], *args: Any) -> None:  # noqa: ANN401 - handed on
        """Call `action(*args)` in the hub `delay_ns` from now."""
        self.at(self.now + delay_ns, action, *args)

    def run(self, until_ns: int, *, until_event: int = 0) -> None:
        """Let events happen up to and including `until_ns`, or until `stop` is called; raises `OutOfSteps`.

        `until_event` returns after so many events (0: no limit); calling again goes on.
        """
        self._greenlet = greenlet.getcurrent()
        self._until = until_ns
        self.stopped = False
        queue, pop = self._queue, heapq.heappop
        most = min(self.steps, until_event or self.steps)
        self._most = most
        while queue and not self.stopped:
            if queue[0][0] > until_ns:
                self.now = until_ns
                return
            self.now, _, action, args = pop(queue)
            self.events += 1
            action(*args)
            for call in self.every:
                call()
            if self.interrupted:
                self.interrupted = False
                self._raise()
                return
            if self.events >= most:
                if most == self.steps:
                    raise OutOfSteps(most)
                return

    def _raise(self) -> None:
        trouble, self.trouble = self.trouble, None
        if trouble is not None:
            raise trouble

    def interrupt(self, trouble: BaseException | None = None) -> None:
        """Let `run` return after the event that happens now, or raise `trouble`; calling it again goes on."""
        self.interrupted, self.trouble = True, trouble

    def stop(self) -> None:
        """End `run` after the event that happens now."""
        self.stopped = True

    @property
    def idle(self) -> bool:
        """Whether nothing will ever happen again by itself."""
        return not self._queue

    @property
    def upcoming(self) -> list[tuple[int, Callable[..., object], tuple[Any, ...]]]:
        """What will happen if nothing else does, in order: nanosecond, action, arguments."""
        return [(at, action, args) for at, _, action, args in sorted(self._queue, key=lambda event: event[:2])]

    # -- threads

    def spawn(self, process: "Process", target: Callable[[], object], label: str) -> Thread:
        """A new green thread that starts as soon as its process may run."""
        self._idents += 1
        made = Thread(process, self._idents, label)

        def body(_why: Woken) -> None:
            self._body(made, target)

        made.greenlet = made.left = greenlet.greenlet(body, parent=self._greenlet)
        self.threads[made.ident] = made
        process.threads[made.ident] = made
        made.waiting = True
        self.wake(made)
        return made

    def _body(self, thread: Thread, target: Callable[[], object]) -> None:
        sys.set_asyncgen_hooks(None, None)
        try:
            target()
        except greenlet.GreenletExit:
            pass
        except BaseException as trouble:  # noqa: BLE001 - whatever a thread ends with is its process's business
            thread.process.thread_failed(thread, trouble)
        finally:
            set_running_loop(None)
            self.ended(thread)

    def ended(self, thread: Thread) -> None:
        """Forget a thread that has ended or was killed."""
        thread.alive = False
        self.threads.pop(thread.ident, None)
        thread.process.threads.pop(thread.ident, None)
        self.graveyard += (thread.greenlet, thread.left)
        imports.abandon(thread.ident)
        if thread.process.status is not None:
            self._let_go(thread)

    def _let_go(self, thread: Thread) -> None:
        """A process has ended in the middle of something: what it held was in its own memory, nobody waits for that.

        Processes share modules of the standard library here, and the locks in them.
        """
        self.killed.add(thread.ident)
        for other in list(self.threads.values()):
            if other.waiting and getattr(other.waits_for, "holder", 0) == thread.ident:
                self.wake(other)

    def wake(self, thread: Thread, why: Woken = Woken.EVENT) -> None:
        """Let a blocked thread go on as soon as its process may run. Waking twice is waking once."""
        if thread.waiting:
            thread.waiting = False
            self.at(thread.process.ready_at(), self._resume, thread, thread.turn, why)

    def _expire(self, thread: Thread, turn: int, why: Woken) -> None:
        """The time has come that a thread has waited for; so it goes on, as soon as its process may run."""
        if not thread.alive or thread.turn != turn:
            return
        ready_at_ns = thread.process.ready_at()
        if ready_at_ns > self.now:
            self.at(ready_at_ns, self._resume, thread, turn, why)
        else:
            self._resume(thread, turn, why)

    def _resume(self, thread: Thread, turn: int, why: Woken) -> None:
        if not thread.alive or thread.turn != turn:
            return
        process = thread.process
        if process.held is not None:  # paused, or its host hangs: go on when it is released
            process.held.append((thread, turn, why))
            return
        if process.stalled_until > self.now:
            self.at(process.stalled_until, self._resume, thread, turn, why)
            return
        thread.turn += 1
        thread.waiting = False
        self._mark(thread.ident << 2 | why)
        if thread is not self.latest:
            self._switches += 1
        current.thread = self.latest = thread
        if process is not self._inside:
            if self.shared:
                self.shared = [content for content in self.shared if content.settle()]
            inside.enter(process, self._inside)
            self._inside = process
            if self.page is not None:
                self.page[5] = process.host.number
        thread.greenlet.parent = self._greenlet
        page = self.page
        if page is None:
            thread.left.switch(why)
        else:
            self._show(page, process)
            thread.left.switch(why)
            page[0] = 0
        current.thread = None

    def release(self, waiting: list[tuple[Thread, int, Woken]]) -> None:
        """Let threads go on that a pause has held."""
        for thread, turn, why in waiting:
            self.at(thread.process.ready_at(), self._resume, thread, turn, why)

    def block(self, until_ns: int | None, waits_for: object = "", *, exactly: bool = False) -> Woken:
        """Give up the processor until somebody calls `wake`, or until `until_ns`. Called by the running thread.

        Who waited for nothing but time may find the processor taken, as those may whom others wake, unless `exactly`.
        """
        thread = current.thread
        if thread is None:
            where = "the simulation"
            raise RuntimeError(f"{where} itself may not wait: {waits_for}")
        thread.restless = 0
        if thread.pending:
            thread.pending = False
            return Woken.SIGNAL
        if until_ns is not None:
            if self._may_run_ahead(until_ns, thread.process):
                late_ns = self._run_ahead(until_ns, thread, exactly=exactly)
                if not late_ns:
                    return Woken.TIMEOUT
                until_ns, exactly = self.now + late_ns, True
            self.at(until_ns, self._resume if exactly else self._expire, thread, thread.turn, Woken.TIMEOUT)
        thread.waiting = True
        thread.waits_for = waits_for
        loop, hooks, switches = running_loop(), sys.get_asyncgen_hooks(), self._switches
        set_running_loop(None)
        thread.left = greenlet.getcurrent()
        try:
            return self._greenlet.switch()
        finally:
            # Both belong to the interpreter's thread, of which there is one: each program has its own.
            set_running_loop(loop)
            if switches != self._switches:
                sys.set_asyncgen_hooks(*hooks)
            if self.on_resume is not None:
                self.on_resume(thread)
            if self.events >= self._collect_at:
                self._collect()

    def _collect(self) -> None:
        """Collect garbage, in the running thread, as would happen to it in any allocation."""
        self._collections += 1
        self._collect_at = self.events + _COLLECT_EVENTS
        gc.collect(2 if self._collections % 100 == 0 else self._collections % 10 == 0)

    def _may_run_ahead(self, until_ns: int, process: "Process") -> bool:
        """Whether a thread that waits until then is the next that happens anyway: no switch is needed."""
        return (
            (not self._queue or self._queue[0][0] > until_ns)
            and until_ns <= self._until
            and not self.every
            and not self.stopped
            and not self.interrupted
            and process.held is None
            and not process.stopped
            and process.stalled_until <= self.now
            and self.events < self._most - 1
        )

    def _run_ahead(self, until_ns: int, thread: Thread, *, exactly: bool) -> int:
        """Let the running thread go on at `until_ns`, or tell how many nanoseconds later it may."""
        process = thread.process
        self.now = max(self.now, until_ns)
        late_ns = 0 if exactly else process.host.stall(process)
        if late_ns:
            return late_ns
        self.events += 1
        self._mark(thread.ident << 2)
        if self.page is not None:
            self._show(self.page, process)
        if self.events >= self._collect_at:
            self._collect()
        return 0

    def pause(self, cost_ns: int = CALL_NS) -> None:
        """What a call into the kernel takes: others whose time has come run meanwhile."""
        thread = current.thread
        if thread is None:
            return  # nothing runs but the simulation itself: programs are being imported
        process = thread.process
        restless = thread.restless + 1
        if restless > _RESTLESS:
            self.interrupt(BusyLoop(inspect.currentframe()))
            self.leave()
        until_ns = self.now + cost_ns + process.host.hiccup(process)
        if self.block(until_ns, "the processor", exactly=True) is Woken.SIGNAL:
            process.host.machine.signals(process)
        if cost_ns <= CALL_NS:
            thread.restless = restless

    def preempt(self, took_ns: int) -> None:
        """The running thread loses the processor. It has not waited: who computes for ever is told also then."""
        thread = current.thread
        assert thread is not None  # noqa: S101 - it is told of by whoever runs
        restless = thread.restless
        self.pause(took_ns)
        thread.restless = restless

    def _show(self, page: memoryview, process: "Process") -> None:
        """Let C code see the clocks of the host that runs."""
        host = process.host
        page[0], page[1], page[2], page[4] = 1, host.wall_ns(self.now), host.steady_ns(self.now), process.pid

    def forget_inside(self) -> None:
        """The running process starts over: its next thread gets fresh `sys.argv` and the like."""
        self._inside = None

    def leave(self) -> None:
        """The running thread never goes on: its process has ended. Not even its `finally` blocks run."""
        self.abandoned = current.thread
        set_running_loop(None)
        self._greenlet.switch()

    # -- the trace

    def _mark(self, fact: int) -> None:
        """The hot part of the trace: a moment, and what happened then."""
        marks = self._marks
        marks.append(self.now)
        marks.append(fact)
        if len(marks) >= _TRACE_CHUNK:
            self._hash()

    def trace(self, *facts: str) -> None:
        """Add words to the digest of everything that happened."""
        self._hash()
        self._digest.update(f"{self.now} {facts}".encode("utf-8", "backslashreplace"))

    def _hash(self) -> None:
        self._digest.update(self._marks.tobytes())
        del self._marks[:]

    def digest(self) -> str:
        """32 hexadecimal digits that stand for all that happened so far."""
        self._hash()
        return self._digest.copy().hexdigest()
