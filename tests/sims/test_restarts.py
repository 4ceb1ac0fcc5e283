"""Processes that end and start again, and exceptions that nobody catches."""

import pytest

from mainstay.prove.outcome import Job

pytestmark = [pytest.mark.slow, pytest.mark.real]


@pytest.mark.parametrize("name", ["test_killed_and_crashed", "test_shared_port"])
async def test_what_a_process_held_is_free_when_it_has_ended(proved, name):
    verdict = await proved(f"restarts.py::{name}", seeds=2, branching=False)

    assert verdict.held, verdict.why_not


async def test_faults_bring_back_what_they_end_once(proved):
    verdict = await proved("restarts.py::test_faults_bring_back_what_they_end", seeds=12, branching=False)

    assert verdict.held, verdict.why_not


async def test_exceptions_that_nobody_catches_are_printed_with_their_lines(open_pool):
    target = "restarts.py::test_uncaught"
    async with open_pool(target) as pool:
        outcome = await pool.run(Job(target=target, seed=1, timeline=True))

    assert outcome.held, outcome.message
    said = [moment.text for moment in outcome.timeline if moment.what == "stderr"]
    assert "Exception in thread worker:" in said
    assert any(line.startswith("Exception ignored in: <function Failing.__del__") for line in said)
    assert said.count("ValueError: nobody catches this") == 3
    assert said.count('    raise ValueError("nobody catches this")') == 3


async def test_nodes_of_raft_agree_through_losses_of_power(proved):
    verdict = await proved("raft.py::test_what_is_committed_stays", seeds=12, branching=False)

    assert verdict.held, verdict.why_not
