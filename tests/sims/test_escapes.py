"""No attempt to leave the simulation is silent."""

from pathlib import Path

import pytest

from sims.attempts import attempts, table, tried

FOLDER = Path(__file__).parent / "escapes"
FILES = list(attempts(FOLDER))


@pytest.mark.slow
@pytest.mark.parametrize("group", FILES, ids=lambda group: Path(group[0].target).stem.partition(".")[0])
def test_every_attempt_is_caught(group):
    rows = tried(group)
    assert [row for row in rows if not row.caught] == [], table(rows)


def test_the_corpus_is_large_enough():
    assert sum(map(len, FILES)) >= 25
