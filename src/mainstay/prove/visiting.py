"""A replay that stops where somebody wants to look around, and leaves copies of itself on the way, to go back to.

Whatever is asked is answered by a fork of the simulation that ends with its answer: looking changes nothing.
"""

from pathlib import Path

import msgspec

from mainstay.prove import answers
from mainstay.prove.branching import Branching
from mainstay.prove.link import Link, ended_well, fork, leave
from mainstay.prove.looking import Arrival, Look, Question
from mainstay.prove.machine import limits
from mainstay.prove.machine.machine import Machine
from mainstay.prove.outcome import Job, Outcome
from mainstay.prove.properties import Ledger

_COPIES = 20  # on the way to one event
_NEAREST = 50  # events between two copies, at least


class Visiting(Branching):
    """Where one replay stops. It takes the branches of its job as any run does."""

    def __init__(self, machine: Machine, ledger: Ledger, job: Job, pool: tuple[str, Link]) -> None:
        super().__init__(machine, ledger, job, pool)
        self._module = Path(job.target.partition("::")[0]).stem
        self._head_for(job.until)

    def _head_for(self, event: int) -> None:
        here = self.machine.hub.events
        self._goal = max(event, here + 1)
        self._step = max(_NEAREST, (self._goal - here) // _COPIES)
        self._next_copy = here + self._step

    @property
    def next_event(self) -> int:
        """The next event at which there is something to do."""
        return min([self._goal, self._next_copy, *(fork.event for fork in self.forks[:1])])

    def take(self) -> bool:
        """Branch, leave a copy, or stay until the visitor goes on, as is due; False where nothing is."""
        hub = self.machine.hub
        due = super().take()
        if hub.events >= self._next_copy:
            self._next_copy += self._step
            self._leave_place()
            due = True
        if hub.events >= self._goal:
            self._stay(Arrival(event=hub.events, at_ns=hub.now, digest=hub.digest()))
            due = True
        return due

    def end(self, outcome: Outcome) -> None:
        """The replay is over; what is left of it can still be looked at."""
        hub = self.machine.hub
        while True:
            self._stay(Arrival(event=hub.events, at_ns=hub.now, digest=hub.digest(), over=True, broken=outcome.message))

    def _stay(self, arrival: Arrival) -> None:
        """Answer until the visitor wants to go on, or leaves."""
        self.link.send("arrived", arrival)
        while (line := self.link.receive()) is not None:
            question = msgspec.json.decode(line, type=Question)
            if question.look is Look.GO:
                self.link.send("started", self.job)
                self._head_for(question.number)
                return
            self._answer(question)
        leave()

    def _answer(self, question: Question) -> None:
        process = fork()
        if process == 0:
            self._answer_and_leave(question)
        if not ended_well(process):
            self.link.send("answer", [f"no answer after {limits.LIMIT_S} s of processor time, or the process died"])

    def _answer_and_leave(self, question: Question) -> None:
        try:
            limits.allow(limits.LIMIT_S)
            self.link.send("answer", answers.answer(self.machine, question, self._module))
        except BaseException:  # noqa: BLE001 - whatever it is, this fork must not go on as the simulation
            leave(1)
        leave()

    def _leave_place(self) -> None:
        """Leave a copy that can be gone back to: for each event that the visitor sends, a fork goes there."""
        event = self._leave_copy("copy", lambda: self.machine.hub.events)
        if event:
            self.link.send("started", self.job)
            limits.wind_up()
            self._head_for(event)
