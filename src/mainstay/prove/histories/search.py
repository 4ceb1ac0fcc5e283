"""The search for an order: Wing & Gong's, with Lowe's memory of what was tried.

Wing & Gong, Testing and Verifying Concurrent Objects, JPDC 1993; Lowe, Testing for Linearizability, CCPE 2017. Four
things make it quick here. The calls done are kept as "all before this one, and these" (a few bits, whatever the
length). A call that changes nothing is ordered as soon as it fits, without a choice: nothing can be gained by waiting.
Calls whose end is unknown stand apart, since they never must be ordered. Equal ones among them are tried once.
"""

from collections.abc import Hashable, Sequence
from typing import Any, Protocol

from mainstay.prove.histories.values import FOREVER, Answer, Call

State = Hashable


class Impossible(Exception):  # noqa: N818 - it is an answer, not an error
    """A call that cannot happen in a state, or cannot answer what it did."""


class Steps(Protocol):
    """What the search needs of a model: a first state, a step, and the actions that never change a state."""

    @property
    def initial(self) -> State:
        """The state before all calls."""
        ...

    @property
    def observers(self) -> frozenset[str]:
        """Actions that only look."""
        ...

    @property
    def by_process(self) -> bool:
        """Whether it matters who calls."""
        ...

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - a model's own states
        """The state after `call`; raises `Impossible`. The result counts only where `call.known`."""
        ...


class Found:
    """What a search came to. `stuck` is the moment of the first end that no order reaches (where broken)."""

    __slots__ = ("answer", "steps", "stuck")

    def __init__(self, answer: Answer, steps: int, stuck: int) -> None:
        self.answer, self.steps, self.stuck = answer, steps, stuck


# A configuration: all required calls before `low` are done, of those from it on the set bits; then the optional ones.
_Config = tuple[int, int, int, State]


class Search:
    """One search over one part of a history. `budget` bounds the configurations that are looked at."""

    def __init__(self, model: Steps, calls: Sequence[Call], budget: int) -> None:
        self._model = model
        live = sorted(calls, key=_started)
        self._must = [call for call in live if call.ended != FOREVER]
        self._may = [call for call in live if call.ended == FOREVER and call.action not in model.observers]
        self._same = _earlier_equals(self._may, by_process=model.by_process)
        self._looks = [call.action in model.observers for call in self._must]
        self._budget = budget
        self._seen: set[_Config] = set()
        self._stuck = 0

    def run(self) -> Found:
        """Search until an order is found, none is left, or the budget is spent."""
        stack = [(0, 0, 0, self._model.initial)]
        steps = 0
        while stack:
            config = self._look(stack.pop())
            if config in self._seen:
                continue
            self._seen.add(config)
            steps += 1
            if config[0] == len(self._must):
                return Found(Answer.HELD, steps, FOREVER)
            if steps >= self._budget:
                return Found(Answer.UNKNOWN, steps, self._stuck)
            stack.extend(self._after(config))
        return Found(Answer.BROKEN, steps, self._stuck)

    def _window(self, low: int, bits: int) -> tuple[list[int], int]:
        """The required calls that may come next, and the moment before which one of them must."""
        must, limit, found = self._must, FOREVER, list[int]()
        index = low
        while index < len(must) and must[index].started < limit:
            if not bits >> (index - low) & 1:
                found.append(index)
                limit = min(limit, must[index].ended)
            index += 1
        return found, limit

    def _look(self, config: _Config) -> _Config:
        """Order every call that only looks and fits now."""
        low, bits, used, state = config
        again = True
        while again:
            again = False
            for index in self._window(low, bits)[0]:
                if self._looks[index] and self._fits(state, self._must[index]):
                    bits |= 1 << (index - low)
                    again = True
            low, bits = _slid(low, bits)
        return low, bits, used, state

    def _fits(self, state: State, call: Call) -> bool:
        try:
            self._model.step(state, call)
        except Impossible:
            return False
        return True

    def _after(self, config: _Config) -> list[_Config]:
        """What may come next, the most promising last (it is tried first)."""
        low, bits, used, state = config
        window, limit = self._window(low, bits)
        self._stuck = max(self._stuck, limit)
        found: list[_Config] = []
        for number, call in enumerate(self._may):
            if call.started > limit:
                break
            fresh = not used >> number & 1 and not self._same[number] & ~used
            if fresh and (after := self._stepped(state, call)) is not _NOWHERE and after != state:
                found.append((low, bits, used | 1 << number, after))
        for index in sorted(window, key=self._ended, reverse=True):
            after = _NOWHERE if self._looks[index] else self._stepped(state, self._must[index])
            if after is not _NOWHERE:
                found.append((*_slid(low, bits | 1 << (index - low)), used, after))
        return found

    def _stepped(self, state: State, call: Call) -> State:
        try:
            return self._model.step(state, call)
        except Impossible:
            return _NOWHERE

    def _ended(self, index: int) -> int:
        return self._must[index].ended


class _Nowhere:
    """The state after what is impossible."""


_NOWHERE = _Nowhere()


def _started(call: Call) -> int:
    return call.started


def _slid(low: int, bits: int) -> tuple[int, int]:
    """The same set, begun at the first call that is not done."""
    while bits & 1:
        bits >>= 1
        low += 1
    return low, bits


def _earlier_equals(calls: Sequence[Call], *, by_process: bool) -> list[int]:
    """For each call the bits of those before it that ask the same: they are used first, as they may come earlier."""
    found: list[int] = []
    last: dict[Hashable, int] = {}
    for number, call in enumerate(calls):
        key = (call.process if by_process else None, call.action, call.key, call.value)
        found.append(1 << last[key] if key in last else 0)
        last[key] = number
    return found
