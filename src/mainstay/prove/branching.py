"""Snapshots: a simulation that has seen something new leaves a copy of itself behind, to be branched from.

A copy is a forked process that waits (1 ms and some pages of memory); each branch is forked from it with fresh chance,
so that what is rare need not be reached again from the start.
"""

import msgspec

from mainstay.prove.link import Link, fork, leave, reap
from mainstay.prove.machine import limits, refuse
from mainstay.prove.machine.machine import Machine
from mainstay.prove.outcome import Fork, Job, Snapshot
from mainstay.prove.properties import Ledger


class Branching:
    """Where one simulation branches: at the forks that its job names, and whenever it sees something new."""

    def __init__(self, machine: Machine, ledger: Ledger, job: Job, pool: tuple[str, Link]) -> None:
        self.job = job
        self._path, self.link = pool
        self._machine, self._ledger = machine, ledger
        self._forks = list(job.forks)
        self._news = ""
        self._left = job.snapshots
        ledger.on_new = self._seen
        self._arm()

    def _arm(self) -> None:
        """Tell the pool of escapes, and watch for loops that never end, in the process that runs from now on."""
        refuse.report[:] = [lambda message: self.link.send("note", message)]
        limits.arm(self.link.fd)

    @property
    def next_event(self) -> int:
        """The number of events after which `take` has something to do; 0 where it is not known beforehand."""
        return self._forks[0].event if self._forks else self.job.until

    def _seen(self, news: str) -> None:
        # A state on the way to a known fork was offered already, by the run that found it.
        if self._left > 0 and not self._forks:
            self._news = news
            self._machine.hub.interrupt()

    def take(self) -> bool:
        """Branch as is due now, between two events; False where the simulation is to end."""
        events = self._machine.hub.events
        if self._forks and events >= self._forks[0].event:
            self._fresh_chance(self._forks.pop(0).branch)
            return True
        if self._news:
            news, self._news = self._news, ""
            self._left -= 1
            self._leave_copy(news)
            return True
        return False

    def _leave_copy(self, news: str) -> None:
        """Fork a copy that waits; the simulation goes on in this process."""
        reap()
        if fork() == 0:
            self._wait(news)

    def _wait(self, news: str) -> None:
        """The life of a copy: fork a branch for each number that the pool sends. Returns only in branches."""
        self.link.close()  # it belongs to who went on
        event = self._machine.hub.events
        link = Link(self._path)
        link.send("snapshot", Snapshot(job=self.job, event=event, news=news, progress=self._ledger.progress))
        while (line := link.receive()) is not None:
            reap()
            number = int(line)
            if fork() == 0:
                link.close()
                self.link = Link(self._path)
                here = Fork(event=event, branch=number)
                self.job = msgspec.structs.replace(self.job, forks=(*self.job.forks, here))
                self.link.send("started", self.job)
                self._arm()
                self._fresh_chance(number)
                return
        leave()

    def _fresh_chance(self, number: int) -> None:
        """Whatever is drawn from now on, by the simulation or by its programs, belongs to branch `number`."""
        self._machine.hub.chance.branch(number)
        self._machine.modules.seed(f"{self.job.seed} {self._machine.hub.events} {number}")
