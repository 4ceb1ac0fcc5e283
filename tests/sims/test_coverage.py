"""What a search knows of edges decides where it branches, and nothing else; deep states are found by it."""

from pathlib import Path

import pytest

from mainstay.actions.cluster import explore_on
from mainstay.prove.explore import Search
from mainstay.prove.outcome import Job

pytestmark = [pytest.mark.slow, pytest.mark.real]
PROGRAMS = Path(__file__).parent / "programs"
ADDRESSES = "address_order.py::test_the_order"
BANK = "../deep/bank_proof.py::test_no_money_is_made"


@pytest.mark.parametrize("target", [ADDRESSES, BANK])
async def test_an_outcome_is_the_same_whatever_edges_are_known(open_pool, target):
    async with open_pool(target) as pool:
        alone = await pool.run(Job(target=target, seed=1))
        few = pool.edges
        for seed in range(2, 8):
            await pool.run(Job(target=target, seed=seed, snapshots=12))
        again = await pool.run(Job(target=target, seed=1))
        branching = await pool.run(Job(target=target, seed=1, snapshots=12))

    assert 0 < few <= pool.edges
    assert again == alone
    assert (branching.digest, branching.message) == (alone.digest, alone.message)


async def test_a_deep_state_of_a_program_without_hints_is_reached_by_new_edges(proved):
    # Random seeds need about 3,000 simulations. A search may end in a dead end, so it has several beginnings.
    for first in range(0, 5000, 1000):
        verdict = await proved(BANK, seeds=0, first=first, most=400)
        if verdict.failure is not None:
            break

    assert verdict.failure.outcome.broken == "no money is made"
    assert verdict.failure.job.forks
    assert verdict.explored.edges > 40
    assert verdict.replayed == 100


async def test_a_search_runs_on_a_dask_cluster():
    distributed = pytest.importorskip("distributed")
    search = Search(target=f"{PROGRAMS}/lost_update.py::test_no_increment_is_lost", seeds=400)

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        found = await explore_on(cluster.scheduler_address, search, lambda _: True)

    assert found.failure.broken == "no increment is lost"
    assert found.runs > 0
