"""The definition, word by word: try every order in which no call comes before one that had ended when it started."""

from mainstay.prove.histories.search import Impossible
from mainstay.prove.histories.values import FOREVER, Status


def linearizable(calls, model) -> bool:
    return _orderable([call for call in calls if call.status is not Status.FAILED], model.initial, model)


def _orderable(left, state, model) -> bool:
    if all(call.ended == FOREVER for call in left):
        return True
    for call in left:
        if any(other.ended < call.started for other in left):
            continue
        try:
            after = model.step(state, call)
        except Impossible:
            continue
        if _orderable([other for other in left if other is not call], after, model):
            return True
    return False
