"""Snapshots: a simulation that has seen something new leaves a copy of itself behind, to be branched from.

A copy is a forked process that waits (1 ms and some pages of memory); each branch is forked from it with fresh chance,
so that what is rare need not be reached again from the start.
"""

from collections.abc import Callable

import msgspec

from mainstay.prove.link import Link, fork, leave, reap
from mainstay.prove.machine import edges, limits, records, refuse
from mainstay.prove.machine.machine import Machine
from mainstay.prove.outcome import EDGES, Fork, Job, Outcome, Snapshot
from mainstay.prove.properties import Ledger

_FURTHER = 1.25
_EARLIER = 0.75  # of the events that it took before; then there is more of the test to come


class Branching:
    """Where one simulation branches: at the forks that its job names, and whenever it sees something new."""

    def __init__(self, machine: Machine, ledger: Ledger, job: Job, pool: tuple[str, Link]) -> None:
        self.job = job
        self.path, self.link = pool
        self.machine, self._ledger = machine, ledger
        self.forks = list(job.forks)
        self._news = ""
        self._left = self._left_of_edges = job.snapshots
        self._taken = -1  # the edge that is news
        self._edges_from = 0  # the number of events from which new edges are worth a snapshot
        ledger.on_new = self._seen
        edges.tell(self._edge)
        refuse.report[:] = [lambda message: self.link.send("note", message)]
        limits.arm(self.link.fd)

    @property
    def next_event(self) -> int:
        """The number of events after which `take` has something to do; 0 where it is not known beforehand."""
        return self.forks[0].event if self.forks else self.job.until

    def _seen(self, news: str) -> None:
        # A state on the way to a known fork was offered already, by the run that found it.
        if self._left > 0 and not self.forks and self._is_news(news):
            self._left -= self._news in ("", EDGES)
            self._news = news
            self.machine.hub.interrupt()

    def _is_news(self, news: str) -> bool:
        return records.is_news(news.partition(" = ")[0], self._value(news), self.machine.hub.events)

    def _value(self, news: str) -> float:
        """How good this state is: the number, or how many milestones were passed, since others come before."""
        ledger = self._ledger
        return ledger.progress.get(news.partition(" = ")[0], float(sum(ledger.met.values())))

    def _edge(self, number: int) -> None:
        """An edge is taken: where that is new to the search, or much earlier than before, a snapshot will be left."""
        events = self.machine.hub.events
        offered = edges.known.offered
        if offered[number] and events > offered[number] * _EARLIER:
            return
        if not self._news:
            if self.forks or self._left_of_edges <= 0 or events < self._edges_from:
                return
            self._left_of_edges -= 1
            if self._left_of_edges < self.job.snapshots // 2:
                # The first simulations take new edges all the time: what is left is spread over the rest of the run.
                self._edges_from = int(events * _FURTHER) + 1
            self._news, self._taken = EDGES, number
            self.machine.hub.interrupt()
        offered[number] = max(events, 1)

    def take(self) -> bool:
        """Branch as is due now, between two events; False where the simulation is to end."""
        events = self.machine.hub.events
        if self.forks and events >= self.forks[0].event:
            self._fresh_chance(self.forks.pop(0).branch)
            return True
        if self._news:
            news, self._news = self._news, ""
            self._leave_snapshot(news)
            return True
        return False

    def end(self, outcome: Outcome) -> None:
        """The simulation is over: tell the pool."""
        self.link.send("outcome", outcome)

    def _leave_copy(self, kind: str, told: Callable[[], object]) -> int:
        """Leave a copy of this process that waits, and tells the pool of itself: the number in its branches, 0 here."""
        reap()
        if fork():
            return 0
        link = Link(self.path)
        link.send(kind, told())
        number = link.live(self.link)
        if not number:
            leave()
        return number

    def _leave_snapshot(self, news: str) -> None:
        event = self.machine.hub.events
        number = self._leave_copy("snapshot", lambda: self._snapshot(news))
        if number:
            here = Fork(event=event, branch=number)
            self.job = msgspec.structs.replace(self.job, forks=(*self.job.forks, here))
            self.link.send("started", self.job)
            self._left = self._left_of_edges = self.job.snapshots
            limits.wind_up()
            self._fresh_chance(number)

    def _snapshot(self, news: str) -> Snapshot:
        edge = self._taken if news == EDGES else -1
        return Snapshot(job=self.job, event=self.machine.hub.events, news=news, value=self._value(news), edge=edge)

    def _fresh_chance(self, number: int) -> None:
        """Whatever is drawn from now on, by the simulation or by its programs, belongs to branch `number`."""
        self.machine.hub.chance.branch(number)
        self.machine.modules.seed(f"{self.job.seed} {self.machine.hub.events} {number}")
