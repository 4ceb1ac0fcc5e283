"""The programs by which the search is measured (benchmarks/search.py) hold in most runs: their bugs are deep."""

import re
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.real]
DEEP = Path(__file__).parent / "deep"
NEED_PACKAGES = {"ftp_proof.py", "feed_proof.py"}
PROOFS = [path for path in sorted(DEEP.rglob("*_proof.py")) if path.name not in NEED_PACKAGES]


@pytest.mark.parametrize("proof", PROOFS, ids=[path.stem for path in PROOFS])
async def test_a_deep_bug_is_not_met_by_a_few_seeds(proved, proof):
    [function] = re.findall(r"def (test_\w+)", proof.read_text())
    found = await proved(f"../deep/{proof.relative_to(DEEP)}::{function}", seeds=3, branching=False)

    assert found.explored.failure is None
    assert found.explored.runs == 3
