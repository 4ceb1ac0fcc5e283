"""examples/shop as it stands passes its simulated test; each of the bugs beside it is found."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.simulations import open_pool
from mainstay.prove.outcome import Job, Outcome

SHOP = Path(__file__).parents[2] / "examples/shop"
SEEDS = 20  # as many as `mainstay prove` runs by itself

pytestmark = [pytest.mark.slow, pytest.mark.real]  # the packages of the shop are installed


@pytest.fixture
def shop(tmp_path) -> Path:
    ignored = shutil.ignore_patterns(".mainstay", "__pycache__")
    return Path(shutil.copytree(SHOP, tmp_path / "shop", ignore=ignored))


async def _until_broken(shop: Path, seeds: int) -> list[Outcome]:
    """The outcomes of the test of `shop`, up to the first that is broken."""
    target = f"{shop}/tests/test_shop.py::test_orders"
    outcomes: list[Outcome] = []
    async with open_pool(open_context(), target) as pool:
        for seed in range(seeds):
            outcomes.append(await pool.run(Job(target=target, seed=seed)))
            if not outcomes[-1].held:
                break
    return outcomes


def test_the_shop_passes(shop) -> None:
    outcomes = asyncio.run(_until_broken(shop, 3))
    assert [outcome.message for outcome in outcomes] == ["", "", ""]
    assert all(outcome.asked > 5 for outcome in outcomes)
    assert any(outcome.struck for outcome in outcomes)


@pytest.mark.parametrize(
    ("bug", "broken"),
    [("lost-update", "what is ordered leaves the stock"), ("double-charge", "is charged once")],
)
def test_a_bug_of_the_shop_is_found(shop, bug, broken) -> None:
    subprocess.run(["git", "apply", f"bugs/{bug}.patch"], cwd=shop, check=True)
    found = asyncio.run(_until_broken(shop, SEEDS))[-1]
    assert broken in found.broken
