"""A sample of the known bugs: found within a few seeds on the faulty release, and nothing on the fixed one.

The whole table is `tests/sims/bugs_table.py`.
"""

from pathlib import Path

import pytest

from sims.bug_cases import CASES, Case
from sims.running import simulate

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / ".venv-corpus"
SEEDS = 6
LONGEST_HARNESS = 60
QUICK = ["redis_replies redis-4.5.1", "anyio_locks anyio-3.3.4", "anyio_locks anyio-3.4.0"]
QUICK += ["websockets_threads websockets-11.0.1", "pysyncobj_power_starts pysyncobj-0.3.15"]


def case_of(name: str) -> Case:
    """The case called so; skips where one of its releases is not installed."""
    found = next(case for case in CASES if case.name == name)
    for release in filter(None, (found.faulty, found.fixed, "main")):
        if not (CORPUS / release).is_dir():
            pytest.skip(f"{release} is not installed: make corpus")
    return found


@pytest.mark.parametrize("name", QUICK)
def test_a_bug_is_found_where_it_is_and_nothing_where_it_is_not(name: str) -> None:
    case = case_of(name)
    main = [CORPUS / "main", HERE]

    faulty = simulate(case.target, *range(SEEDS), path=[CORPUS / case.faulty, *main])

    assert any(outcome.broken for outcome in faulty)
    if case.quiet is not None:
        target, release = case.quiet
        fixed = simulate(target, *range(SEEDS), path=[CORPUS / release, *main])
        assert [outcome.message for outcome in fixed] == [""] * SEEDS


@pytest.mark.parametrize("harness", sorted({case.harness.partition("::")[0] for case in CASES}))
def test_a_harness_is_short(harness: str) -> None:
    assert len((HERE / "bugs" / harness).read_text().splitlines()) <= LONGEST_HARNESS


def test_releases_with_bugs_are_installed_by_make() -> None:
    pins = set((HERE / "packages" / "pins-of-bugs.txt").read_text().split())
    wanted = {release for case in CASES for release in (case.faulty, case.fixed) if release not in {"", "main"}}

    # What comes after a comma are versions of other packages that the release needs.
    assert {pin.partition(",")[0].replace("==", "-") for pin in pins} == wanted
