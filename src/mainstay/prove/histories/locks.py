"""Locks: two holdings that overlap, and fencing tokens that do not grow. Decided in the time of sorting.

A holding is an acquire with its release, one block of the order (`zones`). Tried acquires that were refused, and
acquires whose end is unknown and which the holder went on from, fit no block: the search must decide.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from mainstay.prove.histories.telling import broken
from mainstay.prove.histories.values import FOREVER, Answer, Call, Report
from mainstay.prove.histories.zones import Block, collision


class _Holding(Block):
    """One holding of the lock; without an end it lasts for ever."""

    __slots__ = ("calls", "process", "token")

    def __init__(self, acquire: Call, release: Call | None) -> None:
        self.calls = [acquire] if release is None else [acquire, release]
        super().__init__(self.calls)
        self.starts = FOREVER if release is None else release.started
        self.process, self.token = acquire.process, acquire.result


def decide(calls: Sequence[Call]) -> Report | None:
    """The answer; None where the search must decide."""
    holdings: list[_Holding] = []
    for sequence in _by_process(calls):
        held = _holdings(sequence)
        if held is None:
            return None
        holdings += held
    pair = collision(holdings)
    if pair is not None:
        return _both(*[holding for holding in holdings if holding in pair])
    tokens = [holding for holding in holdings if not isinstance(holding.token, bool) and holding.token is not None]
    if tokens and len(tokens) != len(holdings):
        return None
    return _tokens(tokens) or Report(claim="", answer=Answer.HELD, steps=len(calls))


def fenced(calls: Iterable[Call]) -> Report:
    """Whether fencing tokens grew: an acquire that started after another had ended got a larger token.

    It holds for locks with leases too, which may have two holders by their own belief, but never two equal tokens.
    """
    got = [c for c in calls if c.action == "acquire" and c.known and c.result is not None and c.result is not False]
    found = _tokens([_Token(call) for call in got])
    made = found or Report(claim="", answer=Answer.HELD, steps=len(got))
    return Report(claim="fencing tokens grow", answer=made.answer, why=made.why, evidence=made.evidence,
                  calls=made.calls, steps=len(got))  # fmt: skip


class _Token(_Holding):
    """An acquire alone, whatever became of the lock afterwards."""

    __slots__ = ()

    def __init__(self, acquire: Call) -> None:
        super().__init__(acquire, None)
        self.starts = acquire.started


def _by_process(calls: Sequence[Call]) -> Iterable[list[Call]]:
    found: dict[str, list[Call]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: call.started):
        found[call.process].append(call)
    return found.values()


def _holdings(sequence: Sequence[Call]) -> list[_Holding] | None:
    """The holdings of one process; None where it is not one acquire and one release after another."""
    found: list[_Holding] = []
    acquire: Call | None = None
    last = len(sequence) - 1
    for index, call in enumerate(sequence):
        if call.action == "release" and acquire is not None:
            found.append(_Holding(acquire, call))
            acquire = None
        elif call.action == "acquire" and acquire is None and not call.known and index == last:
            pass  # it may never have happened
        elif call.action == "acquire" and acquire is None and call.known and call.result is not False:
            acquire = call
        else:
            return None
    if acquire is not None:
        found.append(_Holding(acquire, None))
    return found


def _both(one: _Holding, other: _Holding) -> Report:
    return broken(f"{one.process} and {other.process} held the lock at the same time", (*one.calls, *other.calls))


def _tokens(holdings: Iterable[_Holding]) -> Report | None:
    """Tokens that are equal, or smaller though they were given later."""
    before: _Holding | None = None
    latest: _Holding | None = None
    ordered: list[Any] = sorted(holdings, key=lambda holding: holding.token)
    for holding in ordered:
        if before is not None and holding.token == before.token:
            return broken(f"token {holding.token!r} was given twice", (*before.calls, *holding.calls))
        if latest is not None and holding.ends < latest.starts:
            why = f"token {latest.token!r} was given after the larger {holding.token!r}"
            return broken(why, (*latest.calls, *holding.calls))
        if latest is None or holding.starts > latest.starts:
            latest = holding
        before = holding
    return None
