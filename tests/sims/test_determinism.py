"""The same seed gives the same bytes in fresh processes: a sample of what `make soak` does with 10,000 seeds."""

import sys
from pathlib import Path

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.prove import prove
from sims.determinism import PROGRAMS, pairs
from sims.running import simulate

SEEDS = 200
ADDRESSES = Path(__file__).parent / "programs" / "addresses.py"
pytestmark = [pytest.mark.slow, pytest.mark.real]


def test_the_same_seed_gives_the_same_bytes_in_two_fresh_processes():
    both = list(pairs(SEEDS))

    assert len(both) == SEEDS
    assert {first.job.target for first, _ in both} == set(PROGRAMS)
    assert [first for first, _ in both] == [second for _, second in both]
    assert len({first.digest for first, _ in both}) > SEEDS / 2  # most seeds are runs of their own


def test_what_depends_on_addresses_is_the_same_where_somebody_wants_to_see_it():
    target = f"{ADDRESSES.with_name('address_order.py')}::test_the_order_after_messages"
    shown = [simulate(target, 1, timeline=timeline)[0] for timeline in (False, True)]
    assert shown[0].message.startswith("shown: ")
    assert shown[0].message == shown[1].message
    assert any(moment.what == "message" for moment in shown[1].timeline)


async def check(function, seeds=2):
    return await prove(open_context("."), f"{ADDRESSES}::{function}", check_determinism=True, seeds=seeds)


@pytest.mark.parametrize(
    ("function", "line", "what"),
    [
        ("test_set_of_objects", "for listener in listeners:", "goes through a set of Listener in the order of their"),
        ("test_popped", "await listeners.pop().tell()", "goes through a set of Listener in the order of their"),
        ("test_listed", "for listener in list(listeners):", "goes through a set of Listener in the order of their"),
        pytest.param(
            "test_waited_for",
            "await asyncio.gather(*waiting)",
            "goes through a set of coroutine in the order of their",
            marks=pytest.mark.skipif(sys.version_info >= (3, 13), reason="`*a_set` passes by what is watched"),
        ),
        ("test_address_in_output", "self.number = number", "stdout test listener "),
    ],
)
async def test_what_depends_on_addresses_is_told_with_its_line(function, line, what):
    report = await check(function)

    assert not report.ok
    told = "\n".join(report.lines)
    number = 1 + [text.strip() for text in ADDRESSES.read_text().split("\n")].index(line)
    assert "the same seed gives the same run: not seed 0, from event" in told
    assert f"{ADDRESSES}:{number} in " in told
    assert what in told


@pytest.mark.parametrize("function", ["test_hash_of_text", "test_order_that_does_not_matter", "test_tasks_and_threads"])
async def test_what_only_looks_so_is_the_same(function):
    report = await check(function, seeds=4)

    assert report.ok
    assert report.lines == (f"{ADDRESSES}::{function}: 4 seeds run the same wherever objects lie in memory",)
