"""Queues in which each value is enqueued once: decided without a search.

Such a history is linearizable exactly when none of four patterns is in it: a value that comes from nowhere, one that
comes twice, two that overtake each other, and a dequeue that found the queue empty though it never was (Henzinger,
Sezgin & Vafeiadis, Aspect-Oriented Linearizability Proofs, CONCUR 2013; Bouajjani, Emmi, Enea & Hamza, ICALP 2015). A
dequeue whose end is unknown may have taken any value that is left over: where that could matter, the search decides.
"""

from collections.abc import Hashable, Sequence

from mainstay.prove.histories.telling import broken
from mainstay.prove.histories.values import FOREVER, Answer, Call, Report


class _Value:
    """One value: its enqueue, and the dequeue that gave it out."""

    __slots__ = ("dequeue", "enqueue")

    def __init__(self, enqueue: Call) -> None:
        self.enqueue = enqueue
        self.dequeue: Call | None = None

    @property
    def out_from(self) -> int:
        """The moment before which it cannot have left the queue."""
        return FOREVER if self.dequeue is None else self.dequeue.started

    @property
    def calls(self) -> list[Call]:
        return [self.enqueue] if self.dequeue is None else [self.enqueue, self.dequeue]


def decide(calls: Sequence[Call]) -> Report | None:
    """The answer; None where a value is enqueued twice, or an unknown dequeue could matter."""
    values: dict[Hashable, _Value] = {}
    for call in calls:
        if call.action == "enqueue":
            if call.value in values or call.value is None:
                return None
            values[call.value] = _Value(call)
    trouble = _given_out(values, calls)
    if trouble is not None:
        return trouble
    present = [value for value in values.values() if value.enqueue.ended != FOREVER or value.dequeue is not None]
    trouble = _overtaken(present) or _never_empty(present, calls)
    lost = [call for call in calls if call.action == "dequeue" and not call.known]
    left = [value for value in values.values() if value.dequeue is None]
    if trouble is None or not lost or not left:
        return trouble or Report(claim="", answer=Answer.HELD, steps=len(calls))
    return _by_lost_dequeues(present, calls, lost)


def _by_lost_dequeues(values: Sequence[_Value], calls: Sequence[Call], lost: Sequence[Call]) -> Report | None:
    """Whether dequeues whose answer got lost explain the values that were overtaken, taken out in their order."""
    latest = max((value.enqueue.started for value in values if value.dequeue is not None), default=0)
    passed = [value for value in values if value.dequeue is None and value.enqueue.ended < latest]
    gone = sorted(passed, key=lambda value: value.enqueue.started)
    for value, call in zip(gone, sorted(lost, key=lambda call: call.started), strict=False):
        value.dequeue = call
    fits = _overtaken(values) is None and _never_empty(values, calls) is None
    return Report(claim="", answer=Answer.HELD, steps=len(calls)) if fits else None


def _given_out(values: dict[Hashable, _Value], calls: Sequence[Call]) -> Report | None:
    for call in calls:
        if call.action != "dequeue" or not call.known or call.result is None:
            continue
        value = values.get(call.result)
        if value is None:
            return broken(f"{call.result!r} was dequeued, and nobody had enqueued it", (call,))
        if value.dequeue is not None:
            return broken(f"{call.result!r} was dequeued twice", (*value.calls, call))
        if call.ended < value.enqueue.started:
            return broken(f"{call.result!r} was dequeued before it was enqueued", (call, value.enqueue))
        value.dequeue = call
    return None


def _overtaken(values: Sequence[_Value]) -> Report | None:
    """Two values of which the one that was enqueued later left earlier."""
    by_end = sorted(values, key=lambda value: value.enqueue.ended)
    slowest: _Value | None = None
    index = 0
    for value in sorted(values, key=lambda value: value.enqueue.started):
        while index < len(by_end) and by_end[index].enqueue.ended < value.enqueue.started:
            if slowest is None or by_end[index].out_from > slowest.out_from:
                slowest = by_end[index]
            index += 1
        if slowest is not None and value.dequeue is not None and value.dequeue.ended < slowest.out_from:
            why = f"{value.enqueue.value!r} overtook {slowest.enqueue.value!r}, which was enqueued before it"
            return broken(why, (*slowest.calls, *value.calls))
    return None


def _never_empty(values: Sequence[_Value], calls: Sequence[Call]) -> Report | None:
    """A dequeue that found nothing while at each moment some value was in the queue for certain."""
    empty = [call for call in calls if call.action == "dequeue" and call.known and call.result is None]
    full = _full(values)
    for call in sorted(empty, key=lambda call: call.started):
        for start, end, covering in full:
            if start < call.started and call.ended < end:
                needed = [v for v in covering if v.out_from > call.started and v.enqueue.ended < call.ended]
                shown = [each for value in needed for each in value.calls]
                return broken("a dequeue found the queue empty while it never was", (call, *shown))
    return None


def _full(values: Sequence[_Value]) -> list[tuple[int, int, list[_Value]]]:
    """The longest spans in which the queue held something for certain, with the values that prove it."""
    spans: list[tuple[int, int, list[_Value]]] = []
    for value in sorted(values, key=lambda value: value.enqueue.ended):
        start, end = value.enqueue.ended, value.out_from
        if start >= end:
            continue
        if spans and start < spans[-1][1]:
            first, last, proof = spans[-1]
            proof.append(value)
            spans[-1] = (first, max(last, end), proof)
        else:
            spans.append((start, end, [value]))
    return spans
