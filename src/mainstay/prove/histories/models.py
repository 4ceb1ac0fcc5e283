"""What objects do when they are used by one client at a time: registers, sets, queues, locks, and the user's own."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from mainstay.prove.histories import locks, queues, registers
from mainstay.prove.histories.search import Impossible, State
from mainstay.prove.histories.values import Call, Report

Part = tuple[str, Sequence[Call]]


class Model(ABC):
    """An object as a pure step function on hashable states.

    `observers` are the actions that never change the state; `by_process` says whether it matters who calls. Calls on
    different keys are judged apart, as an object is linearizable exactly when each of its parts is (Herlihy &
    Wing, TOPLAS 1990).
    """

    name: str = "object"
    actions: frozenset[str] = frozenset()
    observers: frozenset[str] = frozenset()
    by_process: bool = False

    @property
    @abstractmethod
    def initial(self) -> State:
        """The state before all calls."""

    @abstractmethod
    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - a model's own states
        """The state after `call`; raises `Impossible`. The result counts only where `call.known`."""

    def parts(self, calls: Iterable[Call]) -> list[Part]:
        """The calls that must be judged together, with what they have in common."""
        found: dict[Hashable, list[Call]] = defaultdict(list)
        for call in calls:
            found[call.key].append(call)
        return [("" if key is None else f"of {key!r}", part) for key, part in found.items()]

    def decide(self, calls: Sequence[Call]) -> Report | None:
        """The answer without a search, where this model has a quick way that fits these calls."""
        del calls
        return None


def expect(condition: object) -> None:
    """Raise `Impossible` unless `condition`."""
    if not condition:
        raise Impossible


class Register(Model):
    """`read` → value, `write` value, `cas` (old, new) → whether it did; `initial` is what is there at first."""

    name = "register"
    actions = frozenset({"read", "write", "cas"})
    observers = frozenset({"read"})

    def __init__(self, initial: Hashable = None) -> None:
        self._initial = initial

    @property
    def initial(self) -> State:
        """What is there at first."""
        return self._initial

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - any value
        """One call; see `Model.step`."""
        if call.action == "read":
            expect(not call.known or call.result == state)
            return state
        if call.action == "write":
            return call.value
        old, new = call.value
        expect(not call.known or bool(call.result) == (state == old))
        return new if state == old else state

    def decide(self, calls: Sequence[Call]) -> Report | None:
        """Where every value is written once: no search is needed."""
        return registers.decide(calls, self._initial)


class Set(Model):
    """`add` element, `remove` element (→ whether it changed something, or None), `contains` element → bool, `read`."""

    name = "set"
    actions = frozenset({"add", "remove", "contains", "read"})
    observers = frozenset({"contains", "read"})

    @property
    def initial(self) -> State:
        """Empty."""
        return frozenset[Hashable]()

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - a frozenset
        """One call; see `Model.step`."""
        if call.action == "read":
            expect(not call.known or frozenset(call.result) == state)
            return state
        there = call.value in state
        if call.action == "contains":
            expect(not call.known or bool(call.result) == there)
            return state
        adds = call.action == "add"
        expect(not call.known or call.result is None or bool(call.result) == (there != adds))
        return state | {call.value} if adds else state - {call.value}

    def parts(self, calls: Iterable[Call]) -> list[Part]:
        """Each element by itself, unless somebody has read the whole set."""
        found: list[Part] = []
        for name, part in super().parts(calls):
            if any(call.action == "read" and call.known for call in part):
                found.append((name, part))
                continue
            elements: dict[Hashable, list[Call]] = defaultdict(list)
            for call in part:
                elements[call.value].append(call)
            found.extend((f"{name} element {element!r}".strip(), each) for element, each in elements.items())
        return found


class Queue(Model):
    """First in, first out: `enqueue` value, `dequeue` → value, or None where it was empty."""

    name = "queue"
    actions = frozenset({"enqueue", "dequeue"})

    @property
    def initial(self) -> State:
        """Empty."""
        return ()

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - a tuple
        """One call; see `Model.step`."""
        if call.action == "enqueue":
            return (*state, call.value)
        expect(not call.known or call.result == (state[0] if state else None))
        return state[1:]

    def decide(self, calls: Sequence[Call]) -> Report | None:
        """Where every value is enqueued once: no search is needed."""
        return queues.decide(calls)


class Lock(Model):
    """`acquire` → fencing token, True (no tokens) or False (somebody has it); `release`.

    The holder may not acquire again. Tokens grow with each acquisition (Kleppmann, How to do distributed locking,
    2016). A lock with a lease is none by this model, as it is given away while its holder believes to have it: judge
    its tokens with `fenced`.
    """

    name = "lock"
    actions = frozenset({"acquire", "release"})
    by_process = True

    @property
    def initial(self) -> State:
        """Free; the last token."""
        return None, None

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - holder and token
        """One call; see `Model.step`."""
        holder, last = state
        if call.action == "release":
            expect(holder == call.process)
            return None, last
        if call.known and call.result is False:
            expect(holder is not None)
            return state
        expect(holder is None)
        token = call.result if call.known and call.result is not None and call.result is not True else None
        expect(token is None or last is None or token > last)
        return call.process, last if token is None else token

    def decide(self, calls: Sequence[Call]) -> Report | None:
        """Where every holding has a known beginning: no search is needed."""
        return locks.decide(calls)


class Object(Model):
    """An object of the user's own: `step(state, action, value) -> (state, result)` says what it does.

    Example::

        def counter(state, action, value):
            return (state + value, None) if action == "add" else (state, state)

        linearizable(history, Object(counter, 0, observers={"read"}))
    """

    def __init__(
        self,
        step: Callable[[Any, str, Any], tuple[Any, Any]],
        initial: Hashable,
        *,
        observers: Iterable[str] = (),
        name: str = "object",
    ) -> None:
        self._step, self._initial, self.name = step, initial, name
        self.observers = frozenset(observers)

    @property
    def initial(self) -> State:
        """The state before all calls."""
        return self._initial

    def step(self, state: Any, call: Call) -> State:  # noqa: ANN401 - the user's states
        """One call; see `Model.step`."""
        after, result = self._step(state, call.action, call.value)
        expect(not call.known or result == call.result)
        return after
