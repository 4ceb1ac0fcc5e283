"""Faults do what their names say, and branches differ in everything that chance decides."""

import asyncio

import pytest

from mainstay.prove.outcome import Job
from mainstay.prove.pool import Copy

pytestmark = [pytest.mark.slow, pytest.mark.real]


KINDS = ("slow_link", "throttle", "throttled_timers", "stalled_timers", "hang", "short_tail", "long_tail")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_fault_does_what_its_name_says(proved, kind):
    verdict = await proved(f"weather.py::test_{kind}", seeds=6, branching=False)

    assert verdict.held, verdict.why_not


async def branches_and_their_replays(open_pool, target, count):
    """What became of one seed, of so many branches from its first snapshot, and of those when they were run again."""
    left: asyncio.Future[Copy] = asyncio.get_running_loop().create_future()
    async with open_pool(target) as pool:
        pool.on_snapshot = left.set_result
        first = await pool.run(Job(target=target, seed=1, snapshots=1, swarm=False))
        copy = await left
        outcomes = []
        for _ in range(count):
            pool.branched()
            copy.branch()
            outcomes.append(await pool.next())
        copy.drop()
        return first, outcomes, [await pool.run(outcome.job) for outcome in outcomes]


async def test_branches_draw_afresh_and_find_the_same_again(open_pool):
    first, branches, again = await branches_and_their_replays(open_pool, "weather.py::test_branches_draw_afresh", 2)

    for name in ("what the program drew", "what the test drew"):
        assert len({outcome.progress[name] for outcome in (first, *branches)}) == 3
    assert [outcome.digest for outcome in again] == [outcome.digest for outcome in branches]
    assert [outcome.progress for outcome in again] == [outcome.progress for outcome in branches]


async def test_half_of_the_branches_bring_a_fault_of_the_plan_soon(open_pool):
    first, branches, again = await branches_and_their_replays(open_pool, "weather.py::test_a_fault_comes_soon", 24)

    assert not first.struck
    assert 6 <= sum(bool(outcome.struck) for outcome in branches) <= 18
    assert [outcome.struck for outcome in again] == [outcome.struck for outcome in branches]
    assert [outcome.digest for outcome in again] == [outcome.digest for outcome in branches]


async def test_garbage_is_collected_at_the_same_events_each_time(proved, open_pool):
    target = "forgotten.py::test_a_task_is_forgotten"
    assert (await proved(target, seeds=2)).held
    async with open_pool(target) as pool:
        plain, drawn = [await pool.run(Job(target=target, seed=1, timeline=timeline)) for timeline in (False, True)]
    assert plain.digest == drawn.digest
