"""Made histories: strategies of tiny ones with arbitrary answers, and long ones of an object that really is one."""

import random

from hypothesis import strategies as st

from mainstay.prove.histories.values import FOREVER, Call, Status


def tiny(shapes, *, most: int = 5, processes: int = 3):
    """Histories of up to `most` calls; `shapes` draws (action, value, result). Every interleaving can come."""
    rows = st.lists(st.tuples(shapes, st.sampled_from(["ok", "ok", "ok", "unknown"])), min_size=1, max_size=most)
    return rows.flatmap(lambda made: st.tuples(st.just(made), st.randoms(use_true_random=False))).map(
        lambda pair: _laid_out(*pair, processes)
    )


def _laid_out(rows, chance: random.Random, processes: int) -> list[Call]:
    calls, open_calls, moment, rows = [], {}, 0, list(rows)
    while rows or open_calls:
        free = [f"p{i}" for i in range(processes) if f"p{i}" not in open_calls]
        moment += 1
        if rows and free and (not open_calls or chance.random() < 0.5):
            (action, value, result), ending = rows.pop(0)
            process = chance.choice(free)
            call = (len(calls), process, action, value, result, ending, moment)
            calls.append(call)
            open_calls[process] = call[0]
        else:
            process = chance.choice(sorted(open_calls))
            number = open_calls.pop(process)
            calls[number] = (*calls[number], moment)
    return [_call(*row) for row in calls]


def _call(*row) -> Call:
    number, process, action, value, result, ending, started, ended = row
    known = ending == "ok"
    return Call(
        number=number,
        process=process,
        action=action,
        value=value,
        result=result if known else None,
        status=Status.OK if known else Status.UNKNOWN,
        started=started,
        ended=ended if known else FOREVER,
    )


def real(seed: int, act, *, calls: int, concurrency: int, unknown: float = 0.0) -> list[Call]:
    """A history of an object that is linearizable: `act(chance, process)` gives (action, value, effect).

    `effect()` is carried out at one moment between start and end, and returns the result.
    """
    chance = random.Random(seed)
    moment, made, busy = 0, [], {}
    while len(made) < calls or busy:
        process = f"p{chance.randrange(concurrency)}"
        moment += 1
        if process not in busy:
            if len(made) >= calls:
                process = chance.choice(sorted(busy))
            else:
                action, value, effect = act(chance, process)
                busy[process] = [len(made), effect, None]
                made.append([len(made), process, action, value, None, "unknown", moment, FOREVER])
                continue
        state = busy[process]
        if state[1] is not None:
            lost = chance.random() < unknown
            if not (lost and chance.random() < 0.5):
                made[state[0]][4] = state[1]()
            state[1] = None
            if lost:
                del busy[process]
            continue
        made[state[0]][5], made[state[0]][7] = "ok", moment
        del busy[process]
    return [_call(*row) for row in made]


def register(*, unique: bool, reads: float = 0.5):
    """What clients of one register do."""
    cell, count = [None], [0]

    def act(chance, _process):
        if chance.random() < reads:
            return "read", None, lambda: cell[0]
        count[0] += 1
        value = count[0] if unique else chance.randrange(5)
        return "write", value, lambda: cell.__setitem__(0, value)

    return act


def queue():
    """What clients of one queue do."""
    inside, count = [], [0]

    def act(chance, _process):
        if chance.random() < 0.5:
            return "dequeue", None, lambda: inside.pop(0) if inside else None
        count[0] += 1
        value = count[0]
        return "enqueue", value, lambda: inside.append(value)

    return act


def elements():
    """What clients of one set do."""
    inside = set()

    def change(action, element):
        before = element in inside
        (inside.add if action == "add" else inside.discard)(element)
        return before != (action == "add")

    def act(chance, _process):
        element, dice = chance.randrange(4), chance.random()
        if dice < 0.3:
            return "contains", element, lambda: element in inside
        action = "add" if dice < 0.7 else "remove"
        return action, element, lambda: change(action, element)

    return act
