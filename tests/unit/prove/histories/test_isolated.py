"""Each anomaly is named; histories of databases that keep a level keep it; what is planted is found."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.model.errors import MainstayError
from mainstay.prove.histories import (
    Access,
    Anomaly,
    History,
    Level,
    Status,
    Step,
    Transaction,
    anomalies,
    isolated,
    strongest,
)

STEPS = {"r": Access.READ, "a": Access.APPEND, "w": Access.WRITE}


def history(*rows) -> list[Transaction]:
    """Transactions side by side: (status or process, step, ...); a step is "r x" with its value."""
    return [
        Transaction(
            number=number,
            process=f"p{number}",
            steps=tuple(Step(access=STEPS[step[0]], key=step[1], value=step[2]) for step in steps),
            status=Status(status),
            started=number + 1,
            ended=100 + number,
        )
        for number, (status, *steps) in enumerate(rows)
    ]


KNOWN = {
    Anomaly.G0: (
        ("ok", ("a", "x", 1), ("a", "y", 1)),
        ("ok", ("a", "x", 2), ("a", "y", 2)),
        ("ok", ("r", "x", (1, 2)), ("r", "y", (2, 1))),
    ),
    Anomaly.G1A: (("failed", ("a", "x", 1)), ("ok", ("r", "x", (1,)))),
    Anomaly.G1B: (("ok", ("w", "x", 1), ("w", "x", 2)), ("ok", ("r", "x", 1))),
    Anomaly.G1C: (
        ("ok", ("a", "x", 1), ("r", "y", (1,))),
        ("ok", ("a", "y", 1), ("r", "x", (1,))),
    ),
    Anomaly.LOST_UPDATE: (
        ("ok", ("r", "x", None), ("w", "x", 1)),
        ("ok", ("r", "x", None), ("w", "x", 2)),
    ),
    Anomaly.G_SINGLE: (
        ("ok", ("a", "x", 1), ("a", "y", 1)),
        ("ok", ("r", "x", (1,)), ("r", "y", ())),
    ),
    Anomaly.WRITE_SKEW: (
        ("ok", ("r", "x", None), ("r", "y", None), ("w", "x", 1)),
        ("ok", ("r", "x", None), ("r", "y", None), ("w", "y", 2)),
    ),
    Anomaly.G_NONADJACENT: (  # the long fork of parallel snapshot isolation
        ("ok", ("w", "x", 1)),
        ("ok", ("w", "y", 1)),
        ("ok", ("r", "x", 1), ("r", "y", None)),
        ("ok", ("r", "x", None), ("r", "y", 1)),
    ),
    Anomaly.G2_ITEM: (
        ("ok", ("r", "x", None), ("w", "y", 1)),
        ("ok", ("r", "y", None), ("w", "z", 1)),
        ("ok", ("r", "z", None), ("w", "x", 1)),
    ),
    Anomaly.INTERNAL: (("ok", ("w", "x", 1), ("r", "x", 2)), ("ok", ("w", "x", 2))),
    Anomaly.GARBAGE_READ: (("ok", ("r", "x", 7)),),
    Anomaly.INCOMPATIBLE_ORDER: (
        ("ok", ("a", "x", 1)),
        ("ok", ("a", "x", 2)),
        ("ok", ("r", "x", (1, 2))),
        ("ok", ("r", "x", (2,))),
    ),
}
STRONGEST = {
    Anomaly.G_SINGLE: Level.READ_COMMITTED,
    Anomaly.LOST_UPDATE: Level.READ_COMMITTED,
    Anomaly.WRITE_SKEW: Level.SNAPSHOT,
    Anomaly.G2_ITEM: Level.SNAPSHOT,
    Anomaly.G_NONADJACENT: Level.READ_COMMITTED,
    Anomaly.G1A: Level.READ_UNCOMMITTED,
    Anomaly.G0: None,
}


@pytest.mark.parametrize("anomaly", KNOWN, ids=lambda anomaly: anomaly.name)
def test_an_anomaly_is_named(anomaly: Anomaly) -> None:
    transactions = history(*KNOWN[anomaly])
    assert anomaly in {case.anomaly for case in anomalies(transactions)}
    assert isolated(transactions, Level.STRICT_SERIALIZABLE).broken
    if anomaly in STRONGEST:
        assert strongest(transactions) == STRONGEST[anomaly]


def test_a_circle_is_told_with_its_steps() -> None:
    told = str(isolated(history(*KNOWN[Anomaly.G_SINGLE]), Level.SERIALIZABLE))
    assert "T1 -rw→ T0 -wr→ T1" in told or "T0 -wr→ T1 -rw→ T0" in told
    assert "read 'y' →()" in told


def test_a_stale_read_breaks_only_strict_serializability() -> None:
    first = Transaction(number=0, process="a", steps=(Step(access=Access.APPEND, key="x", value=1),),
                        status=Status.OK, started=1, ended=2)  # fmt: skip
    second = Transaction(number=1, process="b", steps=(Step(access=Access.READ, key="x", value=()),),
                         status=Status.OK, started=3, ended=4)  # fmt: skip
    third = Transaction(number=2, process="c", steps=(Step(access=Access.READ, key="x", value=(1,)),),
                        status=Status.OK, started=5, ended=6)  # fmt: skip
    assert strongest([first, second, third]) == Level.STRONG_SESSION_SERIALIZABLE
    assert "time" in str(isolated([first, second, third], Level.STRICT_SERIALIZABLE))


def test_a_process_that_does_not_see_its_own_transaction() -> None:
    steps = [(Access.APPEND, 1), (Access.READ, ())]
    made = [
        Transaction(number=n, process="a", steps=(Step(access=a, key="x", value=v),), status=Status.OK,
                    started=2 * n, ended=2 * n + 1)
        for n, (a, v) in enumerate(steps)
    ]  # fmt: skip
    assert strongest(made) == Level.SERIALIZABLE


def test_an_unknown_transaction_that_was_seen_has_happened() -> None:
    rows = [("unknown", ("a", "x", 1), ("a", "y", 1)), ("ok", ("r", "x", (1,)), ("r", "y", ()))]
    assert isolated(history(*rows), Level.SNAPSHOT).broken
    unseen = [("unknown", ("a", "x", 1)), ("ok", ("r", "x", ()))]
    assert isolated(history(*unseen), Level.STRICT_SERIALIZABLE).held


def test_a_value_that_is_written_twice_is_refused() -> None:
    with pytest.raises(MainstayError, match="must be the only one"):
        isolated(history(("ok", ("w", "x", 1)), ("ok", ("w", "x", 1))), Level.SERIALIZABLE)


def executed(seed: int, count: int, *, lists: bool, snapshot: bool = False) -> list[Transaction]:
    """A history of a database: serial at the moment of commit, or under snapshot isolation, first committer wins."""
    chance = random.Random(seed)
    state: dict[str, tuple[int, ...]] = {}
    changed: dict[str, int] = {}
    record, running, values, commits = History(), [], 0, 0
    while len(record.transactions) < count or running:
        if len(running) < 6 and len(record.transactions) < count:
            opened = record.transaction(f"p{chance.choice([p for p in range(6) if p not in {r[3] for r in running}])}")
            running.append((opened, opened.__enter__(), dict(state), int(opened_process(opened)), commits))
            continue
        opened, txn, view, _, since = running.pop(chance.randrange(len(running)))
        here = dict(view) if snapshot else dict(state)
        wrote = set()
        for _ in range(chance.randrange(1, 5)):
            key = chance.choice("xyz")
            if chance.random() < 0.5:
                seen = here.get(key, ())
                txn.read(key, seen if lists else (seen[-1] if seen else None))
                continue
            values += 1
            here[key] = (*here.get(key, ()), values)
            wrote.add(key)
            (txn.append if lists else txn.write)(key, values)
        if snapshot and any(changed.get(key, 0) > since for key in wrote):
            txn.failed()
        else:
            commits += 1
            changed.update(dict.fromkeys(wrote, commits))
            state.update({key: here[key] for key in wrote})
            txn.ok()
        opened.__exit__(None, None, None)
    return list(record.transactions)


def opened_process(opened) -> str:
    return opened.gen.gi_frame.f_locals["process"][1:]


@given(seed=st.integers(0, 100_000), lists=st.booleans())
def test_what_a_serial_database_answers_is_strictly_serializable(seed: int, lists: bool) -> None:
    assert anomalies(executed(seed, 60, lists=lists)) == ()


@given(seed=st.integers(0, 100_000), lists=st.booleans())
def test_what_a_snapshot_database_answers_keeps_that_level(seed: int, lists: bool) -> None:
    found = isolated(executed(seed, 60, lists=lists, snapshot=True), Level.SNAPSHOT)
    assert found.held, str(found)


def test_a_snapshot_database_is_not_serializable() -> None:
    kinds = {case.anomaly for seed in range(30) for case in anomalies(executed(seed, 60, lists=True, snapshot=True))}
    assert Anomaly.WRITE_SKEW in kinds
