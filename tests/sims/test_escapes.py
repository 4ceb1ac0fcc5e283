"""No attempt to leave the simulation is silent; the page of attempts has all of them."""

from pathlib import Path

import pytest

from sims.attempts import groups, table, tried
from sims.pages import ESCAPES, told

PAGE = Path(__file__).parents[2] / "docs" / "reference" / ESCAPES
FILES = list(groups())


@pytest.mark.slow
@pytest.mark.parametrize("group", FILES, ids=lambda group: Path(group[0].target).stem.partition(".")[0])
def test_every_attempt_is_caught(group):
    rows = tried(group)
    assert [row for row in rows if not row.caught] == [], table(rows)


def test_the_page_has_every_attempt_and_no_other():
    assert [what for what, _ in told(PAGE.read_text())] == [attempt.what for group in FILES for attempt in group]
