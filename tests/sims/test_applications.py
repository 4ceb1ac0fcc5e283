"""Applications in a simulation: hosts from the Graph, programs as they are, stand-ins and stubs."""

import asyncio
import shutil
from pathlib import Path

import pytest

from mainstay.actions.context import open_context
from mainstay.actions.simulations import open_pool
from mainstay.actions.systems import system_of, targets_of
from mainstay.model.errors import MainstayError
from mainstay.prove.outcome import Job, Outcome

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def counter(tmp_path_factory) -> Path:
    """A copy of the application, since building writes beside it."""
    return Path(shutil.copytree(HERE / "applications/counter", tmp_path_factory.mktemp("applications") / "counter"))


async def _outcomes(target: str, *seeds: int) -> list[Outcome]:
    async with open_pool(open_context(), target) as pool:
        return [await pool.run(Job(target=target, seed=seed)) for seed in seeds]


def simulated(target: str, *seeds: int) -> list[Outcome]:
    return asyncio.run(_outcomes(target, *seeds))


@pytest.mark.slow
@pytest.mark.parametrize("function", ["balanced", "restarted", "third_party"])
def test_a_test_sees_what_mainstay_up_would_start(counter, function) -> None:
    first, again = simulated(f"{counter}/tests/test_counter.py::{function}", 0, 0)
    assert first.held, first.message
    assert first.asked > 1
    assert first.digest == again.digest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "broken", "told"),
    [
        ("unprepared", "the release step release succeeds", "cannot prepare: no schema"),
        ("crashing", "web-1 becomes ready", "ValueError"),
        ("homeless", "the test passes", "must name its application"),
    ],
)
def test_what_does_not_boot_is_told(counter, function, broken, told) -> None:
    (outcome,) = simulated(f"{counter}/tests/test_counter.py::{function}", 0)
    assert outcome.broken == broken
    assert told in outcome.message


@pytest.mark.slow
def test_an_application_without_tests_has_one(counter, tmp_path) -> None:
    bare = shutil.copytree(counter, tmp_path / "bare", ignore=shutil.ignore_patterns("tests", ".mainstay"))
    (target,) = targets_of(str(bare))
    assert target == f"{bare}::smoke"
    for outcome in simulated(target, 0, 1, 2):
        assert outcome.held, outcome.message
        assert outcome.met == {"the application has booted": True}


def test_a_folder_that_holds_no_application_has_no_test(tmp_path) -> None:
    with pytest.raises(MainstayError, match="must have a function with @simulation"):
        targets_of(str(tmp_path))


def test_the_folder_of_an_application_is_written_out(tmp_path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text("WHERE = '..'\n@simulation(system=WHERE)\ndef it(sim): ...\n")
    with pytest.raises(MainstayError, match="must be a folder written out"):
        asyncio.run(system_of(open_context(), f"{test}::it"))
