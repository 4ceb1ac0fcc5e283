"""The checkers agree with the definition on tiny histories, and tell true from false on long ones."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.model.errors import MainstayError
from mainstay.prove.histories import Lock, Object, Queue, Register, Set, linearizable
from mainstay.prove.histories.search import Search
from mainstay.prove.histories.values import Answer, Call, Status
from unit.prove.histories import brute, executions

SMALL = st.integers(1, 2)
SHAPES = {
    "register": st.one_of(
        st.tuples(st.just("read"), st.none(), st.sampled_from([None, 1, 2])),
        st.tuples(st.just("write"), SMALL, st.none()),
        st.tuples(st.just("cas"), st.tuples(SMALL, SMALL), st.booleans()),
    ),
    "set": st.one_of(
        st.tuples(st.sampled_from(["add", "remove"]), SMALL, st.sampled_from([None, True, False])),
        st.tuples(st.just("contains"), SMALL, st.booleans()),
        st.tuples(st.just("read"), st.none(), st.frozensets(SMALL)),
    ),
    "queue": st.one_of(
        st.tuples(st.just("enqueue"), SMALL, st.none()),
        st.tuples(st.just("dequeue"), st.none(), st.sampled_from([None, 1, 2])),
    ),
    "lock": st.one_of(
        st.tuples(st.just("acquire"), st.none(), st.sampled_from([1, 2, True, False])),
        st.tuples(st.just("release"), st.none(), st.none()),
    ),
}
MODELS = {"register": Register(), "set": Set(), "queue": Queue(), "lock": Lock()}


def renumbered(calls: list[Call], action: str) -> list[Call]:
    """The same calls with a value of its own for each write or enqueue."""
    values = iter(range(1, 100))
    return [msgspec.structs.replace(c, value=next(values)) if c.action == action else c for c in calls]


@pytest.mark.parametrize("name", SHAPES)
def test_it_agrees_with_the_definition(name: str) -> None:
    model = MODELS[name]

    @settings(max_examples=settings().max_examples * 2)
    @given(executions.tiny(SHAPES[name]))
    def agree(calls: list[Call]) -> None:
        wanted = brute.linearizable(calls, model)
        assert linearizable(calls, model).held == wanted
        for _, part in model.parts(calls):
            assert (Search(model, part, 10_000).run().answer is Answer.HELD) == brute.linearizable(part, model)

    agree()


@pytest.mark.parametrize(("name", "action"), [("register", "write"), ("queue", "enqueue")])
def test_the_quick_ways_agree_with_the_definition(name: str, action: str) -> None:
    model, decided = MODELS[name], []
    shapes = {
        "register": st.one_of(
            st.tuples(st.just("read"), st.none(), st.sampled_from([None, 1, 2, 3])),
            st.tuples(st.just("write"), st.just(0), st.none()),
            st.tuples(st.just("cas"), st.tuples(st.integers(1, 3), st.integers(4, 9)), st.just(True)),
        ),
        "queue": st.one_of(
            st.tuples(st.just("enqueue"), st.just(0), st.none()),
            st.tuples(st.just("dequeue"), st.none(), st.sampled_from([None, 1, 2, 3])),
        ),
    }

    @settings(max_examples=settings().max_examples * 6)
    @given(executions.tiny(shapes[name], most=6).map(lambda calls: renumbered(calls, action)))
    def agree(calls: list[Call]) -> None:
        quick = model.decide([c for c in calls if c.known or c.action not in model.observers])
        if quick is not None:
            decided.append(quick.held)
            assert quick.held == brute.linearizable(calls, model)

    agree()
    assert decided.count(True) > 10
    assert decided.count(False) > 10


ACTS = {
    "unique register": (Register(), lambda: executions.register(unique=True)),
    "register": (Register(), lambda: executions.register(unique=False)),
    "set": (Set(), executions.elements),
    "queue": (Queue(), executions.queue),
}


@pytest.mark.parametrize("name", ACTS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15)
def test_what_really_happened_in_order_holds(name: str, seed: int) -> None:
    model, act = ACTS[name]
    for concurrency, unknown in ((3, 0.0), (8, 0.1)):
        calls = executions.real(seed, act(), calls=150, concurrency=concurrency, unknown=unknown)
        assert linearizable(calls, model, budget=2_000).answer is not Answer.BROKEN
        if not unknown:
            assert linearizable(calls, model).held


@given(seed=st.integers(0, 10_000))
def test_a_stale_read_is_found(seed: int) -> None:
    calls = executions.real(seed, executions.register(unique=True), calls=200, concurrency=5)
    reads = [c for c in calls if c.action == "read"]
    late = reads[-1]
    old = next(c for c in calls if c.action == "write")
    if not any(w.action == "write" and w.started > old.ended and w.ended < late.started for w in calls):
        return
    found = linearizable([msgspec.structs.replace(c, result=old.value) if c is late else c for c in calls], Register())
    assert found.broken
    assert 2 <= len(found.calls) <= 5
    assert late.number in {c.number for c in found.calls}
    assert linearizable(found.calls, Register()).broken


@given(seed=st.integers(0, 10_000))
def test_a_lost_write_a_double_dequeue_are_found(seed: int) -> None:
    calls = executions.real(seed, executions.queue(), calls=100, concurrency=5)
    out = [c for c in calls if c.action == "dequeue" and c.result is not None]
    if len(out) < 2:
        return
    twice = [msgspec.structs.replace(c, result=out[0].result) if c is out[-1] else c for c in calls]
    assert "dequeued twice" in linearizable(twice, Queue()).why
    lost = [c for c in calls if not (c.action == "enqueue" and c.value == out[0].result)]
    assert "nobody had enqueued" in linearizable(lost, Queue()).why


def test_two_owners_of_a_lock_are_found() -> None:
    rows = [("a", "acquire", 1, 2), ("b", "acquire", 3, 4), ("a", "release", 5, 6), ("b", "release", 7, 8)]
    calls = [
        Call(number=i, process=p, action=a, status=Status.OK, started=s, ended=e) for i, (p, a, s, e) in enumerate(rows)
    ]
    found = linearizable(calls, Lock())
    assert "a and b held the lock at the same time" in str(found)
    assert found.prefix == 2


def test_an_object_of_the_user_is_judged_by_its_step() -> None:
    def counter(state: int, action: str, value: int) -> tuple[int, int | None]:
        return (state + value, None) if action == "add" else (state, state)

    def history(result: int) -> list[Call]:
        rows = [("add", 2, None, 1, 3), ("add", 3, None, 2, 4), ("read", None, result, 5, 6)]
        return [
            Call(number=i, process=f"p{i}", action=a, value=v, result=r, status=Status.OK, started=s, ended=e)
            for i, (a, v, r, s, e) in enumerate(rows)
        ]

    model = Object(counter, 0, observers={"read"}, name="counter")
    assert linearizable(history(5), model).held
    found = linearizable(history(3), model)
    assert found.broken
    assert [call.number for call in found.calls] == [0, 1, 2] or len(found.calls) == 2


def test_a_spent_budget_is_unknown() -> None:
    calls = executions.real(1, executions.register(unique=False), calls=100, concurrency=10)
    found = linearizable(calls, Register(), budget=3)
    assert found.answer is Answer.UNKNOWN
    assert "3 steps" in str(found)


def test_an_action_of_another_object_is_refused() -> None:
    with pytest.raises(MainstayError, match="must be an action of a register"):
        linearizable([Call(number=0, process="p", action="enqueue", status=Status.OK)], Register())
