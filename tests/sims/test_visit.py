"""Time travel: a replay is stopped, asked, sent on and back; looking changes nothing."""

import asyncio
from pathlib import Path

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.replaying import replayed
from mainstay.actions.visiting import visited
from mainstay.prove.failure import Failure, Versions
from mainstay.prove.looking import Look, Question
from mainstay.prove.outcome import Job
from mainstay.prove.visit import Visit
from sims.running import simulate

PROGRAMS = Path(__file__).parent / "programs"
LOST = "lost_update.py::test_no_increment_is_lost"
pytestmark = [pytest.mark.slow, pytest.mark.real]


async def test_a_place_is_the_same_however_it_is_reached_and_whatever_is_asked_there(open_pool):
    target = f"{PROGRAMS}/{LOST}"
    async with open_pool(LOST) as pool:
        visit = Visit(pool, Job(target=target, seed=3))
        first = {event: await visit.go(event) for event in (60, 110, 170)}
        for text in (
            "Store.count",
            "setattr(Store, 'count', 99)",
            "import time; time.sleep(5)",
            "1/0",
            "print('hi')",
        ):
            await visit.ask(Question(look=Look.VALUE, host="store", text=text))
        back = {event: await visit.go(event) for event in (110, 60, 170, 109, 110)}
        end = await visit.go(10**9)
        whole = await pool.run(Job(target=target, seed=3, timeline=True))

    assert {event: back[event] for event in first} == first
    assert [first[event].event for event in first] == [60, 110, 170]
    assert end.over
    assert (end.event, end.digest, end.broken) == (whole.events, whole.digest, whole.message)


async def test_answers_tell_the_state_of_that_moment(open_pool):
    async with open_pool(LOST) as pool:
        visit = Visit(pool, Job(target=f"{PROGRAMS}/{LOST}", seed=3))
        counts = []
        for event in (30, 170, 30):
            await visit.go(event)
            counts.append(await visit.ask(Question(look=Look.VALUE, host="store", text="Store.count")))
        assert counts[0] == counts[2] == ["0"]
        assert counts[1] > ["0"]
        assert await visit.ask(Question(look=Look.VALUE, text="print('hello')")) == ["hello"]
        assert await visit.ask(Question(look=Look.VALUE, text="nobody")) == ["NameError: name 'nobody' is not defined"]
        assert await visit.ask(Question(look=Look.FILES, host="moon")) == ["there is no host moon, but test, store"]
        waits = await visit.ask(Question(look=Look.THREADS))
        assert any("lost_update.py" in line and "in increments" in line for line in waits)
        assert any("listens at 0.0.0.0:80" in line for line in await visit.ask(Question(look=Look.NET)))


SESSION = (
    ("", "event 100, "),
    ("where", "store        server (pid 2, threads: 1)"),
    ("goto 60", "event 60, "),
    ("step 5", "event 65, "),
    ("back", "event 64, "),
    ("threads", "lost_update.py"),
    ("frame 77", "there is no stack [77]; `threads` lists them"),
    ("print store Store", "<class 'lost_update.Store'>"),
    ("print store", "print: needs 2 words; `help` tells which"),
    ("goto far", "goto: must be given a number, not 'far'"),
    ("jump", "jump: must be one of where, step, back"),
    ("help", "goto EVENT          go to an event"),
    ("files store", "store has written no files"),
    ("timeline 3", "message"),
    ("goto 99999", "the end; no increment is lost: left="),
)


async def test_a_scripted_session(open_pool, tmp_path):
    lines = iter([line for line, _ in SESSION[1:]] + ["quit", "jump"])
    async with open_pool(LOST) as pool:
        jobs = (Job(target=f"{PROGRAMS}/{LOST}", seed=seed, timeline=True) for seed in range(20))
        outcome = next(found for found in [await pool.run(job) for job in jobs] if found.broken)
    failure = Failure(versions=Versions.now(outcome.job.target), job=outcome.job, outcome=outcome)
    context = open_context(tmp_path, read_line=lambda _: next(lines, None))

    said = [item.text async for item in visited(context, failure, 100).items]

    assert len(said) == len(SESSION)
    for (line, told), text in zip(SESSION, said, strict=True):
        assert told in text, line


def test_a_replay_tells_what_has_changed_since(tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text((PROGRAMS / "lost_update.py").read_text())
    (outcome,) = simulate(f"{test}::test_no_increment_is_lost", 1, timeline=True)
    failure = Failure(versions=Versions.now(outcome.job.target), job=outcome.job, outcome=outcome)

    same = asyncio.run(replayed(open_context(tmp_path), failure, 0))
    test.write_text(test.read_text().replace("sleep(0.001)", "sleep(0)"))
    changed = asyncio.run(replayed(open_context(tmp_path), failure, 0))

    assert same.ok
    assert "the same, byte for byte" in same.lines
    assert not changed.ok
    assert f"something else happened: {test} has changed since" in changed.lines
