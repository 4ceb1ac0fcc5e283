"""Who moves hosts from one release to another while a simulated test runs, as a platform does it.

The programs of a host are asked to stop (SIGTERM), killed where they do not in time, and started again from the other
release; the disk stays. Moments and the order of hosts are drawn when they are needed, so that each branch of a search
goes on differently.
"""

from collections.abc import Callable, Iterator
from typing import Any

from mainstay.prove.machine import signals
from mainstay.prove.machine.host import Host
from mainstay.prove.machine.hub import SECOND
from mainstay.prove.machine.machine import Machine
from mainstay.prove.machine.process import Process
from mainstay.prove.properties import Broken, Ledger
from mainstay.prove.rollout import FIXED, MOVE, RUNS, WALKED, Leg, Rollout, Side, moves

_SIGTERM = 15
_LOOK_NS = SECOND // 100
# As container platforms have it; less where the whole test is short, so that it sees both releases run for a while.
_GRACE_NS, _LEAST_GRACE_NS = 10 * SECOND, SECOND // 2  # from SIGTERM to kill -9
_DOWN_NS = SECOND // 2  # the longest that a host has no program between the releases
_LEAST_SHARE, _MOST_SHARE = 0.4, 0.95  # of the test's time, in which all moves happen


class Mover:
    """Walks the walk of one rollout. It begins with the first program that the test starts."""

    def __init__(self, machine: Machine, ledger: Ledger, rollout: Rollout) -> None:
        self._machine, self._ledger, self._rollout = machine, ledger, rollout
        self._runs: dict[str, Side] = {}  # host → what it runs; of those that can be moved
        self._again: list[str] = []  # hosts that a leg has still to start again
        self._span_ns = int(rollout.span_s * SECOND)
        self._end = 0
        self._steps = self._walk()
        ledger.note(RUNS, held=False)
        ledger.note(WALKED, held=False)
        machine.moving = bool(rollout.walk.legs)
        machine.on_start.append(self._started)

    def _started(self, process: Process) -> None:
        name = process.host.name
        if name == "test" or name in self._rollout.stay or name in self._runs:
            return
        self._runs[name] = self._rollout.walk.start
        if len(self._runs) == 1:
            self._ledger.note(RUNS, held=True)
            share = self._chance.uniform(_LEAST_SHARE, _MOST_SHARE)
            self._end = self._machine.hub.now + int(self._span_ns * share)
            self._machine.hub.after(_LOOK_NS, self._go_on)

    @property
    def _chance(self) -> Any:  # noqa: ANN401 - random.Random
        return self._machine.hub.chance.stream("moves")

    def _go_on(self) -> None:
        delay = next(self._steps, None)
        if delay is not None:
            self._machine.hub.after(delay, self._go_on)

    # -- the walk; each step gives how many nanoseconds to wait

    def _walk(self) -> Iterator[int]:
        walk = self._rollout.walk
        for number, leg in enumerate(walk.legs):
            for moved in range(moves(walk, len(self._runs))[number]):
                yield self._gap(sum(moves(walk, len(self._runs))[number:]) - moved)
                yield from self._calm_ends()
                host = self._machine.hosts[self._next(leg, moved)]
                yield from self._move(host, leg.to)
                self._ledger.note(f"{moved + 1} moved on leg {number + 1} of {len(walk.legs)}", held=True)
        self._machine.moving = False
        self._ledger.note(WALKED, held=True)

    def _gap(self, left: int) -> int:
        """How long both releases stay as they are: a random share of the time that is left for the `left` moves."""
        mean = max(self._end - self._machine.hub.now, 0) / (left + 1)
        return _LOOK_NS + int(2 * mean * self._chance.random())

    def _calm_ends(self) -> Iterator[int]:
        """In a quiet period hosts are up and stay so."""
        while not self._machine.troubled:
            yield 10 * _LOOK_NS

    def _next(self, leg: Leg, moved: int) -> str:
        """The host to move next; where all run that release already, each is started again once."""
        waiting = [name for name, side in self._runs.items() if side is not leg.to]
        if not moved:
            self._again = [] if waiting else list(self._runs)
        chosen: str = self._chance.choice(waiting or self._again)
        if chosen in self._again:
            self._again.remove(chosen)
        return chosen

    def _move(self, host: Host, to: Side) -> Iterator[int]:
        """Stop what runs on a host, and start the same from the other release."""
        code, before = self._rollout.code(to), self._rollout.code(self._runs[host.name])
        yield from self._up(host)
        # Whoever has the right to start a program again does so: nobody else from now on.
        running = [process for process in host.processes.values() if "start again" in process.state]
        again: list[Callable[[], object]] = [*host.restarting, *(self._taken(process) for process in running)]
        host.restarting.clear()
        self._machine.tell(host.name, MOVE, f"{before.name} → {code.name}")
        for process in running:
            process.state["may fail"] = True  # how it ends when it is asked to is its own business
            signals.send(process, _SIGTERM)
        yield from self._stopped(host, running)
        host.run_code(code.name, code.folders)
        self._runs[host.name] = to
        yield int(min(_DOWN_NS, self._span_ns // 20) * self._chance.random())
        yield from self._up(host)
        for start in again:
            start()

    def _taken(self, process: Process) -> Callable[[], object]:
        again: Any = process.state.pop("start again")
        if process.state.get("fixed") and self._ledger.broken is None:
            self._ledger.broken = Broken(FIXED, {"program": process.name, "host": process.host.name})
            self._machine.hub.stop()
        return again

    def _up(self, host: Host) -> Iterator[int]:
        while not host.up:
            yield 10 * _LOOK_NS

    def _stopped(self, host: Host, running: list[Process]) -> Iterator[int]:
        """Wait for programs that were asked to stop, but not for ever; nothing on the host outlives its release."""
        deadline = self._machine.hub.now + max(min(_GRACE_NS, self._span_ns // 10), _LEAST_GRACE_NS)
        while any(process.alive for process in running) and self._machine.hub.now < deadline:
            yield _LOOK_NS
        for process in list(host.processes.values()):
            if process in running:
                self._machine.tell(host.name, "kill -9", f"{process.name}, which did not stop")
            host.kill(process)
