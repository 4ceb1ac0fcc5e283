"""The weaker promises, and recording."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.model.errors import MainstayError
from mainstay.prove.histories import (
    Answer,
    Call,
    History,
    Register,
    Status,
    bank_total,
    consistent,
    fenced,
    linearizable,
    monotonic_reads,
    read_your_writes,
    sequential,
    unique_ids,
)
from unit.prove.histories import executions


def said(*rows) -> History:
    """Calls one after another: (process, action, value, result)."""
    history = History()
    for process, action, value, result in rows:
        with history.call(process, action, "x", value) as call:
            call.ok(result)
    return history


def test_a_stale_read_is_sequential_but_not_linearizable() -> None:
    stale = said(("a", "write", 1, None), ("b", "read", None, None), ("b", "read", None, 1))
    assert linearizable(stale, Register()).broken
    assert sequential(stale, Register()).held
    back = said(("a", "write", 1, None), ("b", "read", None, 1), ("b", "read", None, None))
    assert sequential(back, Register()).broken


@given(seed=st.integers(0, 10_000))
@settings(max_examples=15)
def test_what_is_linearizable_is_sequential(seed: int) -> None:
    calls = executions.real(seed, executions.register(unique=False), calls=40, concurrency=3, unknown=0.05)
    assert sequential(calls, Register()).answer is not Answer.BROKEN


def test_sessions() -> None:
    back = said(("a", "read", None, 2), ("a", "read", None, 1))
    assert monotonic_reads(back).broken
    assert monotonic_reads(back, version=lambda value: -value).held
    lost = said(("a", "write", 2, None), ("a", "read", None, 1))
    assert "did not see what it wrote" in str(read_your_writes(lost))
    assert read_your_writes(said(("a", "write", 2, None), ("b", "read", None, 1))).held


def test_ids_totals_and_tokens() -> None:
    assert unique_ids(said(("a", "generate", None, 1), ("b", "generate", None, 1))).broken
    assert unique_ids(said(("a", "generate", None, 1), ("b", "generate", None, 2))).held
    assert bank_total(said(("a", "read", None, {"x": 60, "y": 40})), 100).held
    assert "90 instead of 100" in str(bank_total(said(("a", "read", None, {"x": 50, "y": 40})), 100))
    assert "below 0" in str(bank_total(said(("a", "read", None, {"x": -10, "y": 110})), 100))
    assert fenced(said(("a", "acquire", None, 1), ("b", "acquire", None, 2)).calls).held
    assert "after the larger" in str(fenced(said(("a", "acquire", None, 2), ("b", "acquire", None, 1)).calls))
    assert "given twice" in str(fenced(said(("a", "acquire", None, 2), ("b", "acquire", None, 2)).calls))


def test_how_calls_end() -> None:
    history = History()
    with pytest.raises(TimeoutError), history.call("a", "write", "x", [1]):
        raise TimeoutError
    with history.call("b", "write", "x", 2) as call:
        call.failed()
    with history.call("c", "read", "x") as call:
        call.ok([1])
    assert [call.status for call in history.calls] == [Status.UNKNOWN, Status.FAILED, Status.OK]
    assert history.calls[2].result == (1,)
    assert linearizable(history, Register()).held
    with pytest.raises(MainstayError, match="must end with"), history.call("d", "read", "x"):
        pass


def test_what_was_recorded_does_not_change_afterwards() -> None:
    history, mutable = History(), [1]
    with history.call("a", "write", "x", mutable) as call:
        call.ok({"a": [1]})
    mutable.append(2)
    assert isinstance(history.calls[0], Call)
    assert history.calls[0].value == (1,)
    assert hash(history.calls[0].result)


def test_a_history_is_no_report():
    with pytest.raises(TypeError, match=r"consistent\(\) takes a report, as linearizable\(history, .*, not a History"):
        consistent(History())
