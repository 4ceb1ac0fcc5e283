"""Weaker promises than linearizability: sequential consistency, sessions, unique ids, the total of a bank."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from mainstay.prove.histories.history import History
from mainstay.prove.histories.linearizable import BUDGET
from mainstay.prove.histories.models import Model
from mainstay.prove.histories.search import Impossible
from mainstay.prove.histories.telling import lines
from mainstay.prove.histories.values import FOREVER, Answer, Call, Report, Status

Version = Callable[[Any], Any]


def _calls(history: History | Iterable[Call]) -> tuple[Call, ...]:
    return history.calls if isinstance(history, History) else tuple(history)


def _report(claim: str, why: str, calls: Iterable[Call]) -> Report:
    kept = tuple(calls)
    answer = Answer.BROKEN if kept else Answer.HELD
    return Report(claim=claim, answer=answer, why=why if kept else "", evidence=lines(kept), calls=kept)


def sequential(history: History | Iterable[Call], model: Model, *, budget: int = BUDGET) -> Report:
    """Whether one order of all calls exists that keeps the order of each process (Lamport 1979), whatever the time.

    Keys are not judged apart: sequential consistency of each part does not make the whole so. The model sees one
    object; use `Object` with a state for all keys where there are several. Unknown calls may
    happen at any time, or never.
    """
    calls = [call for call in _calls(history) if call.status is not Status.FAILED]
    search = _InTurn(calls, model)
    claim = f"sequentially consistent {model.name}"
    answer = search.run(budget)
    if answer is Answer.HELD:
        return Report(claim=claim, answer=answer, steps=search.steps)
    if answer is Answer.UNKNOWN:
        return Report(claim=claim, answer=answer, why=f"{budget} steps were not enough", steps=search.steps)
    stuck = search.furthest()
    return Report(claim=claim, answer=answer, why="no order fits; none goes beyond these", evidence=lines(stuck),
                  calls=stuck, steps=search.steps)  # fmt: skip


class _InTurn:
    """A search for an order that keeps that of each process. A configuration is how far each one has come."""

    def __init__(self, calls: Iterable[Call], model: Model) -> None:
        queues: dict[str, list[Call]] = defaultdict(list)
        unknown: list[list[Call]] = []
        for call in sorted(calls, key=lambda call: call.started):
            if call.ended != FOREVER:
                queues[call.process].append(call)
            elif call.action not in model.observers:
                unknown.append([call])
        self._needed = len(queues)
        self._queues = [*queues.values(), *unknown]
        self._model = model
        self.steps = 0
        self._best: tuple[int, ...] = (0,) * len(self._queues)

    def run(self, budget: int) -> Answer:
        """Search until an order is found, none is left, or the budget is spent."""
        start = (self._best, self._model.initial)
        seen, stack = {start}, [start]
        while stack:
            places, state = stack.pop()
            self.steps += 1
            if sum(places) > sum(self._best):
                self._best = places
            if all(place == len(queue) for place, queue in zip(places[: self._needed], self._queues, strict=False)):
                return Answer.HELD
            if self.steps >= budget:
                return Answer.UNKNOWN
            for after in self._after(places, state):
                if after not in seen:
                    seen.add(after)
                    stack.append(after)
        return Answer.BROKEN

    def _after(self, places: tuple[int, ...], state: Hashable) -> list[tuple[tuple[int, ...], Hashable]]:
        """What may come next; only one that changes nothing, where there is such, as it stands in nobody's way."""
        found: list[tuple[tuple[int, ...], Hashable]] = []
        for number in range(len(places) - 1, -1, -1):
            place, queue = places[number], self._queues[number]
            if place == len(queue):
                continue
            try:
                after = self._model.step(state, queue[place])
            except Impossible:
                continue
            further = (*places[:number], place + 1, *places[number + 1 :])
            if queue[place].action in self._model.observers:
                return [(further, after)]
            found.append((further, after))
        return found

    def furthest(self) -> tuple[Call, ...]:
        """The next call of each process where the longest order ends."""
        pairs = zip(self._best[: self._needed], self._queues, strict=False)
        return tuple(queue[place] for place, queue in pairs if place < len(queue))


def monotonic_reads(
    history: History | Iterable[Call], *, version: Version = lambda value: value, action: str = "read"
) -> Report:
    """Whether no process reads an older version of a key than it read before. `version` orders results."""
    newest: dict[tuple[str, Hashable], Call] = {}
    for call in _calls(history):
        if call.action != action or not call.known or call.result is None:
            continue
        at = (call.process, call.key)
        before = newest.get(at)
        if before is not None and version(call.result) < version(before.result):
            return _report("monotonic reads", f"{call.process} read an older version", (before, call))
        newest[at] = call
    return _report("monotonic reads", "", ())


def read_your_writes(
    history: History | Iterable[Call],
    *,
    version: Version = lambda value: value,
    read: str = "read",
    write: str = "write",
) -> Report:
    """Whether every process reads its own last write of a key, or a newer version. `version` orders both."""
    written: dict[tuple[str, Hashable], Call] = {}
    for call in _calls(history):
        at = (call.process, call.key)
        if call.action == write and call.known:
            written[at] = call
        elif call.action == read and call.known and at in written:
            own = written[at]
            if call.result is None or version(call.result) < version(own.value):
                return _report("read your writes", f"{call.process} did not see what it wrote", (own, call))
    return _report("read your writes", "", ())


def unique_ids(history: History | Iterable[Call], *, action: str = "generate") -> Report:
    """Whether no two calls were given the same id."""
    given: dict[Hashable, Call] = {}
    for call in _calls(history):
        if call.action == action and call.known:
            other = given.setdefault(call.result, call)
            if other is not call:
                return _report("unique ids", f"{call.result!r} was given twice", (other, call))
    return _report("unique ids", "", ())


def bank_total(
    history: History | Iterable[Call], total: float, *, action: str = "read", overdraft: bool = False
) -> Report:
    """Whether every reading of all accounts (a mapping, or its pairs) adds up to `total`, and no account is below 0.

    `overdraft` allows accounts below 0. The sum is what snapshot isolation keeps while money is moved.
    """
    for call in _calls(history):
        if call.action != action or not call.known:
            continue
        balances: list[float] = list(dict(call.result).values())
        if sum(balances) != total:
            return _report("the bank's total", f"{sum(balances)} instead of {total}", (call,))
        if not overdraft and min(balances, default=0) < 0:
            return _report("the bank's total", "an account is below 0", (call,))
    return _report("the bank's total", "", ())
