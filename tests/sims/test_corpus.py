"""A sample of the corpus: packages run unmodified with equal digests in fresh processes; bugs of releases are found."""

from pathlib import Path

import pytest

from sims.running import simulate

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / ".venv-corpus"
pytestmark = pytest.mark.skipif(not (CORPUS / "main").is_dir(), reason="the packages are not installed: make corpus")


@pytest.mark.parametrize("name", ["aiohttp", "requests", "websockets_sync"])
def test_a_package_runs_unmodified_and_the_same_each_time(name: str) -> None:
    target = f"{HERE}/packages/uses_{name}.py::test"
    first, second = (simulate(target, 1, 2, path=[CORPUS / "main", HERE]) for _ in range(2))
    assert [outcome.message for outcome in first] == ["", ""]
    assert [outcome.digest for outcome in first] == [outcome.digest for outcome in second]


@pytest.mark.parametrize(("release", "held"), [("4.5.1", False), ("4.5.3", False), ("4.5.5", True)])
def test_replies_that_go_astray_are_found_in_the_releases_that_have_them(release: str, held: bool) -> None:
    path = [CORPUS / f"redis-{release}", CORPUS / "main"]
    outcomes = simulate(f"{HERE}/bugs/redis_replies.py::test", *range(5), path=path)
    assert all(outcome.held for outcome in outcomes) == held
