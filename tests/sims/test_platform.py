"""The platform itself is simulated: its own releases, rollbacks and recoveries, and the stores that they rely on."""

from pathlib import Path

import pytest

from mainstay.prove.targets import find
from sims.running import simulate

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent / "platform"
SEEDS = 5
"""A sample; `make soak` runs thousands."""


def targets(file):
    return find(str(HERE / file))


@pytest.mark.parametrize(
    "target", [*targets("releases.py"), *targets("stores.py")], ids=lambda t: t.rpartition("::")[2]
)
def test_production_code_survives(target):
    outcomes = simulate(target, *range(SEEDS))
    assert [outcome.message for outcome in outcomes] == [""] * SEEDS
    assert all(outcome.asked for outcome in outcomes)


def test_fresh_processes_agree():
    target = f"{HERE / 'releases.py'}::second_release_is_struck"
    one, other = simulate(target, 1, 2), simulate(target, 1, 2)
    assert [outcome.digest for outcome in one] == [outcome.digest for outcome in other]
