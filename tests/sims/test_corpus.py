"""The page of packages has every program of the corpus; bugs of releases are found where they are."""

from pathlib import Path

import pytest

from sims import corpus
from sims.pages import PACKAGES, told
from sims.running import simulate

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / ".venv-corpus"
PAGE = HERE.parents[1] / "docs" / "reference" / PACKAGES
installed = pytest.mark.skipif(not corpus.INSTALLED.is_dir(), reason="the packages are not installed: make corpus")


@installed
def test_the_page_has_every_program_with_the_packages_that_are_installed():
    assert told(PAGE.read_text()) == [(name, ", ".join(corpus.packages(name))) for name in corpus.NAMES]


def test_the_page_says_that_all_is_well():
    rows = [line.split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    assert {row[3] for row in rows} == {"ok"}


@installed
@pytest.mark.parametrize(("release", "held"), [("4.5.1", False), ("4.5.3", False), ("4.5.5", True)])
def test_replies_that_go_astray_are_found_in_the_releases_that_have_them(release: str, held: bool) -> None:
    path = [CORPUS / f"redis-{release}", CORPUS / "main"]
    outcomes = simulate(f"{HERE}/bugs/redis_replies.py::test", *range(5), path=path)
    assert all(outcome.held for outcome in outcomes) == held
