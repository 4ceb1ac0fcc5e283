"""The stand-in for PostgreSQL, asked by asyncpg as it comes from the registry."""

from pathlib import Path

import pytest

from sims.running import simulate

PROGRAMS = Path(__file__).parent / "postgres"
CORPUS = Path(__file__).parents[2] / ".venv-corpus" / "main"


@pytest.mark.slow
@pytest.mark.parametrize("function", ["statements", "transactions", "locks"])
def test_it_answers_as_postgresql_does(function: str) -> None:
    for outcome in simulate(f"{PROGRAMS}/accounts.py::{function}", *range(5)):
        assert outcome.held, outcome.message
        assert outcome.asked > 3


@pytest.mark.slow
def test_an_application_of_sqlalchemy_works_with_it() -> None:
    for outcome in simulate(f"{PROGRAMS}/orm.py::orders", *range(3)):
        assert outcome.held, outcome.message
        assert outcome.met == {"a name is taken": True}


@pytest.mark.slow
def test_a_lost_update_of_the_application_is_found_and_the_same_each_time() -> None:
    first, again = (simulate(f"{PROGRAMS}/accounts.py::lost", *range(5)) for _ in range(2))
    assert "no update is lost" in {outcome.broken for outcome in first}
    assert [outcome.digest for outcome in first] == [outcome.digest for outcome in again]
    assert len({outcome.digest for outcome in first}) == 5


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="`make corpus` installs pg8000")
@pytest.mark.parametrize("function", ["columns", "joined"])
def test_columns_are_added_and_rows_of_joined_tables_locked(function: str) -> None:
    for outcome in simulate(f"{PROGRAMS}/changes.py::{function}", *range(3), path=[CORPUS]):
        assert outcome.held, outcome.message
