"""Recording what an exported test replays: wrapped around the simulated machine, of which it changes nothing.

It runs in the process of one simulation, so what it puts in the place of names and methods ends with that.
"""

import asyncio
import asyncio.base_events
import gc
import inspect
import selectors
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from types import FrameType
from typing import Any

from mainstay.prove.export.schedule import Connection, Jump, Kill, Message, Schedule, Turn
from mainstay.prove.machine import current, numbers, poll
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.net.connecting import Connecting
from mainstay.prove.machine.net.stream import Stream
from mainstay.prove.machine.poll import Epoll, Registration
from mainstay.prove.machine.process import Process
from mainstay.prove.machine.watched import ERR, HUP, Watched
from mainstay.prove.outcome import Job
from mainstay.prove.settings import Settings

_NOTICED_NS = 5_000  # what passes within a turn beyond this is noted: calls into the kernel take 1,000 each
_WAITS = frozenset(
    {"sleep", "eventually", "lookup"}
)  # who lets time pass by `hub.pause`, and does so when exported too
_RESET, _END = -1, 0


class _Conn:
    """A connection as it becomes known."""

    def __init__(self, client: Process, host: str, port: int) -> None:
        self.client, self.host, self.port = client, host, port
        self.asked: list[int] = [0, 0]
        self.answered: list[int] = [0, 0]
        self.sent: dict[bool, list[list[int]]] = {True: [], False: []}  # by whether the client has sent it

    def known(self) -> Connection:
        """What is known of it now."""
        up, down = (tuple((m[0], m[1], m[2]) for m in self.sent[side]) for side in (True, False))
        asked, answered = ((moments[0], moments[1]) for moments in (self.asked, self.answered))
        return Connection(
            client=self.client.space, host=self.host, port=self.port, asked=asked, answered=answered, up=up, down=down
        )


class Recorder:
    """Records one simulation, from before its first event on."""

    def __init__(self, machine: Machine, job: Job, settings: Settings) -> None:
        self._machine, self._job, self._settings = machine, job, settings
        self._turns: dict[str, list[Turn]] = defaultdict(list)
        self._jumps: dict[str, list[Jump]] = defaultdict(list)
        self._collections: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self._jobs: dict[str, list[list[int]]] = defaultdict(list)
        self._numbers: dict[str, list[int]] = defaultdict(list)
        self._conns: list[_Conn] = []
        self._by_stream: dict[int, tuple[_Conn, bool]] = {}
        self._kept: list[object] = []  # streams, so that no identity is given twice
        self._last: dict[str, list[int]] = {}  # process → when it ran last, and how many looks since its last wait
        self._asking: Stream | None = None
        self._answering: _Conn | None = None
        self._submitting: dict[int, list[int]] = {}  # thread → the job that its loop is giving away
        self._working: dict[int, list[int]] = {}  # thread → the job that it has just done
        self._strange: dict[str, None] = {}
        self._seeds: list[tuple[int, str, str]] = [(0, f"{job.seed}", f"{job.seed}")]
        self._seeded = tuple(sorted(machine.modules.having("random")))
        self._watch()

    def schedule(self) -> Schedule:
        """What was seen."""
        machine = self._machine
        kills = [
            Kill(at=at, host=host, name=text) for at, host, what, text, _, _ in machine.timeline if what == "kill -9"
        ]
        return Schedule(
            hosts={name: host.address for name, host in machine.hosts.items()},
            seconds=self._settings.seconds,
            share=self._settings.share,
            turns={name: tuple(turns) for name, turns in self._turns.items()},
            jumps={name: tuple(jumps) for name, jumps in self._jumps.items()},
            collections={name: tuple(found) for name, found in self._collections.items()},
            jobs={name: tuple((job[0], job[1]) for job in jobs) for name, jobs in self._jobs.items()},
            numbers={name: tuple(given) for name, given in self._numbers.items()},
            connections=tuple(conn.known() for conn in self._conns),
            kills=tuple(kills),
            seeds=tuple(self._seeds),
            seeded=self._seeded,
            strange=tuple(self._strange),
        )

    # -- where it looks

    def _watch(self) -> None:
        machine, hub = self._machine, self._machine.hub
        machine.on_start.append(self._started)
        self._segment, self._pause, self._spawn = machine.network.segment, hub.pause, hub.spawn
        taps: Any = (machine.network, hub)
        taps[0].segment, taps[0].datagram = self.segment, self._strangely("datagrams", machine.network.datagram)
        taps[1].pause, taps[1].spawn = self.pause, self.spawn
        hub.chance.on_branch.append(self._branched)
        selectors.EpollSelector._selector_cls = self.epoll  # type: ignore[attr-defined] # noqa: SLF001 - the place for it
        self._monotonic, self._sleep = time.monotonic, time.sleep
        time.monotonic, time.sleep = self.monotonic, self.sleep
        loops: Any = asyncio.base_events.BaseEventLoop
        loops.run_in_executor, loops.call_soon_threadsafe = self._jobs_of(loops.run_in_executor), self._told(loops)
        connecting: Any = Connecting
        connecting._start = self._starting(connecting._start)  # noqa: SLF001 - nothing public says that one begins
        waiting: Any = Watched
        waiting.wait = self._strangely("sockets or pipes that a thread waits at", Watched.wait)
        hashes: Any = numbers
        self._next, hashes._next = hashes._next, self.number  # noqa: SLF001 - nobody else is told of them
        self._collect, gc.collect = gc.collect, self.collect
        polling: Any = poll
        polling.look_at = self._strangely("select or poll without an event loop", poll.look_at)

    def number(self) -> int:
        """What gives objects their hashes."""
        given = self._next()
        asker = _caller()
        if asker is not None and isinstance(asker.f_locals["self"], asyncio.Task | asyncio.Future):
            self._numbers[current.process().space].append(given)
        return given

    def collect(self, generation: int = 2) -> int:
        """gc.collect, which the hub calls at certain events: what it ends closes connections."""
        process = current.process()
        if process.space in self._last:
            place = len(self._turns[process.space]), self._last[process.space][1]
            self._collections[process.space].append((*place, int(generation)))
        return self._collect(generation)

    def _strangely(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """`call`, which says that the run cannot be exported because of `what`."""

        def noted(*args: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on
            self.strange(what)
            return call(*args, **named)

        return noted

    def strange(self, what: str) -> None:
        """Something happened that no schedule holds. What follows after a property was broken does not matter."""
        if self._machine.hub.stopped or _within("shutdown_default_executor"):
            return
        self._strange.setdefault(f"{what}, on host {current.host().name}")

    def _started(self, process: Process) -> None:
        self._last[process.space] = [self._machine.hub.now, 0]
        if current.thread is not None and current.host() is process.host:
            self.strange("processes that programs start")

    def _branched(self) -> None:
        hub, seed, taken = self._machine.hub, self._job.seed, self._job.forks[: self._machine.hub.chance.branches]
        branch = "".join(f".{fork.branch}" for fork in taken)
        self._seeds.append((hub.now, f"{seed} {hub.events} {taken[-1].branch}", f"{seed}{branch}"))

    # -- time within a process

    def _main(self) -> Process | None:
        """The running process, where its main thread runs."""
        thread = current.thread
        return thread.process if thread is not None and thread is thread.process.main else None

    def tick(self) -> None:
        """The running program looks at a clock, or sends: note how much time has passed since it did before."""
        process = self._main()
        if process is None:
            return
        now, last = self._machine.hub.now, self._last[process.space]
        passed = now - last[0]
        if passed > _NOTICED_NS:
            self._jumps[process.space].append((len(self._turns[process.space]), last[1], passed))
        last[0], last[1] = now, last[1] + 1

    def turn(self, ready: int, looked: int) -> None:
        """A wait is over."""
        process = self._main()
        if process is None:
            self.strange("an event loop, or a wait, in another than the main thread")
            return
        now = self._machine.hub.now
        self._turns[process.space].append((ready, looked - ready, now - looked))
        self._last[process.space][:] = now, 0

    def monotonic(self) -> float:
        """time.monotonic."""
        found = self._monotonic()
        self.tick()
        return found

    def sleep(self, seconds: float) -> None:
        """time.sleep."""
        self.tick()
        due = self._machine.hub.now + int(seconds * SECOND)
        self._sleep(seconds)
        if self._main() is not None:
            self.turn(due, self._machine.hub.now)

    def pause(self, cost_ns: int = 1_000) -> None:
        """Hub.pause."""
        waits = cost_ns > _NOTICED_NS and self._main() is not None
        if not waits or _name(_caller()) not in _WAITS:  # who asked is known nowhere else
            self._pause(cost_ns)
            return
        self.tick()
        due = self._machine.hub.now + cost_ns
        self._pause(cost_ns)
        self.turn(due, self._machine.hub.now)

    # -- threads

    def spawn(self, process: Process, target: Callable[[], object], label: str) -> Any:  # noqa: ANN401 - Thread
        """Hub.spawn: the main threads of processes, and those of executors that a loop asks, are known."""
        thread = current.thread
        if thread is not None and thread.process is process and thread.ident not in self._submitting:
            self.strange("threads of its own")
        return self._spawn(process, target, label)

    def _jobs_of(self, run: Callable[..., Any]) -> Callable[..., Any]:
        def run_in_executor(loop: Any, executor: Any, call: Callable[..., Any], *args: Any) -> Any:  # noqa: ANN401 - as it
            self.tick()
            job = [self._machine.hub.now, 0]
            self._jobs[current.process().space].append(job)

            def noted(*given: Any) -> Any:  # noqa: ANN401 - as `call`
                try:
                    return call(*given)
                finally:
                    thread = current.thread
                    if thread is not None:
                        self._working[thread.ident] = job

            asking = current.thread.ident if current.thread is not None else 0
            self._submitting[asking] = job
            try:
                return run(loop, executor, noted, *args)
            finally:
                del self._submitting[asking]

        return run_in_executor

    def _told(self, loops: Any) -> Callable[..., Any]:  # noqa: ANN401 - BaseEventLoop
        tell = loops.call_soon_threadsafe

        def call_soon_threadsafe(loop: Any, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - handed on
            thread = current.thread
            ident = thread.ident if thread is not None else 0
            # It may be done before the loop asks to be told, which is told at once then.
            job = self._working.pop(ident, self._submitting.get(ident))
            if job is not None:
                job[1] = self._machine.hub.now - job[0]
            return tell(loop, *args, **named)

        return call_soon_threadsafe

    def epoll(self, *args: int) -> "_Epoll":
        """select.epoll."""
        return _Epoll(self, *args)

    # -- the network

    def _starting(self, start: Callable[..., None]) -> Callable[..., None]:
        def noted(sock: Any, what: Stream, name: str, port: int) -> None:  # noqa: ANN401 - a socket
            self.tick()
            target = self._machine.network.find(name, what.host)
            conn = _Conn(current.process(), target.name if target is not None else name, port)
            self._conns.append(conn)
            self._by_stream[id(what)] = conn, True
            self._kept.append(what)
            self._asking = what
            try:
                start(sock, what, name, port)
            finally:
                self._asking = None

        return noted

    def segment(
        self, source: Any, target: Any, *, earliest_ns: int, arrive: Callable[[], object], size: int = 0  # noqa: ANN401 - hosts
    ) -> int:  # fmt: skip
        """Network.segment."""
        moments, answers = self._noted(arrive, size)

        def noted() -> None:
            moments[-1] = self._machine.hub.now
            before, self._answering = self._answering, answers
            try:
                arrive()
            finally:
                self._answering = before

        expected = self._segment(source, target, earliest_ns=earliest_ns, arrive=noted, size=size)
        moments[-1] = expected
        return expected

    def _noted(self, arrive: Callable[[], object], size: int) -> tuple[list[int], "_Conn | None"]:
        """Where to write down when it arrives, and the connection that is asked for by it."""
        hub, owner = self._machine.hub, getattr(arrive, "__self__", None)
        if self._asking is not None:
            conn = self._by_stream[id(self._asking)][0]
            conn.asked = [hub.now, 0]
            return conn.asked, conn
        if self._answering is not None and not size:
            self._answering.answered = [hub.now, 0]
            return self._answering.answered, None
        if not isinstance(owner, Stream):
            return [hub.now, 0], None  # room in a buffer
        resets = getattr(arrive, "__name__", "") == Stream.reset_arrives.__name__
        sender = owner.peer if resets else owner
        if sender is None:
            return [hub.now, 0], None
        self.tick()
        conn, client = self._side(sender)
        message = [_RESET if resets else size or _END, hub.now, 0]
        conn.sent[client].append(message)
        return message, None

    def _side(self, stream: Stream) -> tuple[_Conn, bool]:
        found = self._by_stream.get(id(stream))
        if found is None:
            assert stream.peer is not None  # noqa: S101 - one that sends is connected
            found = self._by_stream[id(stream)] = self._by_stream[id(stream.peer)][0], False
            self._kept.append(stream)
        return found


def _caller() -> FrameType | None:
    """The frame that has called the one that asks. No frame may hold itself: what it holds would live on."""
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame is not None else None
    return frame


def _name(frame: FrameType | None) -> str:
    return "" if frame is None else frame.f_code.co_name


def _within(function: str) -> bool:
    """Whether a function of this name is under way in the running thread."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_code.co_name != function:
        frame = frame.f_back
    return frame is not None


class _Epoll(Epoll):
    """An epoll that tells when what it waits for was there."""

    def __init__(self, recorder: Recorder, *args: int) -> None:
        self._recorder = recorder
        self._since = self._looked = -1
        super().__init__(*args)

    def poll(self, timeout: float | None = None, maxevents: int = -1) -> list[tuple[int, int]]:
        """As select.epoll."""
        self._recorder.tick()
        hub = current.hub
        asked, self._since, self._looked = hub.now, -1, -1
        found = super().poll(timeout, maxevents)
        due = sys.maxsize if timeout is None or timeout < 0 else asked + int(timeout * SECOND)
        if timeout == 0:
            self._recorder.turn(asked, hub.now)
        elif found:
            ready = asked if self._since < 0 or self._looked == asked else min(self._since, due)
            self._recorder.turn(ready, max(self._looked, ready))
        else:
            self._recorder.turn(min(due, hub.now), hub.now)
        return found

    def _touched(self, registration: Registration) -> None:
        super()._touched(registration)
        if self._since < 0 and registration.description.readiness() & (registration.mask | ERR | HUP):
            self._since = current.hub.now

    def _ready(self, most: int, *, consume: bool = True) -> list[tuple[int, int]]:
        found = super()._ready(most, consume=consume)
        if found and consume:
            self._looked = current.hub.now
        return found


def messages(connection: Connection) -> tuple[Message, ...]:
    """All that was sent over a connection, in both directions."""
    return (*connection.up, *connection.down)
