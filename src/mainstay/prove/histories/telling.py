"""Histories in lines for people."""

from collections.abc import Iterable

from mainstay.prove.histories.values import FOREVER, Answer, Call, Report, Status

_SECOND = 1_000_000_000


def told(call: Call) -> str:
    """One call as a line: `client 1: write 'x' 5 → ok   [moments 3-7, 0.0041 s]`."""
    words = [call.action, *(repr(part) for part in (call.key, call.value) if part is not None)]
    answers = {Status.OK: "ok" if call.result is None and call.action != "read" else repr(call.result)}
    ending = answers.get(call.status, call.status.value)
    until = "" if call.ended == FOREVER else call.ended
    return (
        f"{call.process}: {' '.join(words)} → {ending}   [moments {call.started}-{until}, {call.at_ns / _SECOND:g} s]"
    )


def lines(calls: Iterable[Call]) -> tuple[str, ...]:
    """The calls in the order in which they started."""
    return tuple(told(call) for call in sorted(calls, key=lambda call: call.started))


def broken(why: str, calls: Iterable[Call], *, steps: int = 0, prefix: int = 0) -> Report:
    """A property that does not hold, with the calls that show it."""
    kept = tuple(sorted(calls, key=lambda call: call.started))
    return Report(claim="", answer=Answer.BROKEN, why=why, evidence=lines(kept), calls=kept, steps=steps, prefix=prefix)
