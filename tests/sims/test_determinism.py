"""The same seed gives the same bytes in fresh processes: a sample of what `make soak` does with 10,000 seeds."""

import pytest

from sims.determinism import PROGRAMS, pairs

SEEDS = 200
pytestmark = [pytest.mark.slow, pytest.mark.real]


def test_the_same_seed_gives_the_same_bytes_in_two_fresh_processes():
    both = list(pairs(SEEDS))

    assert len(both) == SEEDS
    assert {first.job.target for first, _ in both} == set(PROGRAMS)
    assert [first for first, _ in both] == [second for _, second in both]
    assert len({first.digest for first, _ in both}) > SEEDS / 2  # most seeds are runs of their own
