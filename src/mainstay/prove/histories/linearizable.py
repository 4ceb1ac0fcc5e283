"""Linearizability: whether calls can be put into one order in which each happened between its start and its end.

Each part of a history (a key, an element of a set) is judged alone; by a quick way where its model has one that fits,
else by search. What is broken is shown with as few calls as possible.
"""

from collections.abc import Iterable, Sequence

import msgspec

from mainstay.model.errors import MainstayError
from mainstay.prove.histories.history import History
from mainstay.prove.histories.models import Model
from mainstay.prove.histories.search import Search
from mainstay.prove.histories.telling import broken
from mainstay.prove.histories.values import FOREVER, Answer, Call, Report, Status

BUDGET = 200_000
"""Configurations for each part: some seconds."""
_LARGEST_SHRUNK = 60  # calls; above that each further try of the search costs too much
_TRY = 3_000


def linearizable(history: History | Iterable[Call], model: Model, *, budget: int = BUDGET) -> Report:
    """Whether `history` is linearizable as `model`; unknown where `budget` steps of search were not enough.

    Raises `MainstayError` where a call's action is not one of the model's.
    """
    calls = history.calls if isinstance(history, History) else tuple(history)
    _check_actions(calls, model)
    live = [
        c for c in calls if c.status is Status.OK or (c.status is Status.UNKNOWN and c.action not in model.observers)
    ]
    steps, unknown = 0, ""
    for name, part in model.parts(live):
        called = f"linearizable {model.name} {name}".rstrip()
        found = _judged(part, model, budget)
        steps += found.steps
        if found.broken:
            return msgspec.structs.replace(found, claim=called, steps=steps)
        if found.answer is Answer.UNKNOWN:
            unknown = unknown or called
    if unknown:
        why = f"{budget} steps were not enough"
        return Report(claim=unknown, answer=Answer.UNKNOWN, why=why, steps=steps)
    return Report(claim=f"linearizable {model.name}", answer=Answer.HELD, steps=steps)


def _check_actions(calls: Iterable[Call], model: Model) -> None:
    for call in calls:
        if model.actions and call.action not in model.actions:
            raise MainstayError(
                f"{call.process}: {call.action}",
                f"must be an action of a {model.name}",
                f"it has only {', '.join(sorted(model.actions))}",
                hint="keep calls of different objects in histories of their own",
            )


def _judged(part: Sequence[Call], model: Model, budget: int) -> Report:
    quick = model.decide(part)
    if quick is not None:
        return _first(part, model, quick) if quick.broken else quick
    found = Search(model, part, budget).run()
    if found.answer is not Answer.BROKEN:
        return Report(claim="", answer=found.answer, steps=found.steps)
    prefix = until(part, found.stuck)
    kept = _fewest(prefix, model)
    return broken("no order fits", kept, steps=found.steps, prefix=len(prefix))


def until(calls: Iterable[Call], moment: int) -> list[Call]:
    """The calls as they were known at `moment`: what had not ended then is unknown."""
    return [_open(call) if call.ended > moment else call for call in calls if call.started <= moment]


def _open(call: Call) -> Call:
    return msgspec.structs.replace(call, status=Status.UNKNOWN, result=None, ended=FOREVER)


def _first(part: Sequence[Call], model: Model, found: Report) -> Report:
    """The same trouble in the shortest beginning of the history that has any, with no observer that is not needed."""
    moments = sorted(call.ended for call in part if call.ended != FOREVER)
    low, high = 0, max(0, len(moments) - 1)
    while low < high:
        middle = (low + high) // 2
        early = model.decide(until(part, moments[middle]))
        if early is not None and early.broken:
            high, found = middle, early
        else:
            low = middle + 1
    prefix = sum(call.started <= moments[low] for call in part) if moments else len(part)
    for call in found.calls:
        if call.action in model.observers:
            fewer = model.decide([kept for kept in found.calls if kept is not call])
            found = fewer if fewer is not None and fewer.broken else found
    return msgspec.structs.replace(found, prefix=prefix, steps=len(part) * max(1, len(moments).bit_length()))


def _fewest(calls: list[Call], model: Model) -> list[Call]:
    """The calls that cannot be ordered whatever the others were: none of them can be forgotten.

    To forget a call is to know nothing of its end and its answer, which never makes a history worse.
    """
    sure = [call for call in calls if call.ended != FOREVER]
    if len(sure) > _LARGEST_SHRUNK:
        return sure[-_LARGEST_SHRUNK:]
    size = len(sure) // 2
    while size >= 1:
        for start in range(0, len(sure), size):
            sure = _without(calls, sure, set(range(start, start + size)), model)
        size //= 2
    return sure + _asked(calls, sure)


def _without(calls: list[Call], sure: list[Call], places: set[int], model: Model) -> list[Call]:
    fewer = [call for place, call in enumerate(sure) if place not in places]
    if len(fewer) == len(sure):
        return sure
    known = {call.number for call in fewer}
    tried = [call if call.number in known else _open(call) for call in calls]
    found = Search(model, [c for c in tried if c.known or c.action not in model.observers], _TRY).run()
    return fewer if found.answer is Answer.BROKEN else sure


def _asked(calls: Iterable[Call], sure: Sequence[Call]) -> list[Call]:
    """Those forgotten calls without which the sure ones look absurd: who wrote what they answered."""
    results = {repr(call.result) for call in sure if call.result is not None}
    kept = {call.number for call in sure}
    return [call for call in calls if call.number not in kept and repr(call.value) in results]
