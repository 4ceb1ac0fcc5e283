"""Faults do what their names say, and branches differ in everything that chance decides."""

import asyncio

import pytest

from mainstay.prove.outcome import Job
from mainstay.prove.pool import Copy

pytestmark = [pytest.mark.slow, pytest.mark.real]


@pytest.mark.parametrize("name", ["test_slow_link", "test_throttle", "test_hang", "test_short_tail", "test_long_tail"])
async def test_a_fault_does_what_its_name_says(proved, name):
    verdict = await proved(f"weather.py::{name}", seeds=6, branching=False)

    assert verdict.held, verdict.why_not


async def test_branches_draw_afresh_and_find_the_same_again(open_pool):
    target = "weather.py::test_branches_draw_afresh"
    left: asyncio.Future[Copy] = asyncio.get_running_loop().create_future()
    async with open_pool(target) as pool:
        pool.on_snapshot = left.set_result
        first = await pool.run(Job(target=target, seed=1, snapshots=1))
        copy = await left
        outcomes = [first]
        for _ in range(2):
            pool.branched()
            copy.branch()
            outcomes.append(await pool.next())
        copy.drop()
        again = [await pool.run(outcome.job) for outcome in outcomes[1:]]

    for name in ("what the program drew", "what the test drew"):
        assert len({outcome.progress[name] for outcome in outcomes}) == 3
    assert [outcome.digest for outcome in again] == [outcome.digest for outcome in outcomes[1:]]
    assert [outcome.progress for outcome in again] == [outcome.progress for outcome in outcomes[1:]]


async def test_garbage_is_collected_at_the_same_events_each_time(proved, open_pool):
    target = "forgotten.py::test_a_task_is_forgotten"
    assert (await proved(target, seeds=2)).held
    async with open_pool(target) as pool:
        plain, drawn = [await pool.run(Job(target=target, seed=1, timeline=timeline)) for timeline in (False, True)]
    assert plain.digest == drawn.digest
