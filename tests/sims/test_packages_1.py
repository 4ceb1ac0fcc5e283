"""The first third of the corpus: packages run unmodified, and the same each time. Files of tests run side by side."""

import pytest

from sims import corpus


@pytest.mark.slow
@pytest.mark.skipif(not corpus.INSTALLED.is_dir(), reason="the packages are not installed: make corpus")
@pytest.mark.parametrize("name", corpus.NAMES[0::3])
def test_a_package_runs_unmodified_and_the_same_each_time(name: str) -> None:
    corpus.check(name)
